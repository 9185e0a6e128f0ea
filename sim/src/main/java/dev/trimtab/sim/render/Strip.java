package dev.trimtab.sim.render;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Words over time, a row for each target: how high a bar stands says the word too, so that nobody needs its colour.
 *
 * @param id unique on its page
 * @param rows by label
 * @param seconds between two words
 */
record Strip(
        String id,
        String title,
        String description,
        Clock clock,
        SortedMap<String, List<String>> rows,
        double seconds) {
    private static final int ROW = 22;
    private static final int ABOVE = 6;
    private static final int BELOW = 26;

    /** A word that held for a while. */
    record Stretch(int from, int until, String word) {}

    void draw(Markup out) {
        int height = ABOVE + rows.size() * ROW + BELOW;
        out.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "viewBox",
                "0 0 " + Plot.WIDTH + " " + height,
                "role",
                "img",
                "aria-labelledby",
                id + "-t " + id + "-d");
        out.element("title", title, "id", id + "-t").element("desc", description, "id", id + "-d");
        Plot.timeAxis(out, clock, height, ABOVE, BELOW);
        int top = ABOVE;
        for (var row : rows.entrySet()) {
            out.element("text", row.getKey(), "class", "up", "x", "" + (Plot.LEFT - 6), "y", "" + (top + 15));
            for (Stretch stretch : stretches(row.getValue())) {
                bar(out, row.getKey(), stretch, top);
            }
            top += ROW;
        }
        out.close().line();
    }

    private void bar(Markup out, String label, Stretch stretch, int top) {
        double from = Plot.x(clock, stretch.from() * seconds);
        double until = Plot.x(clock, stretch.until() * seconds);
        int tall = switch (stretch.word()) {
            case "good" -> 4;
            case "degraded" -> 10;
            case "origin_fault" -> 14;
            case "bad" -> 18;
            default -> 7;
        };
        out.open(
                "rect",
                "class",
                "v-" + stretch.word(),
                "x",
                Plot.fixed(from),
                "y",
                "" + (top + ROW - 2 - tall),
                "width",
                Plot.fixed(Math.max(0.6, until - from)),
                "height",
                "" + tall);
        out.element(
                "title",
                label + " " + stretch.word() + ", " + clock.shown(stretch.from() * seconds) + " to "
                        + clock.shown(stretch.until() * seconds));
        out.close();
    }

    static List<Stretch> stretches(List<String> words) {
        List<Stretch> stretches = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= words.size(); i++) {
            if (i == words.size() || !words.get(i).equals(words.get(from))) {
                stretches.add(new Stretch(from, i, words.get(from)));
                from = i;
            }
        }
        return stretches;
    }
}
