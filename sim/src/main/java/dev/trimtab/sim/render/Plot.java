package dev.trimtab.sim.render;

import java.util.List;
import java.util.Locale;

/**
 * Lines over time: a pure function from series to SVG. Colours and strokes are the page's, by the classes {@code s0}…{@code
 * s7}; the order of the series is the order of the classes.
 *
 * @param id unique on its page
 * @param unit behind the numbers of the upright axis
 * @param top the least value that the upright axis reaches to
 * @param markers moments worth an upright line, with what a pointer that rests on one is told
 */
record Plot(
        String id,
        String title,
        String description,
        Clock clock,
        String unit,
        double top,
        List<Series> series,
        List<Marker> markers) {
    static final int WIDTH = 960;
    static final int LEFT = 56;
    static final int RIGHT = 12;
    private static final int HEIGHT = 200;
    private static final int ABOVE = 22;
    private static final int BELOW = 26;

    /** More would be finer than a screen. */
    private static final int POINTS_MAX = 1_000;

    /** @param at seconds since the script's begin */
    record Marker(double at, String label, String told) {}

    void draw(Markup out) {
        double high = niceTop();
        out.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "viewBox",
                "0 0 " + WIDTH + " " + HEIGHT,
                "role",
                "img",
                "aria-labelledby",
                id + "-t " + id + "-d");
        out.element("title", title, "id", id + "-t").element("desc", description, "id", id + "-d");
        for (int tick = 0; tick <= 4; tick++) {
            double value = high * tick / 4;
            String y = fixed(y(value, high));
            out.empty("line", "class", "grid", "x1", "" + LEFT, "x2", "" + (WIDTH - RIGHT), "y1", y, "y2", y);
            out.element(
                    "text",
                    number(value, high) + unit,
                    "class",
                    "up",
                    "x",
                    "" + (LEFT - 6),
                    "y",
                    fixed(y(value, high) + 4));
        }
        timeAxis(out, clock, HEIGHT, ABOVE, BELOW);
        for (Marker marker : markers) {
            String x = fixed(x(clock, marker.at()));
            out.open("g", "class", "write").element("title", marker.told());
            out.empty("line", "x1", x, "x2", x, "y1", "" + (ABOVE - 4), "y2", "" + (HEIGHT - BELOW));
            double at = x(clock, marker.at());
            out.empty("path", "d", "M" + fixed(at - 5) + " " + (ABOVE - 12) + "h10l-5 9z");
            out.close();
        }
        for (int i = 0; i < series.size(); i++) {
            out.open("polyline", "class", "s" + i % 8, "points", points(series.get(i), high));
            out.element("title", series.get(i).label()).close();
        }
        out.close().line();
    }

    static void timeAxis(Markup out, Clock clock, int height, int above, int below) {
        for (double mark : clock.marks()) {
            double x = x(clock, mark);
            out.empty(
                    "line",
                    "class",
                    "grid",
                    "x1",
                    fixed(x),
                    "x2",
                    fixed(x),
                    "y1",
                    "" + above,
                    "y2",
                    "" + (height - below));
            // The first and last words stay inside of the picture.
            double words = Math.min(WIDTH - RIGHT - 24, x);
            out.element(
                    "text", clock.shown(mark), "class", "along", "x", fixed(words), "y", "" + (height - below + 16));
        }
    }

    private String points(Series line, double high) {
        StringBuilder points = new StringBuilder();
        Series.Point before = null;
        for (Series.Point point :
                line.thinned(POINTS_MAX / (line.held() ? 2 : 1)).points()) {
            if (line.held() && before != null && before.y() != point.y()) {
                points.append(fixed(x(clock, point.x())))
                        .append(',')
                        .append(fixed(y(before.y(), high)))
                        .append(' ');
            }
            points.append(fixed(x(clock, point.x())))
                    .append(',')
                    .append(fixed(y(point.y(), high)))
                    .append(' ');
            before = point;
        }
        return points.toString().strip();
    }

    static double x(Clock clock, double seconds) {
        return LEFT
                + (WIDTH - LEFT - RIGHT) * seconds / Math.max(1, clock.length().toSeconds());
    }

    private static double y(double value, double high) {
        return HEIGHT - BELOW - (HEIGHT - ABOVE - BELOW) * value / high;
    }

    /** The next of 1, 2, 4, 5, 10, … at or above all values: its quarters are numbers that people read. */
    private double niceTop() {
        double highest =
                Math.max(top, series.stream().mapToDouble(Series::highest).max().orElse(0));
        double power = Math.pow(10, Math.floor(Math.log10(highest)));
        for (double factor : new double[] {1, 2, 4, 6, 8}) {
            if (highest <= factor * power * 1.000001) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String number(double value, double high) {
        int decimals = high >= 20 ? 0 : high >= 2 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    static String fixed(double coordinate) {
        return String.format(Locale.ROOT, "%.1f", coordinate);
    }
}
