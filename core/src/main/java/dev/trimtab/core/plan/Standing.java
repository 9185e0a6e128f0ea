package dev.trimtab.core.plan;

import dev.trimtab.core.name.NotBefore;
import dev.trimtab.core.spec.FailbackSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Where a CDN stands in one region of a name, between in and out. */
public sealed interface Standing {
    /** The same, without instants that lie ahead: they were noted by a clock that ran ahead. */
    default Standing upTo(Instant now) {
        return this;
    }

    /** Planned by its weight. */
    record In() implements Standing {}

    /**
     * Moved away from.
     *
     * @param since when it fell
     * @param holdDown clean time that it needs
     * @param cleanSince since when its verdict is healthy; every other verdict starts it anew, without doubling
     */
    record Out(Instant since, Duration holdDown, Optional<Instant> cleanSince) implements Standing {
        /** When the first step may come, if it stays clean. */
        public Optional<Instant> returnsAt() {
            return cleanSince.map(clean -> clean.plus(holdDown));
        }

        @Override
        public Standing upTo(Instant now) {
            return new Out(
                    NotBefore.happened(since, now), holdDown, cleanSince.map(clean -> NotBefore.happened(clean, now)));
        }
    }

    /**
     * Relieved of a part, because a part of its requests fails and another target is measurably better (R15, R16).
     *
     * @param capBp the most that it may have now
     * @param steppedAt when this cap began
     * @param holdDown clean time that it needs
     * @param cleanSince since when it is clean; doubt starts it anew
     */
    record Eased(int capBp, Instant steppedAt, Duration holdDown, Optional<Instant> cleanSince) implements Standing {
        @Override
        public Standing upTo(Instant now) {
            return new Eased(
                    capBp,
                    NotBefore.happened(steppedAt, now),
                    holdDown,
                    cleanSince.map(clean -> NotBefore.happened(clean, now)));
        }
    }

    /**
     * Coming back in steps.
     *
     * @param capBp the most that it may have now
     * @param steppedAt when this cap began
     * @param since when the return began: a cache that nobody reports counts as cold for a while from here
     */
    record Returning(int capBp, Instant steppedAt, Instant since) implements Standing {
        /** One that begins now. */
        static Returning from(int capBp, Instant now) {
            return new Returning(capBp, now, now);
        }

        @Override
        public Standing upTo(Instant now) {
            return new Returning(capBp, NotBefore.happened(steppedAt, now), NotBefore.happened(since, now));
        }
    }

    /** Drained by an operator: out without a hold-down. */
    record Drained(String interventionId) implements Standing {}

    /**
     * How often it fell again after it had share back: each relapse adds one, and half is forgotten every 15 minutes.
     *
     * @param penalty at {@code at}, in relapses
     * @param backAt when it last had share back after a fall; {@link Instant#EPOCH} for never
     */
    record Relapses(double penalty, Instant at, Instant backAt) {
        /** RFC 7196's usual half-life of route flap damping. */
        public static final Duration HALF_LIFE = Duration.ofMinutes(15);

        public static final Relapses NONE = new Relapses(0, Instant.EPOCH, Instant.EPOCH);

        public Relapses oneMore(Instant now) {
            return new Relapses(at(now) + 1, now, backAt);
        }

        public Relapses back(Instant now) {
            return new Relapses(penalty, at, now);
        }

        Relapses upTo(Instant now) {
            return new Relapses(penalty, NotBefore.happened(at, now), NotBefore.happened(backAt, now));
        }

        double at(Instant now) {
            double halves = (double) Duration.between(at, now).toMillis() / HALF_LIFE.toMillis();
            return penalty * Math.pow(0.5, Math.max(0, halves));
        }

        /** The hold-down that the relapses so far deserve: doubled for each, capped (R11). */
        public Duration holdDown(FailbackSpec failback, Instant now) {
            if (!failback.doubleOnRelapse()) {
                return failback.holdDown();
            }
            int doublings = (int) Math.min(20, Math.round(at(now)));
            Duration doubled = failback.holdDown().multipliedBy(1L << doublings);
            return doubled.compareTo(failback.holdDownMax()) > 0 ? failback.holdDownMax() : doubled;
        }
    }
}
