package dev.trimtab.controller.cluster;

import java.time.Duration;

/** When an ended member may be started again: at once the first time, later and later while it keeps ending. Own clock only. */
final class Restarts {
    static final Duration FIRST = Duration.ofSeconds(2);
    static final Duration LONGEST = Duration.ofSeconds(30);
    /** One that lived this long is well again. */
    static final Duration WELL_AFTER = Duration.ofMinutes(5);

    private Duration pause = FIRST.dividedBy(2);
    private long endedAt = System.nanoTime() - WELL_AFTER.toNanos();

    /** It ended now. */
    void ended() {
        long now = System.nanoTime();
        boolean well = now - endedAt > WELL_AFTER.toNanos();
        Duration next = well ? FIRST : pause.multipliedBy(2);
        pause = next.compareTo(LONGEST) > 0 ? LONGEST : next;
        endedAt = now;
    }

    Duration pause() {
        return pause;
    }

    boolean due() {
        return System.nanoTime() - endedAt >= pause.toNanos();
    }
}
