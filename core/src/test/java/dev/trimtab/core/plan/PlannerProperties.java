package dev.trimtab.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.LimitsSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.QuorumSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.seeds.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Laws of planning, over random names, weights, capacities, verdicts and histories. */
class PlannerProperties {
    private static final Instant T0 = Instant.parse("2026-11-24T10:00:00Z");
    private static final SteeredName NAME = SteeredName.of("www.steer.example.com");

    @Test
    void a_plan_of_a_planned_world_changes_nothing() {
        Seeds.forAll(2_000, random -> {
            Planner.Input input = input(random);
            Planner.Output once = Planner.plan(input, T0);
            once.plan().ifPresent(plan -> {
                Planner.Output settled = settle(input, once);
                Planner.Output again = Planner.plan(after(input, settled), T0);
                assertThat(again.plan().map(Plan::shares))
                        .isEqualTo(settled.plan().map(Plan::shares));
            });
        });
    }

    @Test
    void nobody_is_given_more_than_its_capacity_unless_it_had_it() {
        Seeds.forAll(2_000, random -> {
            Planner.Input input = input(random);
            Planner.plan(input, T0)
                    .plan()
                    .ifPresent(plan -> plan.in(RegionId.DEFAULT).bp().forEach((cdn, share) -> {
                        int had = input.current()
                                .map(old -> old.in(RegionId.DEFAULT).of(cdn))
                                .orElse(0);
                        int usable = input.spec().cdn(cdn).usableShareBp();
                        boolean stays =
                                input.verdicts().get(RegionId.DEFAULT).get(cdn).state() == Verdict.State.UNHEALTHY;
                        if (share > usable && !stays) {
                            assertThat(share)
                                    .as("%s of %s with %s", cdn, plan, input.verdicts())
                                    .isLessThanOrEqualTo(had);
                        }
                    }));
        });
    }

    @Test
    void what_is_unhealthy_gains_only_while_nothing_that_is_usable_has_room() {
        Seeds.forAll(2_000, random -> {
            Planner.Input input = input(random);
            Planner.plan(input, T0)
                    .plan()
                    .ifPresent(plan -> plan.in(RegionId.DEFAULT).bp().forEach((cdn, share) -> {
                        int had = input.current()
                                .map(old -> old.in(RegionId.DEFAULT).of(cdn))
                                .orElse(0);
                        if (input.verdicts().get(RegionId.DEFAULT).get(cdn).state() == Verdict.State.UNHEALTHY
                                && share > had) {
                            input.verdicts().get(RegionId.DEFAULT).values().stream()
                                    .filter(verdict -> verdict.state().usable())
                                    .forEach(verdict -> assertThat(plan.in(RegionId.DEFAULT)
                                                    .of(verdict.target().cdn()))
                                            .isGreaterThanOrEqualTo(input.spec()
                                                    .cdn(verdict.target().cdn())
                                                    .usableShareBp()));
                        }
                    }));
        });
    }

    @Test
    void what_is_unknown_keeps_what_it_has() {
        Seeds.forAll(2_000, random -> {
            Planner.Input input = input(random);
            Planner.plan(input, T0)
                    .plan()
                    .ifPresent(plan -> input.verdicts().get(RegionId.DEFAULT).values().stream()
                            .filter(verdict -> verdict.state() == Verdict.State.UNKNOWN)
                            .map(verdict -> verdict.target().cdn())
                            .forEach(cdn -> assertThat(plan.in(RegionId.DEFAULT).of(cdn))
                                    .isEqualTo(input.current()
                                            .map(old -> old.in(RegionId.DEFAULT).of(cdn))
                                            .orElse(0))));
        });
    }

    @Test
    void where_one_answer_is_held_at_a_time_the_whole_goes_to_one() {
        Seeds.forAll(1_000, random -> {
            Planner.Input input = input(random);
            Planner.Input one = new Planner.Input(
                    input.spec(),
                    input.name(),
                    input.regions(),
                    input.verdicts(),
                    input.interventions(),
                    Optional.empty(),
                    Optional.empty(),
                    Places.NONE,
                    Division.ONE_OF,
                    Signals.NONE,
                    new TreeMap<>());
            Planner.plan(one, T0)
                    .plan()
                    .ifPresent(
                            plan -> assertThat(plan.in(RegionId.DEFAULT).bp()).hasSize(1));
        });
    }

    /** Follows a plan until it stands still: an ended hold-down may give more in the next round. */
    private static Planner.Output settle(Planner.Input input, Planner.Output first) {
        Planner.Output output = first;
        for (int round = 0; round < 30; round++) {
            output = Planner.plan(after(input, output), T0);
        }
        return output;
    }

