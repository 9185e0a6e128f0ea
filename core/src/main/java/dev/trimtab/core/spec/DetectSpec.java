package dev.trimtab.core.spec;

import java.time.Duration;

/**
 * How a target is looked at.
 *
 * @param interval between two looks of one agent at one check
 * @param timeout total budget of one look, resolve to last byte
 * @param fall failed looks in a row that make it unhealthy; the first failure is confirmed at once
 * @param rise intervals in a row without a failed look that make it healthy
 * @param window over which failure ratios are judged
 * @param budget looks a second that one agent makes at one host at most, whatever is confirmed or suspected
 */
public record DetectSpec(Duration interval, Duration timeout, int fall, int rise, Duration window, int budget) {
    /** Looks a second at one host when nobody says otherwise. */
    public static final int BUDGET_DEFAULT = 50;

    public static final int BUDGET_MAX = 1000;

    public DetectSpec {
        if (budget < 1 || budget > BUDGET_MAX) {
            throw new IllegalArgumentException("detect: budget is " + budget + ", not 1 to " + BUDGET_MAX);
        }
        if (interval.toMillis() < 100 || timeout.toMillis() < 10 || fall < 1 || rise < 1 || fall > 100 || rise > 1000) {
            throw new IllegalArgumentException("detect: interval >= 100ms, timeout >= 10ms, fall 1..100, rise 1..1000");
        }
    }

    /** One with the usual budget. */
    public DetectSpec(Duration interval, Duration timeout, int fall, int rise, Duration window) {
        this(interval, timeout, fall, rise, window, BUDGET_DEFAULT);
    }

    /** Older looks say nothing of now: three intervals and what the looks themselves may take. */
    public Duration staleAfter() {
        return Duration.ofMillis(staleMillis());
    }

    /** {@link #staleAfter} in milliseconds: asked for at every vote of every round. */
    public long staleMillis() {
        return 3 * interval.toMillis() + 2 * timeout.toMillis();
    }
}
