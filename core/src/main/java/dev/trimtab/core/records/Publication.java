package dev.trimtab.core.records;

import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.spec.NameSpec;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/**
 * A plan that was accepted for writing, with the generation that orders it.
 *
 * @param at when it was accepted
 */
public record Publication(Plan plan, Generation generation, Move move, Instant at) {
    /** What a provider is to hold. Empty shares are left out; {@link RecordSet} refuses an empty whole. */
    public RecordSet recordSet(NameSpec spec, String owner) {
        TreeMap<RegionId, List<WeightedAnswer>> regional = new TreeMap<>();
        plan.shares().forEach((region, shares) -> {
            if (!region.equals(RegionId.DEFAULT)) {
                regional.put(region, answers(spec, shares));
            }
        });
        return new RecordSet(
                spec.name(),
                spec.type(),
                spec.ttl(),
                answers(spec, plan.in(RegionId.DEFAULT)),
                regional,
                new Mark(owner, generation));
    }

    private List<WeightedAnswer> answers(NameSpec spec, Shares shares) {
        return shares.bp().entrySet().stream()
                .map(entry -> new WeightedAnswer(
                        entry.getKey(),
                        spec.target(entry.getKey())
                                .orElseThrow(() -> new IllegalStateException(
                                        "plan of " + spec.name() + " names unknown target " + entry.getKey()))
                                .answer(),
                        entry.getValue()))
                .toList();
    }
}
