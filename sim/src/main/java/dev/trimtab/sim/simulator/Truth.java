package dev.trimtab.sim.simulator;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.plan.Division;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.plan.Planner;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.sim.ports.SimElection;
import dev.trimtab.sim.ports.SimZone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the zone should hold in a world that has come to rest, and how long it may take to get there. */
final class Truth {
    /** Half a point: what rounding of many steps may leave. */
    private static final int TOLERANCE_BP = 50;

    /** Where a limit cuts, shares rest up to a twentieth below it, and a point is not worth a write (R22). */
    private static final int LIMITED_BP = 600;

    private static final Duration RENEW = Duration.ofSeconds(3);
    private static final Duration BACK_OFF_MAX = Duration.ofSeconds(30);
    /** A lever that was lost clears with the third trial write in a row, one every 30 s (R26). */
    private static final Duration LEVER_CLEARS = Duration.ofMinutes(2);

    private static final Duration WIRE = Duration.ofSeconds(1);
    private static final Duration WARMING = Duration.ofMinutes(60);

    private final World world;

    Truth(World world) {
        this.world = world;
    }

    /**
     * How long a dead CDN may keep share after everything else is well: {@code fall × interval + staleAfter} until it is
     * known, {@code rise × interval} until another one is known again, a lease until somebody leads, the longest back-off
     * until he tries again, as long as a lost lever takes to clear, two rounds, and the way of a report. Where caches count, an escape goes in steps beside.
     */
    Duration escapeBound() {
        Duration longest = Duration.ZERO;
        for (NameSpec name : world.configured().names().values()) {
            Duration seen = name.detect()
                    .interval()
                    .multipliedBy((long) name.detect().fall() + name.detect().rise())
                    .plus(name.detect().staleAfter());
            longest = seen.compareTo(longest) > 0 ? seen : longest;
        }
        Duration bound = longest.plus(SimElection.LEASE)
                .plus(RENEW)
                .plus(BACK_OFF_MAX)
                .plus(LEVER_CLEARS)
                .plus(world.setting().round().multipliedBy(2))
                .plus(WIRE);
        return caches() ? bound.plus(WARMING) : bound;
    }

    /**
     * How long until every target has its configured share again: the bound of an escape, the window in which a target must
     * be clean, the longest hold-down, every step of a ramp, and an hour in which the limit on change was spent before.
     */
    Duration returnBound() {
        Duration longest = Duration.ZERO;
        for (NameSpec name : world.configured().names().values()) {
            FailbackSpec failback = name.failback();
            long steps = 3L + Shares.WHOLE / failback.stepMaxBp();
            Duration back = name.detect()
                    .window()
                    .plus(failback.holdDownMax())
                    .plus(failback.stepEvery()
                            .multipliedBy(steps * world.setting().spec().cdns().size()))
                    .plus(Duration.ofHours(1));
            longest = back.compareTo(longest) > 0 ? back : longest;
        }
        return escapeBound().plus(longest);
    }

    private boolean caches() {
        return world.configured().cdns().values().stream()
                .anyMatch(cdn -> cdn.cache().isPresent());
    }

    /** What differs from the plan of the true world; empty when nothing does. */
    Optional<String> difference() {
        for (SteeredName name : world.nature().names()) {
            Optional<Plan> plan = plan(name);
            if (plan.isEmpty()) {
                return Optional.of("the true world has no plan of " + name);
            }
            for (int i = 0; i < world.zones().size(); i++) {
                Optional<RecordSet> set = world.zones().get(i).served(name);
                if (set.isEmpty()) {
                    return Optional.of(name + " is not served in zone " + i);
                }
                for (RegionId region : regions(name)) {
                    Shares is = set.get().shares(region);
                    Shares should = plan.get().in(region);
                    if (is.movedTo(should) > tolerance(name, region, should)) {
                        return Optional.of(name + " in " + region + " of zone " + i + " is " + is
                                + ", the true world's is " + should);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Where a CDN has more share than the plan of the true world gives it; empty when nowhere. */
    Optional<String> excess(CdnId cdn) {
        for (SteeredName name : world.nature().names()) {
            Optional<Plan> plan = plan(name);
            for (SimZone zone : world.zones()) {
                Optional<RecordSet> set = zone.served(name);
                for (RegionId region : regions(name)) {
                    int is = set.map(held -> held.shares(region).of(cdn)).orElse(0);
                    int should = plan.map(true_ -> true_.in(region).of(cdn)).orElse(Shares.WHOLE);
                    if (is > should + TOLERANCE_BP) {
                        return Optional.of(Invariants.at(cdn, region) + " of " + name + " has " + Shares.percent(is)
                                + ", the true world's is " + Shares.percent(should));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private int tolerance(SteeredName name, RegionId region, Shares planned) {
        TreeMap<CdnId, Long> weights = new TreeMap<>();
        spec(name).targets().forEach(target -> weights.put(target.cdn(), (long) target.weight(region)));
        return planned.equals(Shares.inProportion(weights)) ? TOLERANCE_BP : LIMITED_BP;
    }

    private List<RegionId> regions(SteeredName name) {
        if (!world.setting().capabilities().regions()) {
            return List.of(RegionId.DEFAULT);
        }
        NameSpec spec = spec(name);
        List<RegionId> regions = new ArrayList<>(spec.regions());
        if (!regions.contains(RegionId.DEFAULT)) {
            regions.add(RegionId.DEFAULT);
        }
        return regions;
    }

    private NameSpec spec(SteeredName name) {
        return Optional.ofNullable(world.configured().names().get(name))
                .orElseThrow(() -> new IllegalStateException(name + " is not configured"));
    }

    /** The first plan that somebody would make who knows the truth and remembers nothing. */
    private Optional<Plan> plan(SteeredName name) {
        Spec spec = world.configured();
        NameSpec ofName = spec(name);
        TreeMap<RegionId, SortedMap<CdnId, Verdict>> verdicts = new TreeMap<>();
        for (RegionId region : regions(name)) {
            TreeMap<CdnId, Verdict> byCdn = new TreeMap<>();
            for (TargetSpec target : ofName.targets()) {
                boolean dead = world.nature().dead(target.cdn());
                byCdn.put(
                        target.cdn(),
                        new Verdict(
                                new TargetId(name, target.cdn()),
                                region,
                                dead ? Verdict.State.UNHEALTHY : Verdict.State.HEALTHY,
                                world.now(),
                                Optional.empty(),
                                world.vantages().size(),
                                world.vantages().size(),
                                List.of(),
                                "it is so"));
            }
            verdicts.put(region, byCdn);
        }
        Signals signals = world.setting().signals() ? world.nature().signals() : Signals.NONE;
        return Planner.plan(
                        new Planner.Input(
                                spec,
                                ofName,
                                regions(name),
                                verdicts,
                                Interventions.NONE,
                                Optional.empty(),
                                Optional.empty(),
                                Places.NONE,
                                Division.WEIGHTS,
                                signals,
                                new TreeMap<>()),
                        world.now())
                .plan();
    }
}
