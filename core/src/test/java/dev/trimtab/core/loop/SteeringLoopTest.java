package dev.trimtab.core.loop;

import static dev.trimtab.core.loop.World.A;
import static dev.trimtab.core.loop.World.B;
import static dev.trimtab.core.loop.World.ORIGIN;
import static dev.trimtab.core.loop.World.WWW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.plan.Standing;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Ruling;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.LimitsSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** One name's life, second by second, through the real loop; {@link SteeringLoopTroubleTest} has its bad days. */
class SteeringLoopTest {
    private final World world = new World();

    @Test
    void nothing_is_written_before_a_quorum_has_spoken() {
        world.run(Duration.ofSeconds(2));

        assertThat(world.writes()).isZero();
        assertThat(world.view().decision().disposition()).isEqualTo(Decision.Disposition.HOLD);

        world.run(Duration.ofSeconds(3));

        assertThat(world.published()).isEqualTo(shares(5_000, 5_000));
    }

    @Test
    void an_edge_that_fails_is_left_at_once() {
        healthy().fail(A, FailureClass.STATUS);

        world.run(Duration.ofSeconds(1));

        assertThat(world.published()).isEqualTo(shares(0, 10_000));
        assertThat(verdict(world).cause()).contains(FailureClass.STATUS);
        assertThat(world.told())
                .contains(Event.Type.VERDICT_CHANGED, Event.Type.DECISION_MADE, Event.Type.WRITE_ACCEPTED);
    }

    @Test
    void a_mended_edge_comes_back_after_its_hold_down_in_steps() {
        healthy().fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(5));
        world.mend(A);

        world.run(Duration.ofSeconds(12));
        assertThat(world.published()).isEqualTo(shares(0, 10_000));

        world.run(Duration.ofSeconds(60));

