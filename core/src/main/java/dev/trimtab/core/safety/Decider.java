package dev.trimtab.core.safety;

import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.plan.Planner;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.NameSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** From a plan and its ruling to what follows: mode, freezes and approval. */
public final class Decider {
    private Decider() {}

    /**
     * @param planned what the planner wants
     * @param review what the rules look at; its plan is {@code planned}'s
     * @param approvedDigest the plan that an operator approved, for mode {@code recommend}
     * @param writer whether this process may write
     */
    public static Decision decide(
            Planner.Output planned,
            Optional<SafetyReview.Input> review,
            NameSpec name,
            Interventions interventions,
            Optional<String> approvedDigest,
            Writer writer,
            Instant now) {
        Optional<Plan> wanted = planned.plan();
        if (wanted.isEmpty() || review.isEmpty()) {
            Ruling.Hold hold = new Ruling.Hold(
                    "quorum", planned.because(), "reports from " + name.quorum().reporting() + " networks");
            return new Decision(wanted, planned.move(), hold, Decision.Disposition.HOLD, planned.because(), now);
        }
        Optional<Plan> current = review.get().current();
        SafetyReview.Input asked = review.get();
        boolean same = current.map(old -> old.sameSharesAs(wanted.get())).orElse(false);
        if (same && !SafetyReview.allRed(asked.spec(), name, asked.verdicts())) {
            return new Decision(
                    current,
                    wanted,
                    planned.move(),
                    new Ruling.Allow(),
                    Decision.Disposition.KEEP,
                    keptBecause(planned, asked),
                    now,
                    asked.verdicts(),
                    List.of());
        }
        SafetyReview.Outcome outcome = SafetyReview.RULES.examine(asked, now);
        Decision.Disposition disposition = switch (outcome.ruling()) {
            case Ruling.Hold hold -> Decision.Disposition.HOLD;
            case Ruling.Allow allow ->
                same
                        ? Decision.Disposition.KEEP
                        : allowed(
                                wanted.get(),
                                planned.move(),
                                name,
                                planned.beginsReturn(asked.places()),
                                interventions,
                                approvedDigest,
                                writer);
        };
        return new Decision(
                current,
                wanted,
                planned.move(),
                outcome.ruling(),
                disposition,
                planned.because(),
                now,
                asked.verdicts(),
                outcome.results());
    }

    /** That nothing is asked for says little when nothing could be written either (R26). */
    private static String keptBecause(Planner.Output planned, SafetyReview.Input asked) {
        return LeverLost.nobodyWrites(asked)
                ? planned.because() + "; nothing could be written: the lever of " + LeverLost.gone(asked)
                        + " is lost (R26)"
                : planned.because();
    }

    /** Whether this process holds the lease. */
    public enum Writer {
        LEADER,
        FOLLOWER
    }

    private static Decision.Disposition allowed(
            Plan wanted,
            Move move,
            NameSpec name,
            boolean beginsReturn,
            Interventions interventions,
            Optional<String> approvedDigest,
            Writer writer) {
        if (writer == Writer.FOLLOWER || frozen(name, move, interventions)) {
            return Decision.Disposition.STAND_BY;
        }
        if (!name.steered()) {
            return Decision.Disposition.RECORD_ONLY;
        }
        if (move == Move.OPERATOR) {
            return Decision.Disposition.WRITE;
        }
        boolean asksForReturn =
                name.failback().mode() == FailbackSpec.Mode.MANUAL && move == Move.RETURN && beginsReturn;
        Decision.Disposition approved =
                approvedDigest.map(wanted.digest()::equals).orElse(false)
                        ? Decision.Disposition.WRITE
                        : Decision.Disposition.AWAIT_APPROVAL;
        return switch (name.automation()) {
            case OBSERVE -> Decision.Disposition.RECORD_ONLY;
            case RECOMMEND -> approved;
            case AUTO -> asksForReturn ? approved : Decision.Disposition.WRITE;
        };
    }

    /** A freeze never stands against an operator's own drain or pin, nor one of returns against an escape. */
    private static boolean frozen(NameSpec name, Move move, Interventions interventions) {
        if (move == Move.OPERATOR) {
            return false;
        }
        boolean everything = interventions
                .freezeOf(name.name(), Intervention.Freeze.Scope.EVERYTHING)
                .isPresent();
        boolean returns = interventions
                .freezeOf(name.name(), Intervention.Freeze.Scope.RETURNS)
                .isPresent();
        return everything || (returns && Set.of(Move.RETURN, Move.REBALANCE).contains(move));
    }
}
