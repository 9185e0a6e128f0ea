package dev.trimtab.core.judge;

import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.spec.FailureClass;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a quorum of networks believes of one target in one region.
 *
 * @param votes that it was made from, in order
 * @param reporting networks that know anything
 * @param agreeing networks that hold the verdict's belief
 * @param attribution where the fault lies
 * @param evidence in numbers
 */
public record Verdict(
        TargetId target,
        RegionId region,
        State state,
        Instant since,
        Optional<FailureClass> cause,
        int reporting,
        int agreeing,
        List<Vote> votes,
        String reason,
        Attribution attribution,
        Evidence evidence) {
    /** The four healths, and a fault that lies behind the target. */
    public enum State {
        HEALTHY,
        DEGRADED,
        UNHEALTHY,
        UNKNOWN,
        /** It fails for a reason that lies behind it: moving would not help (R10). */
        ORIGIN_FAULT;

        /** Whether it may be given traffic. */
        public boolean usable() {
            return this == HEALTHY || this == DEGRADED;
        }
    }

    public Verdict {
        votes = List.copyOf(votes);
    }

    /** One that rests on votes alone. */
    public Verdict(
            TargetId target,
            RegionId region,
            State state,
            Instant since,
            Optional<FailureClass> cause,
            int reporting,
            int agreeing,
            List<Vote> votes,
            String reason) {
        this(target, region, state, since, cause, reporting, agreeing, votes, reason, Attribution.NONE, Evidence.NONE);
    }
}