        assertThat(sharesOfA(world)).endsWith(0, 100, 1_100, 2_100, 3_100, 4_100, 5_000);
        assertThat(world.view().places().of(RegionId.DEFAULT, A).standing()).isEqualTo(new Standing.In());
    }

    @Test
    void a_relapse_doubles_the_hold_down() {
        healthy().fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(5)).mend(A);
        world.run(Duration.ofSeconds(20));
        assertThat(world.published().of(A)).isPositive();

        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(3));

        assertThat(world.view().places().of(RegionId.DEFAULT, A).standing())
                .isInstanceOfSatisfying(
                        Standing.Out.class, out -> assertThat(out.holdDown()).isEqualTo(Duration.ofSeconds(20)));
    }

    @Test
    void a_flip_while_it_is_out_starts_the_hold_down_anew_and_does_not_double_it() {
        healthy().fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(5)).mend(A);
        world.run(Duration.ofSeconds(8)).fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(2)).mend(A);

        world.run(Duration.ofSeconds(12));
        assertThat(world.published()).isEqualTo(shares(0, 10_000));
        world.run(Duration.ofSeconds(3));

        assertThat(world.published().of(A)).isEqualTo(100);
    }

    @Test
    void one_failing_vantage_of_three_moves_nothing() {
        healthy();
        int before = world.writes();
        world.seenOnlyBy.put("fra edge-a", new Outcome.Fail(FailureClass.CHALLENGE));

        world.run(Duration.ofMinutes(2));

        assertThat(world.writes()).isEqualTo(before);
    }

    @Test
    void when_everything_looks_bad_nothing_is_written_and_an_alarm_is_told() {
        healthy();
        int before = world.writes();
        List.of(A, B, ORIGIN).forEach(cdn -> world.fail(cdn, FailureClass.CONNECT));

        world.run(Duration.ofMinutes(5));

        assertThat(world.writes()).isEqualTo(before);
        assertThat(world.told()).containsOnlyOnce(Event.Type.ALL_TARGETS_RED);
        assertThat(world.view().decision().ruling())
                .isInstanceOfSatisfying(
                        Ruling.Hold.class, hold -> assertThat(hold.rule()).isEqualTo("all-targets-red"));
    }

    @Test
    void when_all_agents_are_gone_nothing_is_written_for_five_minutes_and_the_answers_stand() {
        healthy();
        int before = world.writes();
        world.silent.addAll(List.of("ams", "fra", "iad"));
        world.fail(A, FailureClass.STATUS);

        world.run(Duration.ofMinutes(5));

        assertThat(world.writes()).isEqualTo(before);
        assertThat(world.published()).isEqualTo(shares(5_000, 5_000));
        assertThat(world.told()).containsOnlyOnce(Event.Type.BLIND).contains(Event.Type.QUORUM_LOST);
        assertThat(verdict(world).state()).isEqualTo(Verdict.State.UNKNOWN);
    }

    @Test
    void a_controller_that_starts_and_hears_nobody_says_that_it_is_blind_and_a_normal_start_says_nothing() {
        world.silent.addAll(List.of("ams", "fra", "iad"));
        world.run(Duration.ofSeconds(5));
        // What begins unknown is no news either.
        assertThat(world.told()).doesNotContain(Event.Type.BLIND, Event.Type.VERDICT_CHANGED);

        world.run(Duration.ofMinutes(2));
        assertThat(world.told()).containsOnlyOnce(Event.Type.BLIND);
        assertThat(world.events.stream().map(Event::sentence))
                .anyMatch(said -> said.contains("3 vantages since this controller started"));
        assertThat(world.writes()).isZero();

        world.silent.clear();
        world.run(Duration.ofMinutes(2));
        assertThat(world.told()).containsOnlyOnce(Event.Type.BLIND).contains(Event.Type.QUORUM_RESTORED);
        assertThat(world.published()).isEqualTo(shares(5_000, 5_000));
    }

    @Test
    void both_edges_failing_give_the_origin_its_cap_and_the_rest_stays() {
        healthy().fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(3)).fail(B, FailureClass.STATUS);

        world.run(Duration.ofSeconds(5));

        // 20 % declared, a tenth of it kept free.
        assertThat(world.published().of(ORIGIN)).isEqualTo(1_800);
        assertThat(world.published().of(B)).isEqualTo(8_200);
    }

    @Test
    void an_edge_that_is_well_again_is_used_before_its_hold_down_when_the_other_fails() {
        healthy().fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(3)).mend(A);
        world.run(Duration.ofSeconds(5)).fail(B, FailureClass.STATUS);

        world.run(Duration.ofSeconds(2));

        assertThat(world.published().of(B)).isZero();
        assertThat(world.published().of(A)).isEqualTo(10_000);
    }

    @Test
    void mode_observe_decides_and_writes_nothing() {
        world.configure(Automation.OBSERVE, new LimitsSpec(1_000, 18, 6));

        world.run(Duration.ofSeconds(10));

        assertThat(world.writes()).isZero();
        assertThat(world.view().decision().disposition()).isEqualTo(Decision.Disposition.RECORD_ONLY);
    }

    @Test
    void mode_recommend_writes_the_plan_whose_digest_was_approved() {
        world.configure(Automation.RECOMMEND, new LimitsSpec(1_000, 18, 6));
        world.run(Duration.ofSeconds(10));
        assertThat(world.writes()).isZero();
        Decision waiting = world.view().decision();
        assertThat(waiting.disposition()).isEqualTo(Decision.Disposition.AWAIT_APPROVAL);

        world.loop().approve(WWW, "another");
        world.run(Duration.ofSeconds(2));
        assertThat(world.writes()).isZero();

        world.loop().approve(WWW, waiting.wanted().orElseThrow().digest());
        world.run(Duration.ofSeconds(2));

        assertThat(world.published()).isEqualTo(shares(5_000, 5_000));
    }

    @Test
    void a_drain_moves_without_a_fault_and_its_end_ramps_back_without_a_hold_down() {
        healthy();
        world.interventions().put(drain("d1", Set.of()));

        world.run(Duration.ofSeconds(2));
        assertThat(world.published()).isEqualTo(shares(0, 10_000));

        world.interventions().end("d1", world.now);
        world.run(Duration.ofSeconds(1));
        assertThat(world.published().of(A)).isEqualTo(100);
        world.run(Duration.ofSeconds(60));

        assertThat(world.published()).isEqualTo(shares(5_000, 5_000));
    }

    @Test
    void a_drain_that_runs_out_ends_by_itself_and_is_told() {
        healthy();
        world.interventions().put(drain("d1", Set.of()));
        world.run(Duration.ofMinutes(62));

        assertThat(world.published()).isEqualTo(shares(5_000, 5_000));
        assertThat(world.told()).containsOnlyOnce(Event.Type.DRAIN_ENDED);
    }

    @Test
    void a_dry_run_tells_what_a_drain_would_do_and_changes_nothing() {
        healthy();
        int before = world.writes();

        Decision would =
                world.loop().dryRun(List.of(drain("d1", Set.of())), world.now).get(WWW);

        assertThat(would.wanted().orElseThrow().in(RegionId.DEFAULT)).isEqualTo(shares(0, 10_000));
        world.run(Duration.ofSeconds(5));
        assertThat(world.writes()).isEqualTo(before);
    }

    @Test
    void a_frozen_name_is_decided_and_not_written_and_a_drain_of_an_operator_still_is() {
        healthy();
        world.interventions()
                .put(new Intervention.Freeze(
                        "f1", Optional.empty(), Intervention.Freeze.Scope.EVERYTHING, claim(Set.of())));
        int before = world.writes();
        world.fail(A, FailureClass.STATUS);

        world.run(Duration.ofSeconds(10));
        assertThat(world.writes()).isEqualTo(before);
        assertThat(world.view().decision().disposition()).isEqualTo(Decision.Disposition.STAND_BY);
    }

    @Test
    void returns_leave_the_last_third_of_the_hour_to_escapes() {
        world.configure(Automation.AUTO, new LimitsSpec(1_000, 6, 3));
        healthy().fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(5)).mend(A);
        world.run(Duration.ofMinutes(2));

        // First plan, escape, first step: three changes, and that is all that returns may spend.
        assertThat(world.published().of(A)).isEqualTo(100);
        assertThat(world.view().decision().ruling())
                .isInstanceOfSatisfying(
                        Ruling.Hold.class, hold -> assertThat(hold.rule()).isEqualTo("changes-per-hour"));

        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(3));

        assertThat(world.published().of(A)).isZero();
    }

    private World healthy() {
        world.run(Duration.ofSeconds(10));
        assertThat(world.published()).isEqualTo(shares(5_000, 5_000));
        return world;
    }

    private Intervention drain(String id, Set<String> rules) {
        return new Intervention.Drain(id, A, new TreeSet<>(), new TreeSet<>(), claim(rules));
    }

    private Intervention.Claim claim(Set<String> rules) {
        return new Intervention.Claim(
                "operator", "exercise", world.now, world.now.plus(Duration.ofHours(1)), new TreeSet<>(rules));
    }

    private static Verdict verdict(World world) {
        return world.view().verdicts().get(RegionId.DEFAULT).get(A);
    }

    private static List<Integer> sharesOfA(World world) {
        return world.provider.applied().stream()
                .map(RecordSet::shares)
                .map(shares -> shares.of(A))
                .toList();
    }

    private static Shares shares(int a, int b) {
        TreeMap<CdnId, Integer> bp = new TreeMap<>();
        bp.put(A, a);
        bp.put(B, b);
        return new Shares(bp);
    }
}
