package dev.trimtab.core.records;

import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.spec.NameSpec;
import java.time.Instant;
import java.util.List;

/**
 * A plan that was accepted for writing, with the generation that orders it.
 *
 * @param at when it was accepted
 */
public record Publication(Plan plan, Generation generation, Move move, Instant at) {
    /** What a provider without regions is to hold. Empty shares are left out; {@link RecordSet} refuses an empty whole. */
    public RecordSet recordSet(NameSpec spec, String owner) {
        List<WeightedAnswer> answers = plan.in(RegionId.DEFAULT).bp().entrySet().stream()
                .map(entry -> new WeightedAnswer(
                        entry.getKey(),
                        spec.target(entry.getKey())
                                .orElseThrow(() -> new IllegalStateException(
                                        "plan of " + spec.name() + " names unknown target " + entry.getKey()))
                                .answer(),
                        entry.getValue()))
                .toList();
        return new RecordSet(spec.name(), spec.type(), spec.ttl(), answers, new Mark(owner, generation));
    }
}
