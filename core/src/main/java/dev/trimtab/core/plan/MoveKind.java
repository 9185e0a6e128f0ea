package dev.trimtab.core.plan;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.TargetSpec;
import java.util.Optional;

/** Tells escapes from returns: an operator's own move is his whatever else is going on, and an escape goes before a return. */
final class MoveKind {
    private MoveKind() {}

    static Move of(Planner.Input input, Plan plan, Places places, boolean pinned) {
        Optional<Plan> current = input.current();
        if (current.isEmpty()) {
            // What is pinned in some regions only leaves the others to automation, which needs its quorum.
            return pinned && everywhere(input) ? Move.OPERATOR : Move.FIRST;
        }
        boolean operator = pinned;
        boolean escape = false;
        boolean returning = false;
        for (RegionId region : input.regions()) {
            Shares before = current.get().in(region);
            Shares after = plan.in(region);
            if (after.equals(before)) {
                continue;
            }
            for (TargetSpec target : input.name().targets()) {
                int gained = after.of(target.cdn()) - before.of(target.cdn());
                Standing was = input.places().of(region, target.cdn()).standing();
                Standing is = places.of(region, target.cdn()).standing();
                escape |= gained < 0
                        && (input.verdict(region, target.cdn()).state() == Verdict.State.UNHEALTHY
                                || sorry(input, target)
                                || relieved(is, before.of(target.cdn())));
                operator |= gained < 0
                        && input.interventions()
                                .drainOf(input.name().name(), region, target.cdn())
                                .isPresent();
                returning |= gained > 0 && (comesBack(was) || is instanceof Standing.Returning);
            }
        }
        if (operator) {
            return Move.OPERATOR;
        }
        if (escape) {
            return Move.ESCAPE;
        }
        return returning ? Move.RETURN : Move.REBALANCE;
    }

    /** Whether its users get a sorry page: whoever leaves that escapes, and does not wait for the steps of a return. */
    static boolean sorry(Planner.Input input, TargetSpec target) {
        return input.spec().cdn(target.cdn()).kind() == CdnKind.STATIC;
    }

    /** Whether it has more than it may have now; one that has less loses to somebody's return. */
    static boolean relieved(Standing is, int heldBp) {
        return is instanceof Standing.Eased eased && heldBp > eased.capBp();
    }

    private static boolean everywhere(Planner.Input input) {
        return input.regions().stream()
                .allMatch(region ->
                        input.interventions().pinOf(input.name().name(), region).isPresent());
    }

    private static boolean comesBack(Standing was) {
        return was instanceof Standing.Returning || was instanceof Standing.Out || was instanceof Standing.Eased;
    }
}