    private static Planner.Input after(Planner.Input input, Planner.Output output) {
        return new Planner.Input(
                input.spec(),
                input.name(),
                input.regions(),
                input.verdicts(),
                input.interventions(),
                output.plan(),
                Optional.empty(),
                output.places(),
                input.division(),
                Signals.NONE,
                new TreeMap<>());
    }

    private static Planner.Input input(SplittableRandom random) {
        int targets = 2 + random.nextInt(4);
        TreeMap<CdnId, CdnSpec> cdns = new TreeMap<>();
        List<TargetSpec> list = new ArrayList<>();
        TreeMap<CdnId, Verdict> verdicts = new TreeMap<>();
        TreeMap<CdnId, Long> held = new TreeMap<>();
        TreeMap<Places.Key, Place> places = new TreeMap<>();
        for (int i = 0; i < targets; i++) {
            CdnId cdn = new CdnId("cdn-" + i);
            CdnKind kind = i == targets - 1 && targets > 2 ? CdnKind.ORIGIN : CdnKind.EDGE;
            int cap = kind == CdnKind.ORIGIN || random.nextInt(3) == 0 ? random.nextInt(Shares.WHOLE) : Shares.WHOLE;
            cdns.put(cdn, new CdnSpec(cdn, kind, cap, false, List.of()));
            TreeMap<RegionId, Integer> weights = new TreeMap<>();
            weights.put(RegionId.DEFAULT, i == 0 ? 50 : random.nextInt(3) * 25);
            list.add(new TargetSpec(cdn, new Answer.Cname(new HostName(cdn + ".example.net")), weights, ""));
            Verdict.State state = List.of(Verdict.State.values()).get(random.nextInt(4));
            verdicts.put(
                    cdn,
                    new Verdict(
                            new TargetId(NAME, cdn),
                            RegionId.DEFAULT,
                            state,
                            T0,
                            Optional.empty(),
                            3,
                            3,
                            List.of(),
                            ""));
            held.put(cdn, (long) random.nextInt(4));
            places.put(new Places.Key(RegionId.DEFAULT, cdn), Place.IN.with(standing(random)));
        }
        held.merge(new CdnId("cdn-0"), 1L, Long::sum);
        Optional<Plan> current = random.nextInt(5) == 0 ? Optional.empty() : Optional.of(plan(held));
        TreeMap<RegionId, SortedMap<CdnId, Verdict>> byRegion = new TreeMap<>();
        byRegion.put(RegionId.DEFAULT, verdicts);
        NameSpec name = name(list);
        return new Planner.Input(
                spec(cdns, name),
                name,
                List.of(RegionId.DEFAULT),
                byRegion,
                Interventions.NONE,
                current,
                Optional.empty(),
                current.isPresent() ? new Places(places) : Places.NONE,
                Division.WEIGHTS,
                Signals.NONE,
                new TreeMap<>());
    }

    private static Standing standing(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> new Standing.Out(T0.minusSeconds(60), Duration.ofMinutes(20), Optional.of(T0.minusSeconds(30)));
            case 1 -> new Standing.Returning(random.nextInt(Shares.WHOLE) + 1, T0.minusSeconds(1), T0.minusSeconds(1));
            default -> new Standing.In();
        };
    }

    private static Plan plan(Map<CdnId, Long> weights) {
        TreeMap<RegionId, Shares> shares = new TreeMap<>();
        shares.put(RegionId.DEFAULT, Shares.inProportion(weights));
        return new Plan(NAME, shares, new TreeMap<>());
    }

    private static NameSpec name(List<TargetSpec> targets) {
        return new NameSpec(
                NAME,
                List.of(new HostName("www.example.com")),
                NameSpec.RecordType.CNAME,
                Duration.ofSeconds(30),
                List.of(new ProbeId("home")),
                List.of(RegionId.DEFAULT),
                new QuorumSpec(2, 2),
                targets,
                targets.stream().map(TargetSpec::cdn).toList(),
                List.of(),
                new DetectSpec(Duration.ofSeconds(10), Duration.ofSeconds(4), 2, 6, Duration.ofMinutes(5)),
                new FailbackSpec(
                        FailbackSpec.Mode.AUTO,
                        Duration.ofMinutes(20),
                        Duration.ofHours(2),
                        true,
                        100,
                        1_000,
                        Duration.ofMinutes(5)),
                new LimitsSpec(1_000, 18, 6),
                Automation.AUTO,
                new TreeMap<>(),
                true,
                "");
    }

    private static Spec spec(SortedMap<CdnId, CdnSpec> cdns, NameSpec name) {
        TreeMap<SteeredName, NameSpec> names = new TreeMap<>();
        names.put(NAME, name);
        return new Spec(
                "law",
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                cdns,
                new TreeMap<>(),
                List.of(),
                new TreeMap<>(),
                names);
    }
}
