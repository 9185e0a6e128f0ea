package dev.trimtab.core.judge;

import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Tally;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one vantage believes of one check, by fall and rise: {@code fall} failed looks in a row, or half of the last
 * {@value #MEMORY_LOOKS} looks, make it unhealthy; {@code rise} clean intervals make it healthy; in between the old belief
 * stands. It starts at {@link HealthState#UNKNOWN}, and goes back there when the newest look is stale.
 *
 * @param cause of a belief that is not healthy
 * @param reason with the numbers
 */
public record Health(HealthState state, Instant since, Optional<FailureClass> cause, String reason) {
    /** A failure is remembered for this many looks, so that a fault that comes and goes is not forgiven each time. */
    public static final int MEMORY_LOOKS = 10;

    /** Failed looks in the memory that convict: random loss of 5 % does it once in 16 000 looks of one vantage. */
    public static final int MEMORY_FAILED = 5;

    public static Health unknown(Instant now, String reason) {
        return new Health(HealthState.UNKNOWN, now, Optional.empty(), reason);
    }

    /** The belief after one more observation, which arrived {@code sinceArrival} ago. */
    public Health next(Observation seen, Duration sinceArrival, DetectSpec detect, Instant now) {
        Tally tally = seen.tally();
        Duration age = seen.age().plus(sinceArrival);
        if (tally.memoryLooks() == 0) {
            return become(
                    HealthState.UNKNOWN,
                    Optional.empty(),
                    tally.last() instanceof Outcome.Blind && tally.blindTotal() > 0
                            ? "blind: " + tally.detail()
                            : "no look yet",
                    now);
        }
        if (age.compareTo(detect.staleAfter()) > 0) {
            return become(
                    HealthState.UNKNOWN,
                    Optional.empty(),
                    "last look " + seconds(age) + " ago, stale after " + seconds(detect.staleAfter()),
                    now);
        }
        if (tally.failedLooks() >= detect.fall()) {
            return become(
                    HealthState.UNHEALTHY,
                    tally.lastFailure(),
                    tally.failedLooks() + " failed looks in a row, fall " + detect.fall() + described(tally),
                    now);
        }
        int failed = tally.failedAmong(MEMORY_LOOKS);
        if (failed >= MEMORY_FAILED) {
            return become(
                    HealthState.UNHEALTHY,
                    tally.lastFailure(),
                    failed + " of the last " + MEMORY_LOOKS + " looks failed" + described(tally),
                    now);
        }
        if (tally.cleanIntervals() >= detect.rise()) {
            return tally.degradedLooks() >= detect.fall()
                    ? become(
                            HealthState.DEGRADED,
                            tally.lastFailure(),
                            tally.degradedLooks() + " degraded looks in a row" + described(tally),
                            now)
                    : become(
                            HealthState.HEALTHY,
                            Optional.empty(),
                            tally.cleanIntervals() + " clean intervals, rise " + detect.rise(),
                            now);
        }
        return new Health(state, since, cause, pending(tally, detect));
    }

    private Health become(HealthState next, Optional<FailureClass> why, String because, Instant now) {
        return new Health(next, next == state ? since : now, why, because);
    }

    private static String pending(Tally tally, DetectSpec detect) {
        return tally.failedLooks() > 0
                ? "pending: " + tally.failedLooks() + " failed, fall " + detect.fall() + described(tally)
                : "pending: " + tally.cleanIntervals() + " clean intervals, rise " + detect.rise();
    }

    private static String described(Tally tally) {
        String word = tally.lastFailure().map(FailureClass::word).orElse("");
        return (word.isEmpty() ? "" : " (" + word + ")") + (tally.detail().isEmpty() ? "" : ": " + tally.detail());
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000 + "." + duration.toMillis() % 1000 / 100 + " s";
    }
}
