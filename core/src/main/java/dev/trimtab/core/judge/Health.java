package dev.trimtab.core.judge;

import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Tally;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailureClass;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What one vantage believes of one check. {@code fall} failed looks in a row, or half of the last {@value #MEMORY_LOOKS}
 * looks, are unhealthy, as long as they last. After that, and until {@code rise} clean intervals have passed, it is
 * degraded, so that one bad request in six never stands as a hard verdict. Clean intervals make it healthy, unless its
 * longer memory fails the test against the clean limit, or it answers degraded or slowly. It starts at
 * {@link HealthState#UNKNOWN}, and goes back there when the newest look is stale.
 *
 * @param cause of a belief that is not healthy
 * @param reason with the numbers
 * @param pending whether looks that are still to come decide on it
 */
public record Health(HealthState state, Instant since, Optional<FailureClass> cause, String reason, boolean pending) {
    /** A failure is remembered for this many looks, so that a fault that comes and goes is not forgiven each time. */
    public static final int MEMORY_LOOKS = 10;

    /** Failed looks in the memory that convict: random loss of 5 % does it once in 16 000 looks of one vantage. */
    public static final int MEMORY_FAILED = 5;

    /** The chance of calling a clean target degraded, at each test. */
    public static final double ALPHA = 0.001;

    public static Health unknown(Instant now, String reason) {
        return new Health(HealthState.UNKNOWN, now, Optional.empty(), reason, false);
    }

    /**
     * The belief after a tally.
     *
     * @param counted looks that may be counted: those before are not believed
     * @param ageMillis of the newest look
     */
    Health next(Tally tally, int counted, long ageMillis, Pace pace, DetectSpec detect, Instant now) {
        int memory = Math.min(tally.memoryLooks(), counted);
        if (memory == 0) {
            return unknown(tally, now);
        }
        if (ageMillis > detect.staleMillis()) {
            return stale(ageMillis, detect, now);
        }
        int run = Math.min(tally.failedLooks(), counted);
        if (run >= detect.fall()) {
            return become(
                    HealthState.UNHEALTHY,
                    tally.lastFailure(),
                    run + " failed looks in a row, fall " + detect.fall() + described(tally),
                    now);
        }
        int failed = tally.failedAmong(Math.min(MEMORY_LOOKS, memory));
        if (failed >= MEMORY_FAILED) {
            return become(
                    HealthState.UNHEALTHY,
                    tally.lastFailure(),
                    failed + " of the last " + MEMORY_LOOKS + " looks failed" + described(tally),
                    now);
        }
        return notUnhealthy(tally, counted, memory, pace, detect, now);
    }

    /** Healthy, and no look to come decides on it. */
    boolean settled() {
        return state == HealthState.HEALTHY && !pending;
    }

    /**
     * Whether one that is settled stays so by a tally, told without asking it: nothing failed that is remembered, nothing is
     * degraded, slow or stale. Where this says no, {@link #next} has the word.
     */
    static boolean staysSettled(Tally tally, int counted, long ageMillis, Pace pace, DetectSpec detect) {
        return tally.memory() == 0
                && Math.min(tally.memoryLooks(), counted) > 0
                && ageMillis <= detect.staleMillis()
                && tally.failedLooks() == 0
                && tally.degradedLooks() == 0
                && !pace.slow()
                && Math.min(tally.cleanIntervals(), counted) >= detect.rise();
    }

    /** When the newest look is older than it may be. */
    Health stale(long ageMillis, DetectSpec detect, Instant now) {
        return become(
                HealthState.UNKNOWN,
                Optional.empty(),
                "last look " + seconds(ageMillis) + " ago, stale after " + seconds(detect.staleMillis()),
                now);
    }

    private Health notUnhealthy(Tally tally, int counted, int memory, Pace pace, DetectSpec detect, Instant now) {
        int fresh = sinceHard(tally.memory(), memory, detect.fall());
        int remembered = tally.failedAmong(fresh);
        if (remembered > 0 && new Counts(fresh, remembered).exceeds(Evidence.CLEAN_FLOOR, ALPHA)) {
            return become(
                    HealthState.DEGRADED,
                    tally.lastFailure(),
                    remembered + " of the last " + fresh + " looks failed, more than 1 % explains" + described(tally),
                    now);
        }
        int degradedRun = Math.min(tally.degradedLooks(), counted);
        int clean = Math.min(tally.cleanIntervals(), counted);
        if (clean >= detect.rise() || state == HealthState.HEALTHY) {
            if (degradedRun >= detect.fall()) {
                return become(
                        HealthState.DEGRADED,
                        tally.lastFailure(),
                        degradedRun + " degraded looks in a row" + described(tally),
                        now);
            }
            if (pace.slow()) {
                return become(HealthState.DEGRADED, Optional.of(FailureClass.LATENCY), slow(pace), now);
            }
        }
        if (clean >= detect.rise()) {
            return state == HealthState.HEALTHY && !pending
                    ? this
                    : become(
                            HealthState.HEALTHY,
                            Optional.empty(),
                            "at least " + detect.rise() + " clean intervals, rise " + detect.rise(),
                            now);
        }
        if (state == HealthState.UNHEALTHY) {
            return new Health(HealthState.DEGRADED, now, cause, pending(tally, clean, detect), true);
        }
        return new Health(state, since, cause, pending(tally, clean, detect), true);
    }

    /** Looks newer than the newest run that convicted: an outage that is over is no brownout. */
    static int sinceHard(int memory, int looks, int fall) {
        if (Integer.bitCount(memory) < fall) {
            return looks;
        }
        int run = 0;
        for (int i = 0; i < looks; i++) {
            run = (memory >>> i & 1) == 1 ? run + 1 : 0;
            if (run == fall) {
                return i + 1 - fall;
            }
        }
        return looks;
    }

    private Health unknown(Tally tally, Instant now) {
        boolean blind = tally.last() instanceof Outcome.Blind && tally.blindTotal() > 0;
        return become(HealthState.UNKNOWN, Optional.empty(), blind ? "blind: " + tally.detail() : "no look yet", now);
    }

    /** One that goes on as it was for the same reason is the same object: nothing need be judged again. */
    private Health become(HealthState next, Optional<FailureClass> why, String because, Instant now) {
        return next == state && why.equals(cause) && because.equals(reason)
                ? this
                : new Health(next, next == state ? since : now, why, because, false);
    }

    private static String slow(Pace pace) {
        return String.format(
                Locale.ROOT,
                "%.1f times slower than usual: %d ms, usually %d ms, limit %.1f",
                pace.factor(),
                pace.recent() / 1000,
                (int) pace.usual() / 1000,
                Pace.DEGRADED_FACTOR);
    }

    private static String pending(Tally tally, int clean, DetectSpec detect) {
        return tally.failedLooks() > 0
                ? "pending: " + tally.failedLooks() + " failed, fall " + detect.fall() + described(tally)
                : "pending: " + clean + " clean intervals, rise " + detect.rise();
    }

    private static String described(Tally tally) {
        String word = tally.lastFailure().map(FailureClass::word).orElse("");
        return (word.isEmpty() ? "" : " (" + word + ")") + (tally.detail().isEmpty() ? "" : ": " + tally.detail());
    }

    private static String seconds(long millis) {
        return millis / 1000 + "." + millis % 1000 / 100 + " s";
    }
}
