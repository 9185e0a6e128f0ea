package dev.trimtab.demo;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** One line for each thing that happens, with the seconds since the start: for logs and pipes. */
final class PlainLines implements Narrator {
    private final PrintStream out;
    private final Clock clock;
    private final Instant start;
    private String shares = "";

    PlainLines(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
        this.start = clock.instant();
    }

    @Override
    public void chapter(String title) {
        tell("== " + title);
    }

    @Override
    public void tell(String line) {
        double seconds = Duration.between(start, clock.instant()).toMillis() / 1000.0;
        out.println(String.format(Locale.ROOT, "%6.1f s  %s", seconds, line));
        out.flush();
    }

    /** Said only when it changed. */
    @Override
    public void show(Picture picture) {
        if (!picture.shares().equals(shares)) {
            shares = picture.shares();
            tell(shares);
        }
    }
}
