package dev.trimtab.core.loop;

import dev.trimtab.core.judge.Judgement;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.plan.Division;
import dev.trimtab.core.plan.Planner;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.records.Publication;
import dev.trimtab.core.spec.NameSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * What a round holds for one name as far as it follows from what the round brings to all of them and from the name's own
 * past: everything but what other names do in the same round, which comes in with the safety rules. It is worked out
 * without touching anything, so that it may be worked out ahead of the name's turn.
 *
 * @param approved digest that an operator had approved then
 * @param reach empty where the name rests: nothing is planned
 * @param planning empty before the name's providers are read as well
 */
record Outlook(
        Conditions conditions,
        Optional<String> approved,
        Judgement judgement,
        Optional<Reach> reach,
        Optional<Planning> planning) {
    @SuppressWarnings("ReferenceEquality") // a round's conditions are one object
    boolean isOf(Conditions round, Optional<String> approval) {
        return conditions == round && approved.equals(approval);
    }

    /**
     * A name's providers, and what all of them can express: a plan is made on that.
     *
     * @param regions planned apart
     */
    record Reach(SortedMap<ProviderId, DnsProvider> providers, List<RegionId> regions, Division division) {
        static Reach of(NameSpec name, SortedMap<ProviderId, DnsProvider> all) {
            TreeMap<ProviderId, DnsProvider> mine = new TreeMap<>();
            List<Capabilities> capabilities = new ArrayList<>();
            all.forEach((id, provider) -> {
                if (name.providers().contains(id)) {
                    mine.put(id, provider);
                    capabilities.add(Objects.requireNonNull(provider.capabilities()));
                }
            });
            return new Reach(mine, Steerable.regions(name, capabilities), Steerable.division(capabilities));
        }
    }

    /**
     * A plan.
     *
     * @param input that it follows from
     * @param needed origins behind closed gates that it would use
     */
    record Planning(Planner.Input input, Planner.Output output, SortedSet<CdnId> needed) {
        static Planning of(
                Conditions conditions,
                NameSpec name,
                Reach reach,
                SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts,
                PlanStore.Memory memory) {
            Planner.Input input = new Planner.Input(
                    conditions.spec(),
                    name,
                    reach.regions(),
                    verdicts,
                    conditions.interventions(),
                    memory.publication().map(Publication::plan),
                    memory.publication().map(Publication::at),
                    memory.places(),
                    reach.division(),
                    conditions.signals(),
                    conditions.gates());
            return new Planning(input, Planner.plan(input, conditions.now()), Planner.needed(input, conditions.now()));
        }
    }
}
