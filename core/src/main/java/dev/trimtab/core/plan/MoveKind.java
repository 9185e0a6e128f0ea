package dev.trimtab.core.plan;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.spec.TargetSpec;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tells escapes from returns: an operator's own move is his whatever else is going on, and an escape goes before a return. */
final class MoveKind {
    private MoveKind() {}

    static Move of(Planner.Input input, Plan plan, boolean pinned) {
        Optional<Plan> current = input.current();
        if (current.isEmpty()) {
            return Move.FIRST;
        }
        boolean operator = pinned;
        boolean escape = false;
        boolean returning = false;
        for (RegionId region : input.regions()) {
            Shares before = current.get().in(region);
            Shares after = plan.in(region);
            SortedMap<CdnId, Verdict> verdicts = input.verdicts().getOrDefault(region, new TreeMap<>());
            for (TargetSpec target : input.name().targets()) {
                int gained = after.of(target.cdn()) - before.of(target.cdn());
                Verdict verdict = verdicts.get(target.cdn());
                escape |= gained < 0 && verdict != null && verdict.state() == Verdict.State.UNHEALTHY;
                operator |= gained < 0
                        && input.interventions()
                                .drainOf(input.name().name(), region, target.cdn())
                                .isPresent();
                returning |=
                        gained > 0 && input.places().of(region, target.cdn()).standing() instanceof Standing.Returning;
                returning |=
                        gained > 0 && input.places().of(region, target.cdn()).standing() instanceof Standing.Out;
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
}
