package dev.trimtab.demo;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** A terminal: what happened scrolls by above, and how things stand is redrawn below. */
final class LiveScreen implements Narrator {
    private static final String ERASE_BELOW = "\u001b[J";
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream out;
    private final Clock clock;
    private final Instant start;
    private final int columns;
    private List<String> block = List.of();

    LiveScreen(PrintStream out, Clock clock, int columns) {
        this.out = out;
        this.clock = clock;
        this.start = clock.instant();
        this.columns = columns;
    }

    @Override
    public void chapter(String title) {
        above(BOLD + seconds() + title + PLAIN);
    }

    @Override
    public void tell(String line) {
        above(seconds() + line);
    }

    @Override
    public void show(Picture picture) {
        List<String> fresh = picture.block();
        if (!fresh.equals(block)) {
            String erased = erase();
            block = fresh;
            draw(erased);
        }
    }

    private void above(String line) {
        draw(erase() + line + "\n");
    }

    private String erase() {
        return block.isEmpty() ? "" : "\u001b[" + block.size() + "A\r" + ERASE_BELOW;
    }

    /** In one write, so that nothing flickers; no line of the block may wrap, or the cursor would return too little. */
    private void draw(String before) {
        StringBuilder all = new StringBuilder(before);
        block.forEach(
                line -> all.append(line, 0, Math.min(columns, line.length())).append('\n'));
        out.print(all);
        out.flush();
    }

    private String seconds() {
        double seconds = Duration.between(start, clock.instant()).toMillis() / 1000.0;
        return String.format(Locale.ROOT, "%6.1f s  ", seconds);
    }
}
