package dev.trimtab.core.plan;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

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
     * @param current the plan that is published, empty before the first
     * @param changedAt when it was published
     * @param signals present load
     * @param gates before origins; one that is not named counts as open
     */
    public record Input(
            Spec spec,
            NameSpec name,
            List<RegionId> regions,
            SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts,
            Interventions interventions,
            Optional<Plan> current,
            Optional<Instant> changedAt,
            Places places,
            Division division,
            Signals signals,
            SortedMap<CdnId, Gate> gates) {
        /** Why an origin may be given nothing that it has not; empty when it may. */
        Optional<String> barred(CdnId cdn) {
            return spec.cdn(cdn)
                    .veto()
                    .map(reason -> "nobody is sent there (veto): " + reason)
                    .or(() -> Optional.ofNullable(gates.get(cdn))
                            .filter(gate -> !gate.passable())
                            .map(Gate::sentence));
        }

        /** The same, as if every gate were open and strangers reached what is behind it. */
        Input ungated() {
            TreeMap<RegionId, SortedMap<CdnId, Verdict>> assumed = new TreeMap<>();
            verdicts.forEach((region, byCdn) -> {
                TreeMap<CdnId, Verdict> all = new TreeMap<>(byCdn);
                gates.keySet().forEach(cdn -> all.computeIfPresent(cdn, (id, verdict) -> assumedHealthy(verdict)));
                assumed.put(region, all);
            });
            return new Input(
                    spec,
                    name,
                    regions,
                    assumed,
                    interventions,
                    current,
                    changedAt,
                    places,
                    division,
                    signals,
                    new TreeMap<>());
        }

        private static Verdict assumedHealthy(Verdict verdict) {
            return new Verdict(
                    verdict.target(),
                    verdict.region(),
                    Verdict.State.HEALTHY,
                    verdict.since(),
                    Optional.empty(),
                    verdict.reporting(),
                    verdict.agreeing(),
                    verdict.votes(),
                    "as if its gate were open");
        }

        /** The verdict on a target; there is one for every target in every region. */
        Verdict verdict(RegionId region, CdnId cdn) {
            SortedMap<CdnId, Verdict> ofRegion = verdicts.get(region);
            return Objects.requireNonNull(ofRegion == null ? null : ofRegion.get(cdn), "a verdict for every target");
        }
    }

    /**
     * What came of it.
     *
     * @param plan empty when there is nothing to plan from yet
     * @param places to remember, whether or not the plan is written
     */
    public record Output(Optional<Plan> plan, Move move, Places places, String because) {
        /**
         * Whether something that was moved away from begins to come back.
         *
         * @param before where CDNs stood
         */
        public boolean beginsReturn(Places before) {
            return places.byRegionAndCdn().entrySet().stream()
                    .anyMatch(entry -> (entry.getValue().standing() instanceof Standing.Returning
                                    || entry.getValue().standing() instanceof Standing.In)
                            && before.of(entry.getKey().region(), entry.getKey().cdn())
                                    .away());
        }
    }

    /** Attempts to fit what all regions ask for under a limit that they share. */
    private static final int FITTINGS = 6;

    public static Output plan(Input input, Instant now) {
        Output planned = plan(input, true, now);
        boolean asks = input.name().failback().mode() == FailbackSpec.Mode.MANUAL
                && planned.move() != Move.RETURN
                && planned.beginsReturn(input.places());
        // A return that waits for an operator does not ride along with an escape, which waits for nobody.
        return asks ? plan(input, false, now) : planned;
    }

    /** Origins behind closed gates that a plan would use if they were open; it costs a second plan only where there are any. */
    public static SortedSet<CdnId> needed(Input input, Instant now) {
        TreeSet<CdnId> needed = new TreeSet<>();
        if (input.gates().isEmpty() || input.current().isEmpty()) {
            return needed;
        }
        boolean closed = input.name().targets().stream()
                .map(TargetSpec::cdn)
                .anyMatch(cdn -> input.gates().containsKey(cdn)
                        && input.spec().cdn(cdn).veto().isEmpty());
        if (!closed) {
            return needed;
        }
        plan(input.ungated(), now)
                .plan()
                .ifPresent(plan -> input.gates().keySet().stream()
                        .filter(cdn -> plan.shares().values().stream().anyMatch(shares -> shares.of(cdn) > 0))
                        .forEach(needed::add));
        return needed;
    }

    private static Output plan(Input input, boolean beginnings, Instant now) {
        Places next = new Standings(input, beginnings, now).next();
        Loads loads = Loads.of(
                input.spec(), input.name(), input.regions(), input.signals(), input.places(), input.current(), now);
        SortedMap<RegionId, RegionPlanner.Result> results = fitted(input, next, loads, now);
        TreeMap<RegionId, Shares> shares = new TreeMap<>();
        TreeMap<RegionId, List<String>> reasons = new TreeMap<>();
        TreeMap<Places.Key, Place> places = new TreeMap<>(next.byRegionAndCdn());
        boolean pinned = false;
        for (RegionId region : input.regions()) {
            RegionPlanner.Result result = Objects.requireNonNull(results.get(region), "every region is planned");
            result.moved().forEach((cdn, place) -> places.put(new Places.Key(region, cdn), place));
            Optional<Intervention.Pin> pin =
                    input.interventions().pinOf(input.name().name(), region);
            pinned |= pin.isPresent();
            Optional<Shares> regional = pin.map(Intervention.Pin::shares)
                    .or(result::shares)
                    .map(wanted -> input.current()
                            .map(plan -> plan.in(region))
                            .filter(wanted::equals)
                            .orElse(wanted));
            reasons.put(
                    region,
                    new ArrayList<>(pin.map(p -> List.of("pinned by "
                                    + p.claim().actor() + ": " + p.claim().reason()))
                            .orElse(result.reasons())));
            if (regional.isEmpty()) {
                return new Output(Optional.empty(), Move.FIRST, new Places(places), result.because());
            }
            shares.put(region, regional.get());
        }
        if (input.division() == Division.WEIGHTS && !pinned) {
            new Pacing(input, loads, places, reasons, now).pace(shares);
            Trifles.drop(input, shares, places, reasons, now);
        }
        Plan plan = new Plan(input.name().name(), shares, reasons);
        Places stand = places.equals(next.byRegionAndCdn()) ? next : new Places(places);
        Move move = MoveKind.of(input, plan, stand, pinned);
        return new Output(Optional.of(plan), move, stand, because(plan, input.current()));
    }

    /**
     * Up to when a plan that keeps everything as it is, with every CDN in, stands by itself: a CDN that ends begins to leave
     * (R30).
     */
    public static Instant standsUntil(Spec spec, NameSpec name, Instant now) {
        Instant first = Instant.MAX;
        for (TargetSpec target : name.targets()) {
            Instant leaves = Standings.leavesAt(spec.cdn(target.cdn())).orElse(Instant.MAX);
            first = leaves.isAfter(now) && leaves.isBefore(first) ? leaves : first;
        }
        return first;
    }

    /** Plans every region, and again with less for a CDN that all of them together would overload, divided fairly. */
    private static SortedMap<RegionId, RegionPlanner.Result> fitted(
            Input input, Places next, Loads loads, Instant now) {
        TreeMap<RegionId, SortedMap<CdnId, Integer>> left = new TreeMap<>();
        TreeMap<RegionId, RegionPlanner.Result> results = new TreeMap<>();
        for (int fitting = 0; fitting < FITTINGS; fitting++) {
            TreeMap<RegionId, Shares> shares = new TreeMap<>();
            for (RegionId region : input.regions()) {
                RegionPlanner.Result result = new RegionPlanner(
                                input, next, region, loads, left.getOrDefault(region, new TreeMap<>()), now)
                        .plan();
                results.put(region, result);
                result.shares().ifPresent(all -> shares.put(region, all));
            }
            if (!narrow(loads, shares, left)) {
                break;
            }
        }
        return results;
    }

    /** Leaves less to what would carry too much; says whether anything was narrowed. */
    private static boolean narrow(
            Loads loads, SortedMap<RegionId, Shares> shares, SortedMap<RegionId, SortedMap<CdnId, Integer>> left) {
        boolean narrowed = false;
        for (Loads.Limit limit : loads.limits()) {
            double over = limit.load(shares) - limit.limitBp();
            double own = limit.loadOf(limit.cdn(), shares);
            if (over <= 0.5 || own <= 0) {
                continue;
            }
            double keeps = Math.max(0, 1 - (over + loads.margin() * limit.limitBp()) / own);
            for (Map.Entry<RegionId, Shares> entry : shares.entrySet()) {
                int had = entry.getValue().of(limit.cdn());
                if (had > 0 && limit.cost().containsKey(entry.getKey())) {
                    left.computeIfAbsent(entry.getKey(), region -> new TreeMap<>())
                            .merge(limit.cdn(), (int) Math.floor(had * keeps), Math::min);
                    narrowed = true;
                }
            }
        }
        return narrowed;
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
