package dev.trimtab.core.safety;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a write may start at this very moment (R19, R21): the lease outlasts it, the plan is not of an earlier leader,
 * what was read is not old, the evidence that the plan rests on is not old, and the lever works. A plan whose turn came
 * late, because a process or a provider stood still, is refused here, whatever was checked before.
 */
public sealed interface Clearance {
    /** What a write needs beyond its own time limit. */
    Duration MARGIN = Duration.ofSeconds(1);

    /** Go. */
    record Cleared() implements Clearance {}

    /** Do not start. */
    record Refused(String reason) implements Clearance {}

    /** By what right a plan is written. */
    sealed interface Warrant {
        /** An operator's drain or pin, which needs no quorum. */
        record Operator() implements Warrant {}

        /**
         * Automation's evidence.
         *
         * @param at when the reports arrived that its quorum rests on; empty when too few networks report
         * @param staleAfter older ones say nothing of now
         */
        record Evidence(Optional<Instant> at, Duration staleAfter) implements Warrant {}
    }

    /**
     * A write that would start now.
     *
     * @param planFence fence of the plan's generation
     * @param leaseFence fence of the lease held now, empty without one
     * @param left of that lease, measured on a clock that never jumps
     * @param timeout what the write may take
     * @param readAt when the reading began that the write was proposed from
     * @param lever whether the provider's API is known to work
     */
    record Ask(
            long planFence,
            Optional<Long> leaseFence,
            Duration left,
            Duration timeout,
            Instant readAt,
            Lever.State lever,
            Warrant warrant) {}

    static Clearance of(Ask ask, Instant now) {
        if (ask.leaseFence().isEmpty()) {
            return new Refused("not the leader");
        }
        if (ask.leaseFence().get() < ask.planFence()) {
            return new Refused("the plan has fence " + ask.planFence() + ", the lease "
                    + ask.leaseFence().get());
        }
        Duration left = ask.left();
        if (left.compareTo(ask.timeout().plus(MARGIN)) < 0) {
            return new Refused("the lease lasts " + left.toMillis() + " ms, the write may take "
                    + ask.timeout().toMillis() + " ms and needs " + MARGIN.toMillis() + " ms more (R21)");
        }
        Duration read = Duration.between(ask.readAt(), now);
        Duration readMax = ask.timeout().plus(MARGIN);
        if (read.compareTo(readMax) > 0) {
            return new Refused("what the provider holds was read " + read.toMillis() + " ms ago, may be "
                    + readMax.toMillis() + " ms old: it is read again first (R19)");
        }
        if (ask.lever() == Lever.State.LOST) {
            return new Refused("the provider's lever is lost: trial writes fail (R26)");
        }
        return switch (ask.warrant()) {
            case Warrant.Operator operator -> new Cleared();
            case Warrant.Evidence evidence -> fresh(evidence, now);
        };
    }

    private static Clearance fresh(Warrant.Evidence evidence, Instant now) {
        if (evidence.at().isEmpty()) {
            return new Refused("too few networks report: the plan rests on nothing that is known now (R8)");
        }
        Duration age = Duration.between(evidence.at().get(), now);
        return age.compareTo(evidence.staleAfter()) > 0
                ? new Refused("the evidence that the plan rests on is " + age.toMillis() + " ms old, may be "
                        + evidence.staleAfter().toMillis() + " ms old (R19)")
                : new Cleared();
    }
}
