package dev.trimtab.core.judge;

import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Tally;
import dev.trimtab.core.spec.DetectSpec;
import java.time.Duration;
import java.time.Instant;

/**
 * What one vantage's looks at one check have left: its belief, its looks of half an hour, and its pace. Immutable; the same
 * object as long as nothing changes.
 *
 * @param lookedAt end of the newest look, in milliseconds since 1970
 * @param disbelieved looks since the epoch that are never counted: those of a mute, and those before it
 */
record Impression(Tally tally, long lookedAt, long disbelieved, Health health, Series series, Pace pace) {
    private static final Duration USUAL_OVER = Duration.ofDays(1);
    private static final int SECONDS_A_MINUTE = 60;

    static Impression start(Instant now) {
        return new Impression(
                Tally.EMPTY, now.toEpochMilli(), 0, Health.unknown(now, "no look yet"), Series.EMPTY, Pace.NONE);
    }

    static long minute(Instant now) {
        return Math.floorDiv(now.getEpochSecond(), SECONDS_A_MINUTE);
    }

    private static long seen(Tally tally) {
        return tally.passedTotal() + tally.degradedTotal() + tally.failedTotal();
    }

    /** After one more line of a report that came {@code ago}. */
    Impression next(Observation line, Duration ago, DetectSpec detect, Instant now) {
        Tally newest = line.tally();
        boolean same = seen(newest) == seen(tally)
                && newest.failedTotal() == tally.failedTotal()
                && newest.blindTotal() == tally.blindTotal();
        if (same) {
            return aged(detect, now);
        }
        long more = seen(newest) - seen(tally);
        // A look that saw nothing does not keep an old belief young.
        long looked = more == 0
                ? lookedAt
                : now.toEpochMilli() - ago.toMillis() - line.age().toMillis();
        long moreFailed = newest.failedTotal() - tally.failedTotal();
        // Totals that were large when we first saw them say nothing of when; a process that just started says all of
        // it.
        boolean countable = moreFailed >= 0 && more >= moreFailed && (seen(tally) > 0 || more <= Tally.MEMORY_LOOKS);
        Series counted = countable ? series.plus((int) more, (int) moreFailed, minute(now)) : series;
        Pace paced = more > 0 ? paced(newest, detect) : pace;
        return new Impression(
                newest,
                looked,
                disbelieved,
                health.next(newest, believed(newest), age(looked, now), paced, detect, now),
                counted,
                paced);
    }

    /** Without news: only its age may change what is believed. */
    Impression aged(DetectSpec detect, Instant now) {
        if (health.state() == HealthState.UNKNOWN || now.toEpochMilli() - lookedAt <= staleMillis(detect)) {
            return this;
        }
        Health stale = health.next(tally, believed(tally), age(lookedAt, now), pace, detect, now);
        return new Impression(tally, lookedAt, disbelieved, stale, series, pace);
    }

    /** From the beginning: nothing that was seen until now counts (R7). */
    Impression afresh(Instant now, String why) {
        return new Impression(tally, lookedAt, seen(tally), Health.unknown(now, why), Series.EMPTY, pace);
    }

    /** Whether nothing but the number of good looks has changed since. */
    @SuppressWarnings("ReferenceEquality") // a belief that says the same is the same object
    boolean quietSince(Impression before) {
        return this == before || (health == before.health && series.clean() && before.series.clean());
    }

    /** When it will be stale, in milliseconds since 1970; never when it is not known anyway. */
    long staleAt(DetectSpec detect) {
        return health.state() == HealthState.UNKNOWN ? Long.MAX_VALUE : lookedAt + staleMillis(detect);
    }

    /** How many of the two newest looks count; none when they are stale. */
    int lastLooks(DetectSpec detect, Instant now) {
        return now.toEpochMilli() - lookedAt > staleMillis(detect)
                ? 0
                : Math.min(2, Math.min(tally.memoryLooks(), believed(tally)));
    }

    /** So many newest looks, as far as they count; none when they are stale. */
    Counts newest(int wanted, DetectSpec detect, Instant now) {
        int looks = now.toEpochMilli() - lookedAt > staleMillis(detect)
                ? 0
                : Math.min(wanted, Math.min(tally.memoryLooks(), believed(tally)));
        return looks == 0 ? Counts.NONE : new Counts(looks, tally.failedAmong(looks));
    }

    /** Failed ones among so many newest looks. */
    int lastFailed(int looks) {
        return tally.failedAmong(looks);
    }

    /** The newest looks within the window, as far as they came after it was last down; none when they are stale. */
    int freshLooks(DetectSpec detect, Instant now) {
        if (now.toEpochMilli() - lookedAt > staleMillis(detect)) {
            return 0;
        }
        long wanted = detect.window().toMillis() / Math.max(1, detect.interval().toMillis());
        int memory = Math.min(
                Math.clamp(wanted, Health.MEMORY_LOOKS, Tally.MEMORY_LOOKS),
                Math.min(tally.memoryLooks(), believed(tally)));
        return Health.sinceHard(tally, memory, detect.fall());
    }

    private int believed(Tally newest) {
        return Math.clamp(seen(newest) - disbelieved, 0, Integer.MAX_VALUE);
    }

    private Pace paced(Tally newest, DetectSpec detect) {
        int micros = newest.phases().totalMicros();
        if (micros <= 0 || !(newest.last() instanceof Outcome.Pass || newest.last() instanceof Outcome.Degraded)) {
            return pace;
        }
        boolean well = newest.last() instanceof Outcome.Pass
                && (health.state() == HealthState.HEALTHY || health.state() == HealthState.UNKNOWN);
        long aDay = USUAL_OVER.toMillis() / Math.max(1, detect.interval().toMillis());
        return pace.next(micros, well, Math.clamp(aDay, 100, Tally.RUN_MAX));
    }

    private static long staleMillis(DetectSpec detect) {
        return detect.interval().toMillis() * 3 + detect.timeout().toMillis() * 2;
    }

    private static Duration age(long looked, Instant now) {
        return Duration.ofMillis(Math.max(0, now.toEpochMilli() - looked));
    }
}
