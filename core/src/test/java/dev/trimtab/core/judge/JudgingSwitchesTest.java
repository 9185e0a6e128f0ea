package dev.trimtab.core.judge;

import static dev.trimtab.core.judge.Scene.A;
import static dev.trimtab.core.judge.Scene.B;
import static dev.trimtab.core.judge.Scene.WWW;
import static dev.trimtab.core.judge.Scene.vantage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trimtab.core.judge.Scene.Fault;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Tally;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.QuorumSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.VantageSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Judgements, each in a scene that only it decides: they are switched off one by one by {@code make mutants}. */
class JudgingSwitchesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Instant T0 = Instant.parse("2026-11-24T10:00:00Z");
    private static final DetectSpec FALL_2_RISE_6 =
            new DetectSpec(Duration.ofSeconds(10), Duration.ofSeconds(4), 2, 6, Duration.ofMinutes(5));
    private static final CheckId CHECK =
            new CheckId(new TargetId(WWW, A), new HostName("www.example.com"), new ProbeId("home"), CheckId.Family.V4);
    private static final ProbeKind[] THREE = {ProbeKind.APPLICATION, ProbeKind.CACHED_OBJECT, ProbeKind.FORCED_MISS};

    private static Scene scene(ProbeKind... kinds) {
        return new Scene(new SplittableRandom(1), MINUTE, Scene.networks(6), kinds);
    }

    /** P passes, D is degraded, F fails. */
    private static HealthState after(String looks) {
        Health health = Health.unknown(T0, "start");
        Tally tally = Tally.EMPTY;
        for (int i = 0; i < looks.length(); i++) {
            Outcome outcome = switch (looks.charAt(i)) {
                case 'P' -> new Outcome.Pass();
                case 'D' -> new Outcome.Degraded(FailureClass.CONTENT);
                default -> new Outcome.Fail(FailureClass.STATUS);
            };
            tally = tally.next(new Look(CHECK, Look.Turn.INTERVAL, outcome, Phases.NONE, ""));
            health = health.next(tally, Integer.MAX_VALUE, 0, Pace.NONE, FALL_2_RISE_6, T0);
        }
        return health.state();
    }

    @Test
    void a_target_that_was_looked_at_once_is_unknown() {
        assertThat(after("P")).isEqualTo(HealthState.UNKNOWN);
        assertThat(after("PPPPPP")).isEqualTo(HealthState.HEALTHY);
    }

    @Test
    void failures_that_never_follow_each_other_make_it_degraded() {
        assertThat(after("PPPPPPFPPFPPF")).isEqualTo(HealthState.DEGRADED);
        assertThat(after("PPPPPPPPPPPPF")).isEqualTo(HealthState.HEALTHY);
    }

    @Test
    void degraded_looks_in_a_row_make_it_degraded_and_one_does_not() {
        assertThat(after("PPPPPPD")).isEqualTo(HealthState.HEALTHY);
        assertThat(after("PPPPPPDD")).isEqualTo(HealthState.DEGRADED);
    }

    @Test
    void fewer_networks_than_the_floor_know_nothing() {
        List<Vote> votes = IntStream.of(1, 2)
                .mapToObj(network -> new Vote(
                        new VantageId("v" + network),
                        new Network(network),
                        CheckId.Family.V4,
                        HealthState.UNHEALTHY,
                        T0,
                        Optional.empty(),
                        ""))
                .toList();
        assertThat(Quorum.of(votes, new QuorumSpec(2, 3)).state()).isEqualTo(Verdict.State.UNKNOWN);
        assertThat(Quorum.of(votes, new QuorumSpec(2, 2)).state()).isEqualTo(Verdict.State.UNHEALTHY);
    }

    @Test
    void slowness_does_not_become_the_usual() {
        Scene scene = scene(THREE);
        scene.run(Duration.ofMinutes(60));
        scene.world = (vantage, cdn, kind) -> cdn.equals(A) ? Fault.slow(2.5) : Fault.NONE;
        scene.run(Duration.ofHours(3));
        assertThat(scene.state(A)).isEqualTo(Verdict.State.DEGRADED);
        assertThat(scene.of(A).cause()).contains(FailureClass.LATENCY);
    }

    @Test
    void a_brownout_is_found_in_the_window_before_the_half_hour_shows_it() {
        int found = 0;
        for (long seed = 1; seed <= 20; seed++) {
            Scene scene = new Scene(new SplittableRandom(seed), MINUTE, Scene.networks(6), THREE);
            scene.run(Duration.ofMinutes(60));
            scene.world = (vantage, cdn, kind) -> Fault.of(cdn.equals(A) ? 0.09 : 0, FailureClass.TIMEOUT);
            scene.run(Duration.ofMinutes(5));
            found += scene.state(A) == Verdict.State.DEGRADED ? 1 : 0;
        }
        assertThat(found).isGreaterThanOrEqualTo(10);
    }

    @Test
    void a_target_that_always_failed_a_little_is_judged_by_its_own_baseline() {
        assertThat(clean(0.006)).isCloseTo(0.03, within(1e-9));
        assertThat(clean(0.001)).isCloseTo(0.01, within(1e-9));
    }

    private static double clean(double baseline) {
        return new Evidence(Counts.NONE, Counts.NONE, Counts.NONE, Counts.NONE, Counts.NONE, Map.of(), baseline, 1, 100)
                .cleanLimit();
    }

    @Test
    void a_brownout_of_a_day_is_not_learned_as_everyday_life() {
        Scene scene = scene(THREE);
        scene.run(Duration.ofMinutes(60));
        scene.world = (vantage, cdn, kind) -> Fault.of(cdn.equals(A) ? 0.05 : 0, FailureClass.TIMEOUT);
        scene.run(Duration.ofDays(1));
        assertThat(scene.of(A).evidence().baseline()).isLessThanOrEqualTo(Evidence.BASELINE_START);
        assertThat(healthyMinutes(scene, 60)).isZero();
    }

    private static int healthyMinutes(Scene scene, int minutes) {
        int healthy = 0;
        for (int i = 0; i < minutes; i++) {
            scene.tick();
            healthy += scene.state(A) == Verdict.State.HEALTHY ? 1 : 0;
        }
        return healthy;
    }

    @Test
    void a_vantage_that_sees_nothing_any_more_becomes_unknown() {
        Scene scene = scene(ProbeKind.APPLICATION);
        scene.run(Duration.ofMinutes(10));
        assertThat(vote(scene, 0)).isEqualTo(HealthState.HEALTHY);
        scene.silent.add(0);
        for (int minute = 0; minute < 6; minute++) {
            Report before = scene.said(0);
            scene.say(0, retold(before, before.epoch(), before.sequence() + 1, JudgingSwitchesTest::blind));
            scene.tick();
        }
        assertThat(vote(scene, 0)).isEqualTo(HealthState.UNKNOWN);
    }

    @Test
    void the_first_report_of_a_new_process_starts_from_unknown() {
        Scene scene = scene(ProbeKind.APPLICATION);
        scene.run(Duration.ofMinutes(10));
        Report before = scene.said(0);
        scene.silent.add(0);
        scene.say(0, retold(before, before.epoch() + 1, 1, tally -> passed(Tally.EMPTY)));
        scene.judge();
        assertThat(vote(scene, 0)).isEqualTo(HealthState.UNKNOWN);
    }

    private static Report retold(Report report, long epoch, long sequence, UnaryOperator<Tally> change) {
        List<Observation> lines = report.observations().stream()
                .map(line -> new Observation(line.check(), change.apply(line.tally()), Duration.ZERO))
                .toList();
        return new Report(report.vantage(), epoch, sequence, report.assignment(), lines);
    }

    private static Tally passed(Tally tally) {
        return tally.next(new Look(CHECK, Look.Turn.INTERVAL, new Outcome.Pass(), Phases.NONE, ""));
    }

    private static Tally blind(Tally tally) {
        return tally.next(new Look(CHECK, Look.Turn.INTERVAL, new Outcome.Blind(), Phases.NONE, ""));
    }

    private static HealthState vote(Scene scene, int number) {
        return scene.of(A).votes().stream()
                .filter(vote -> vote.vantage().equals(vantage(number)))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    void a_region_with_vantages_of_its_own_is_judged_by_them_alone() {
        Judgement judged = inTwoRegions();
        assertThat(state(judged, "af")).isEqualTo(Verdict.State.UNHEALTHY);
        assertThat(state(judged, "eu")).isEqualTo(Verdict.State.HEALTHY);
    }

    @Test
    void a_region_without_vantages_of_its_own_is_judged_by_all() {
        Judgement judged = inTwoRegions();
        assertThat(judged.verdicts().get(RegionId.DEFAULT).get(A).reporting()).isEqualTo(6);
        assertThat(state(judged, "default").usable()).isTrue();
    }

    private static Verdict.State state(Judgement judged, String region) {
        return judged.verdicts().get(new RegionId(region)).get(A).state();
    }

    /** Edge A is down for two of six vantages, and these are all that look from Africa. */
    private static Judgement inTwoRegions() {
        Scene scene = scene(ProbeKind.APPLICATION);
        scene.run(Duration.ofMinutes(10));
        scene.world =
                (vantage, cdn, kind) -> vantage < 2 && cdn.equals(A) ? Fault.of(1, FailureClass.STATUS) : Fault.NONE;
        scene.run(Duration.ofMinutes(2));
        TreeMap<VantageId, VantageSpec> vantages = new TreeMap<>();
        for (VantageSpec vantage : scene.spec.vantages().values()) {
            boolean african = vantage.id().equals(vantage(0)) || vantage.id().equals(vantage(1));
            vantages.put(
                    vantage.id(),
                    new VantageSpec(
                            vantage.id(), new RegionId(african ? "af" : "eu"), vantage.network(), Optional.empty()));
        }
        Spec two = new Spec(
                "two",
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                scene.spec.cdns(),
                vantages,
                List.of(),
                scene.spec.probes(),
                scene.spec.names());
        return Judgement.NONE.next(
                two,
                scene.name,
                List.of(new RegionId("af"), new RegionId("eu"), RegionId.DEFAULT),
                scene.beliefs,
                scene.now);
    }

    @Test
    void pages_that_do_not_resolve_are_the_targets_dns_without_a_dns_probe_too() {
        Scene scene = scene(ProbeKind.APPLICATION);
        scene.run(Duration.ofMinutes(40));
        scene.world = (v, cdn, kind) -> cdn.equals(A) ? Fault.of(1, FailureClass.DNS_TIMEOUT) : Fault.NONE;
        scene.run(Duration.ofMinutes(2));
        assertThat(scene.state(A)).isEqualTo(Verdict.State.UNHEALTHY);
        assertThat(scene.of(A).attribution()).isEqualTo(Attribution.TARGET_DNS);
    }

    @Test
    void a_sick_origin_explains_edges_of_which_nobody_probes_cached_objects() {
        Scene scene = scene(ProbeKind.APPLICATION, ProbeKind.ORIGIN_BEHIND);
        scene.run(Duration.ofMinutes(40));
        scene.world = (v, cdn, kind) -> Fault.of(0.75, FailureClass.STATUS);
        scene.run(Duration.ofMinutes(4));
        assertThat(scene.state(A)).isEqualTo(Verdict.State.ORIGIN_FAULT);
        assertThat(scene.state(B)).isEqualTo(Verdict.State.ORIGIN_FAULT);
    }

    @Test
    void an_origin_that_only_strangers_miss_explains_no_edge() {
        Scene scene = scene(ProbeKind.APPLICATION, ProbeKind.ORIGIN_BEHIND);
        scene.run(Duration.ofMinutes(40));
        scene.world = (v, cdn, kind) -> kind == ProbeKind.ORIGIN_BEHIND ? Fault.NONE : Fault.of(1, FailureClass.STATUS);
        scene.run(Duration.ofMinutes(4));
        assertThat(scene.state(A)).isEqualTo(Verdict.State.UNHEALTHY);
    }

    @Test
    void an_edge_that_is_down_stays_its_own_fault_beside_an_origin_that_fails_a_little() {
        Scene scene = scene(ProbeKind.APPLICATION, ProbeKind.ORIGIN_BEHIND);
        scene.run(Duration.ofMinutes(40));
        scene.world = (v, cdn, kind) -> Fault.of(cdn.equals(A) ? 1 : 0.15, FailureClass.STATUS);
        for (int minute = 0; minute < 15; minute++) {
            scene.tick();
            assertThat(scene.state(A)).as("minute %s", minute).isEqualTo(Verdict.State.UNHEALTHY);
        }
        assertThat(scene.of(A).attribution()).isEqualTo(Attribution.EDGE);
    }
}
