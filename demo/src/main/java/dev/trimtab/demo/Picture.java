package dev.trimtab.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How things stand: what the controller believes and has published, and the shares that resolvers see.
 *
 * @param targets the DNS target of each CDN
 * @param views what the controller says of each CDN; missing = nothing yet
 */
record Picture(String name, SortedMap<String, String> targets, SortedMap<String, CdnView> views, Sweep sweep) {
    private static final int BAR_CELLS = 24;

    Picture {
        targets = Collections.unmodifiableSortedMap(new TreeMap<>(targets));
        views = Collections.unmodifiableSortedMap(new TreeMap<>(views));
    }

    /** A block of lines, always as many. */
    List<String> block() {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(name + ", asked from " + DnsWatch.SOURCES + " networks:");
        targets.forEach((cdn, target) -> {
            double percent = sweep.percent(target);
            int cells = (int) Math.round(percent * BAR_CELLS / 100);
            CdnView view = views.getOrDefault(cdn, CdnView.NOTHING);
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-7s %-9s %-9s plan %5s seen %5.1f %% %s",
                    cdn,
                    view.state(),
                    view.standing(),
                    view.published(),
                    percent,
                    "█".repeat(cells) + "·".repeat(BAR_CELLS - cells)));
        });
        return lines;
    }

    /** The seen shares in one line. */
    String shares() {
        StringBuilder line = new StringBuilder("seen:");
        targets.forEach(
                (cdn, target) -> line.append(String.format(Locale.ROOT, " %s %.1f %%", cdn, sweep.percent(target))));
        return sweep.silent() == 0 ? line.toString() : line + ", no answer " + sweep.silent();
    }
}
