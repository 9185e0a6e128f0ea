package dev.trimtab.core.safety;

import dev.trimtab.core.name.Shares;
import dev.trimtab.core.plan.Division;
import dev.trimtab.core.plan.Loads;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Plan;
import java.time.Instant;
import java.util.Optional;

/**
 * No plan may raise an origin above its cap less a tenth, by what goes straight to it or by what CDNs miss; one that is
 * there already may stay (R13, R14). Where a provider holds one answer at a time an escape cannot come in steps: there its
 * misses are borne, since all users would stay on what fails otherwise.
 */
record OriginCapacity() implements SafetyRule {
    /** Shares are whole basis points: a plan that was sized for the limit may miss it by so much. */
    private static final int ROUNDING_BP = 10;

    @Override
    public String name() {
        return "origin-load";
    }

    @Override
    public String meaning() {
        return "a plan that raises an origin's load, its own share and the misses of every CDN, above its cap less a tenth;"
                + " where a provider holds one answer at a time, an escape's misses are borne (R13, R14)";
    }

    @Override
    public String liftedBy() {
        return "a smaller step, warmer caches, a higher `capacity.maxShare`, or an override that names this rule";
    }

    @Override
    public Finding ask(SafetyReview.Input input, Instant now) {
        ProjectedLoad projection = ProjectedLoad.of(input);
        String allowed = "no origin among the targets has a cap that could be passed";
        for (Loads.Limit limit : projection.limits()) {
            double after = limit.load(input.wanted().shares());
            Optional<Double> before = input.current().map(Plan::shares).map(limit::load);
            double own = limit.loadOf(limit.cdn(), input.wanted().shares());
            double ownBefore = input.current()
                    .map(plan -> limit.loadOf(limit.cdn(), plan.shares()))
                    .orElse(0.0);
            // Regions count by their users, as the planner counts them: otherwise one would plan what the other holds.
            if (own > limit.limitBp() + ROUNDING_BP && own > ownBefore + ROUNDING_BP) {
                return new Finding.Holds(
                        limit.cdn() + " would get " + percent(own) + " of all users, may have "
                                + percent(limit.limitBp()) + ", its cap less a tenth (R14)",
                        "a higher capacity.maxShare, or an override that names this rule");
            }
            boolean raised = before.map(old -> after > old + ROUNDING_BP).orElse(true);
            String load = limit.cdn() + " would bear " + percent(after) + " of demand, misses counted"
                    + before.map(old -> ", now " + percent(old)).orElse("") + "; may bear " + percent(limit.limitBp())
                    + ", its cap less a tenth" + projection.uncounted();
            if (after > limit.limitBp() + ROUNDING_BP && raised && !jump(input)) {
                return new Finding.Holds(load + " (R13, R14)", liftedBy());
            }
            allowed = load;
        }
        return new Finding.Allows(allowed);
    }

    private static boolean jump(SafetyReview.Input input) {
        return input.division() == Division.ONE_OF && (input.move() == Move.ESCAPE || input.move() == Move.FIRST);
    }

    private static String percent(double bp) {
        return Shares.percent((int) Math.round(bp));
    }
}
