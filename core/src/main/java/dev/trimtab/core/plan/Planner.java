package dev.trimtab.core.plan;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * From verdicts to shares. Deterministic and minimal: the same inputs give the same plan, and a plan of a planned world
 * changes nothing.
 *
 * <p>In each region every target gets an allowance from its verdict and its standing: usable and in, up to its capacity;
 * returning, up to its step; unknown, exactly what it has (R9: doubt moves nothing); unhealthy or drained, nothing except
 * what nobody else can take. Then the whole is divided (see {@code WaterFilling}).
 */
public final class Planner {
    private Planner() {}

    /**
     * Everything that a plan follows from.
     *
     * @param regions planned apart; {@code default} among them
     * @param division what every provider of the name can express
     * @param signals present load
     * @param current the plan that is published, empty before the first
     */
    public record Input(
            Spec spec,
            NameSpec name,
            List<RegionId> regions,
            SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts,
            Interventions interventions,
            Optional<Plan> current,
            Places places,
            Division division,
            Signals signals) {
        /** Without signals. */
        public Input(
                Spec spec,
                NameSpec name,
                List<RegionId> regions,
                SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts,
                Interventions interventions,
                Optional<Plan> current,
                Places places,
                Division division) {
            this(spec, name, regions, verdicts, interventions, current, places, division, Signals.NONE);
        }
    }

    /**
     * What came of it.
     *
     * @param plan empty when there is nothing to plan from yet
     * @param places to remember, whether or not the plan is written
     */
    public record Output(Optional<Plan> plan, Move move, Places places, String because) {}

    public static Output plan(Input input, Instant now) {
        TreeMap<RegionId, Shares> shares = new TreeMap<>();
        TreeMap<RegionId, List<String>> reasons = new TreeMap<>();
        TreeMap<Places.Key, Place> places = new TreeMap<>();
        boolean pinned = false;
        for (RegionId region : input.regions()) {
            RegionPlanner.Result result = new RegionPlanner(input, region, now).plan();
            places.putAll(result.places());
            reasons.put(region, result.reasons());
            Optional<Intervention.Pin> pin =
                    input.interventions().pinOf(input.name().name(), region);
            pinned |= pin.isPresent();
            Optional<Shares> regional = pin.map(Intervention.Pin::shares).or(result::shares);
            pin.ifPresent(p -> reasons.put(
                    region,
                    List.of("pinned by " + p.claim().actor() + ": " + p.claim().reason())));
            if (regional.isEmpty()) {
                return new Output(Optional.empty(), Move.FIRST, merged(input.places(), places), result.because());
            }
            shares.put(region, regional.get());
        }
        Plan plan = new Plan(input.name().name(), shares, reasons);
        Move move = MoveKind.of(input, plan, pinned);
        return new Output(Optional.of(plan), move, merged(input.places(), places), because(plan, input.current()));
    }

    private static Places merged(Places old, SortedMap<Places.Key, Place> fresh) {
        TreeMap<Places.Key, Place> all = new TreeMap<>(old.byRegionAndCdn());
        all.putAll(fresh);
        return new Places(all);
    }

    private static String because(Plan plan, Optional<Plan> current) {
        List<String> parts = new ArrayList<>();
        plan.shares().forEach((region, wanted) -> {
            boolean changed = current.map(old -> !old.in(region).equals(wanted)).orElse(true);
            if (changed) {
                String from = current.map(old -> old.in(region) + " → ").orElse("");
                parts.add(region + ": " + from + wanted + " ("
                        + String.join("; ", plan.reasons().getOrDefault(region, List.of())) + ")");
            }
        });
        return parts.isEmpty() ? "shares are as planned" : String.join(" | ", parts);
    }
}
