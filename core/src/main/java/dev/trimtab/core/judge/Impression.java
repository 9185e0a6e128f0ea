package dev.trimtab.core.judge;

import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Tally;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailureClass;
import java.time.Duration;
import java.time.Instant;

/**
 * What one vantage's looks at one check have left: its belief, its looks of half an hour, and its pace. Immutable; the same
 * object as long as nothing changes. A judgement reads ten thousands of them: what it asks of the newest looks lies here, and
 * not in the report that they came with.
 *
 * @param seen looks since the epoch that saw something
 * @param failed those of them that failed
 * @param blind looks since the epoch that saw nothing
 * @param disbelieved looks since the epoch that are never counted: those of a mute, and those before it
 * @param lookedAt end of the newest look, in milliseconds since 1970
 * @param memory the newest looks, the last one in the lowest bit, 1 for one that failed
 * @param remembered how many of these bits are looks that count
 * @param settled whether it is {@link Health#settled}: most are, and a step that changes nothing need not ask there
 */
record Impression(
        long seen,
        long failed,
        long blind,
        long disbelieved,
        long lookedAt,
        int memory,
        byte remembered,
        boolean settled,
        Health health,
        Series series,
        Pace pace) {
    private static final Duration USUAL_OVER = Duration.ofDays(1);
    private static final int SECONDS_A_MINUTE = 60;

    static Impression start(Instant now) {
        Health nothing = Health.unknown(now, "no look yet");
        return new Impression(0, 0, 0, 0, now.toEpochMilli(), 0, (byte) 0, false, nothing, Series.EMPTY, Pace.NONE);
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
        long seenNow = seen(newest);
        if (seenNow == seen && newest.failedTotal() == failed && newest.blindTotal() == blind) {
            return aged(detect, now);
        }
        long more = seenNow - seen;
        // A look that saw nothing does not keep an old belief young.
        long looked = more == 0
                ? lookedAt
                : now.toEpochMilli() - ago.toMillis() - line.age().toMillis();
        long moreFailed = newest.failedTotal() - failed;
        // Totals that were large when we first saw them say nothing of when; a process that just started says all of
        // it.
        boolean countable = moreFailed >= 0 && more >= moreFailed && (seen > 0 || more <= Tally.MEMORY_LOOKS);
        Series counted = countable ? series.plus((int) more, (int) moreFailed, minute(now)) : series;
        Pace paced = more > 0 ? paced(newest, detect) : pace;
        int believed = Math.clamp(seenNow - disbelieved, 0, Integer.MAX_VALUE);
        long age = age(looked, now);
        Health next = settled && Health.staysSettled(newest, believed, age, paced, detect)
                ? health
                : health.next(newest, believed, age, paced, detect, now);
        return new Impression(
                seenNow,
                newest.failedTotal(),
                newest.blindTotal(),
                disbelieved,
                looked,
                newest.memory(),
                (byte) Math.min(believed, newest.memoryLooks()),
                next.settled(),
                next,
                counted,
                paced);
    }

    /** Without news: only its age may change what is believed. */
    Impression aged(DetectSpec detect, Instant now) {
        if (!stale(detect, now) || health.state() == HealthState.UNKNOWN) {
            return this;
        }
        Health stale = health.stale(age(lookedAt, now), detect, now);
        return new Impression(
                seen, failed, blind, disbelieved, lookedAt, memory, remembered, false, stale, series, pace);
    }

    /** Whether its newest look says nothing of now. */
    boolean stale(DetectSpec detect, Instant now) {
        return now.toEpochMilli() - lookedAt > detect.staleMillis();
    }

    /** From the beginning: nothing that was seen until now counts (R7). */
    Impression afresh(Instant now, String why) {
        return new Impression(
                seen,
                failed,
                blind,
                seen,
                lookedAt,
                memory,
                (byte) 0,
                false,
                Health.unknown(now, why),
                Series.EMPTY,
                pace);
    }

    /** Whether nothing but the number of good looks has changed since. */
    @SuppressWarnings("ReferenceEquality") // a belief that says the same is the same object
    boolean quietSince(Impression before) {
        return this == before || (health == before.health && series.clean() && before.series.clean());
    }

    /** How it looks, as a {@link Witness} counts. */
    byte look() {
        return switch (state()) {
            case UNKNOWN -> Witness.UNSEEN;
            case HEALTHY -> lastFailed(Health.MEMORY_LOOKS) == 0 ? Witness.FINE : Witness.DOUBTED;
            // Slow is no failure: a slow network is still one that sees.
            case DEGRADED ->
                health.cause().filter(FailureClass.LATENCY::equals).isPresent() ? Witness.FINE : Witness.FAILING_PARTLY;
            case UNHEALTHY -> Witness.FAILING;
        };
    }

    /** When it will be stale, in milliseconds since 1970; never when it is not known anyway. */
    long staleAt(long staleMillis) {
        return state() == HealthState.UNKNOWN ? Long.MAX_VALUE : lookedAt + staleMillis;
    }

    /** Of its health. */
    HealthState state() {
        return settled ? HealthState.HEALTHY : health.state();
    }

    /** So many newest looks, as far as they count. */
    int newestLooks(int wanted) {
        return Math.min(wanted, remembered);
    }

    /** Failed ones among so many newest looks that count. */
    int lastFailed(int looks) {
        int considered = Math.min(looks, remembered);
        return Integer.bitCount(considered >= Integer.SIZE ? memory : memory & ((1 << considered) - 1));
    }

    /** How many newest looks lie within the window, as far as they are remembered. */
    static int memory(DetectSpec detect) {
        long wanted = detect.window().toMillis() / Math.max(1, detect.interval().toMillis());
        return Math.clamp(wanted, Health.MEMORY_LOOKS, Tally.MEMORY_LOOKS);
    }

    /** So many newest looks, as far as they came after it was last down. */
    int freshLooks(int wanted, int fall) {
        return Health.sinceHard(memory, newestLooks(wanted), fall);
    }

    private Pace paced(Tally newest, DetectSpec detect) {
        int micros = newest.phases().totalMicros();
        if (micros <= 0 || !(newest.last() instanceof Outcome.Pass || newest.last() instanceof Outcome.Degraded)) {
            return pace;
        }
        boolean well = newest.last() instanceof Outcome.Pass
                && (state() == HealthState.HEALTHY || state() == HealthState.UNKNOWN);
        long aDay = USUAL_OVER.toMillis() / Math.max(1, detect.interval().toMillis());
        return pace.next(micros, well, Math.clamp(aDay, 100, Tally.RUN_MAX));
    }

    private static long age(long looked, Instant now) {
        return Math.max(0, now.toEpochMilli() - looked);
    }
}
