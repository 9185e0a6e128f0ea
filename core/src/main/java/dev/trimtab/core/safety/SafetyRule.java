package dev.trimtab.core.safety;

import java.time.Instant;

/**
 * One of the rules between plan and write: the closed list of what must never, or not now, be written. A rule answers for
 * one plan of one name; it knows nothing of the other rules.
 */
public sealed interface SafetyRule
        permits NeverEmpty,
                KnownTargets,
                AllTargetsRed,
                QuorumKnows,
                LeverLost,
                LiveEdge,
                OriginCapacity,
                ReturnShare,
                ChangesPerHour,
                NamesAtOnce,
                OwnRule {
    /** By which rulings name it and operators override it. */
    String name();

    /** What it holds, in one sentence for the reference page. */
    String meaning();

    /** What would lift it in general, for the reference page; a ruling says it with numbers. */
    String liftedBy();

    /** Whether an operator may override it for his own drain or pin. */
    default Overriding overriding() {
        return Overriding.BY_NAME;
    }

    Finding ask(SafetyReview.Input input, Instant now);

    /** Whether a rule can be overridden. */
    enum Overriding {
        BY_NAME,
        /** Nobody publishes what it holds. */
        NEVER
    }
}
