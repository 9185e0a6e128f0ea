package dev.trimtab.core.safety;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.spec.CdnKind;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/** The last live edge keeps its users: it may not be emptied while it is the only one. */
record LiveEdge() implements SafetyRule {
    private static final int EDGES_MIN = 1;

    @Override
    public String name() {
        return "live-edge";
    }

    @Override
    public String meaning() {
        return "a plan that takes the share of the last usable edge of a region";
    }

    @Override
    public String liftedBy() {
        return "another edge that is healthy, or an override that names this rule";
    }

    @Override
    public Finding ask(SafetyReview.Input input, Instant now) {
        long fewest = Long.MAX_VALUE;
        for (RegionId region : input.wanted().shares().keySet()) {
            long before =
                    input.current().map(plan -> liveEdges(input, region, plan)).orElse(0L);
            long after = liveEdges(input, region, input.wanted());
            if (before >= EDGES_MIN && after < EDGES_MIN) {
                return new Finding.Holds(
                        "region " + region + " would have " + after + " live edges, has " + before + ", needs "
                                + EDGES_MIN,
                        liftedBy());
            }
            fewest = Math.min(fewest, after);
        }
        return new Finding.Allows("at least " + fewest + " live edges with share in every region, needs " + EDGES_MIN);
    }

    static long liveEdges(SafetyReview.Input input, RegionId region, Plan plan) {
        SortedMap<CdnId, Verdict> verdicts = input.verdicts().getOrDefault(region, new TreeMap<>());
        return plan.in(region).bp().keySet().stream()
                .filter(cdn -> input.name().target(cdn).isPresent())
                .filter(cdn -> input.spec().cdn(cdn).kind() == CdnKind.EDGE)
                .filter(cdn -> {
                    Verdict verdict = verdicts.get(cdn);
                    return verdict != null && verdict.state().usable();
                })
                .count();
    }
}
