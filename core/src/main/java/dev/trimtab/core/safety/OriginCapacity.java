package dev.trimtab.core.safety;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * No plan may raise an origin above its cap, by what goes straight to it or by what CDNs miss; one that is there already
 * may stay (R13, R14). A tenth of the cap stays free, except where users are escaping: they may use the declared cap for
 * the misses of where they escape to.
 */
record OriginCapacity() implements SafetyRule {
    @Override
    public String name() {
        return "origin-load";
    }

    @Override
    public String meaning() {
        return "a plan that raises an origin's load, its own share and the misses of every CDN, above its cap less a tenth;"
                + " an escape's misses up to the cap itself (R13, R14)";
    }

    @Override
    public String liftedBy() {
        return "a smaller step, warmer caches, a higher `capacity.maxShare`, or an override that names this rule";
    }

    @Override
    public Finding ask(SafetyReview.Input input, Instant now) {
        for (Map.Entry<RegionId, Shares> entry : input.wanted().shares().entrySet()) {
            for (Map.Entry<CdnId, Integer> share : entry.getValue().bp().entrySet()) {
                if (input.name().target(share.getKey()).isEmpty()) {
                    continue;
                }
                CdnSpec cdn = input.spec().cdn(share.getKey());
                if (cdn.kind() == CdnKind.ORIGIN
                        && share.getValue() > cdn.usableShareBp()
                        && share.getValue() > input.before(entry.getKey(), cdn.id())) {
                    return new Finding.Holds(
                            cdn.id() + " would get " + Shares.percent(share.getValue()) + " of " + entry.getKey()
                                    + ", may have " + Shares.percent(cdn.usableShareBp()) + ", its cap of "
                                    + Shares.percent(cdn.maxShareBp()) + " less a tenth (R14)",
                            "a higher capacity.maxShare, or an override that names this rule");
                }
            }
        }
        return ProjectedLoad.origin(input.spec(), input.name())
                .map(origin -> projected(input, origin))
                .orElseGet(() -> new Finding.Allows("the name has no origin among its targets, so that no cap is known"));
    }

    private Finding projected(SafetyReview.Input input, CdnSpec origin) {
        ProjectedLoad after = ProjectedLoad.of(
                input.spec(), input.name(), input.wanted(), input.around().signals());
        Optional<ProjectedLoad> before = input.current()
                .map(plan -> ProjectedLoad.of(
                        input.spec(), input.name(), plan, input.around().signals()));
        boolean escape = input.move() == Move.ESCAPE;
        int limit = escape ? origin.maxShareBp() : origin.usableShareBp();
        boolean raised = before.map(old -> after.totalBp() > old.totalBp()).orElse(true);
        String cap = Shares.percent(limit) + (escape ? ", its cap" : ", its cap less a tenth");
        String load = origin.id() + " would bear " + after + ", "
                + before.map(old -> "now " + Shares.percent(old.totalBp()) + ", ").orElse("") + "may bear " + cap;
        return raised && after.totalBp() > limit
                ? new Finding.Holds(load + " (R13, R14)", liftedBy())
                : new Finding.Allows(load);
    }
}
