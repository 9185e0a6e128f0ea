package dev.trimtab.core.safety;

import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Plan;
import java.time.Instant;
import java.util.Optional;

/**
 * What one round decided for a name.
 *
 * @param wanted the plan; empty when nothing can be planned
 * @param move what kind of change it would be
 * @param ruling of the safety rules
 * @param disposition what follows
 * @param because one sentence for people
 */
public record Decision(
        Optional<Plan> wanted, Move move, Ruling ruling, Disposition disposition, String because, Instant at) {
    /** What follows from a plan and its ruling. */
    public enum Disposition {
        /** The plan is what is published already. */
        KEEP,
        WRITE,
        /** A safety rule, or doubt: DNS stays as it is. */
        HOLD,
        /** Mode {@code observe}: recorded, not written. */
        RECORD_ONLY,
        /** Mode {@code recommend}: an operator approves the digest. */
        AWAIT_APPROVAL,
        /** Not the leader, or frozen. */
        STAND_BY
    }
}
