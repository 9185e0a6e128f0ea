package dev.trimtab.core.safety;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.plan.Division;
import dev.trimtab.core.plan.Loads;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Plan;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * No plan may raise an origin above its cap less a tenth, by what goes straight to it or by what CDNs miss; one that is
 * there already may stay (R13, R14). Misses are borne where there is nothing smaller to do: in the first plan, without which
 * there would be no answer at all, and where a provider holds one answer at a time, in an escape.
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
                + " the misses of a first plan are borne, and of an escape where a provider holds one answer at a time"
                + " (R13, R14)";
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
            double own = own(limit, input.wanted());
            double after = limit.load(input.wanted().shares());
            Optional<Double> before = input.current().map(Plan::shares).map(limit::load);
            boolean raised = before.map(old -> after > old + ROUNDING_BP).orElse(true);
            String load = limit.cdn() + " would bear " + percent(after) + " of demand (" + percent(own) + " straight, "
                    + percent(after - own) + " misses)"
                    + before.map(old -> ", now " + percent(old)).orElse("") + "; may bear " + percent(limit.limitBp())
                    + ", its cap less a tenth" + projection.uncounted();
            double counted = missesBorne(input) ? own : after;
            if (counted > limit.limitBp() + ROUNDING_BP && raised) {
                return new Finding.Holds(load + " (R13, R14)", liftedBy());
            }
            allowed = load;
        }
        return new Finding.Allows(allowed);
    }

    /** What goes straight to the origin. */
    private static double own(Loads.Limit limit, Plan plan) {
        double own = 0;
        for (Map.Entry<RegionId, SortedMap<CdnId, Double>> region : limit.cost().entrySet()) {
            own += plan.in(region.getKey()).of(limit.cdn()) * region.getValue().getOrDefault(limit.cdn(), 0.0);
        }
        return own;
    }

    /** Where there is nothing smaller to do: before anything is published, or where an escape is one jump. */
    private static boolean missesBorne(SafetyReview.Input input) {
        boolean first = input.move() == Move.FIRST
                || (input.move() == Move.OPERATOR && input.current().isEmpty());
        return first || (input.division() == Division.ONE_OF && input.move() == Move.ESCAPE);
    }

    private static String percent(double bp) {
        return Shares.percent((int) Math.round(bp));
    }
}
