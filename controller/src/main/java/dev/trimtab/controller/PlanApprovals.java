package dev.trimtab.controller;

import dev.trimtab.controller.http.Approvals;
import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.loop.SteeringLoop;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.safety.Decision;
import java.util.Optional;

/** An approval counts for exactly the plan that waits. */
record PlanApprovals(SteeringLoop loop) implements Approvals {
    @Override
    public Result approve(SteeredName name, String digest, String actor) {
        Optional<Decision> decision = loop.view()
                .map(RoundView::names)
                .flatMap(names -> Optional.ofNullable(names.get(name)))
                .map(NameView::decision);
        boolean waiting = decision.map(d -> d.disposition() == Decision.Disposition.AWAIT_APPROVAL
                        && d.wanted().map(plan -> plan.digest().equals(digest)).orElse(false))
                .orElse(false);
        if (!waiting) {
            String now = decision.flatMap(Decision::wanted)
                    .map(plan -> "the plan now is " + plan.digest() + ": " + plan.shares())
                    .orElse("nothing is planned");
            return new Result.Stale("no plan " + digest + " of " + name + " waits for approval; " + now);
        }
        loop.approve(name, digest);
        return new Result.Approved();
    }
}
