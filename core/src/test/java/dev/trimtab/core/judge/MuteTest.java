package dev.trimtab.core.judge;

import static dev.trimtab.core.judge.Scene.A;
import static dev.trimtab.core.judge.Scene.B;
import static dev.trimtab.core.judge.Scene.ORIGIN;
import static dev.trimtab.core.judge.Scene.vantage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.judge.Scene.Fault;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.ProbeKind;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Who is not believed, why, and from when on again (R7); and which reports are not listened to at all. */
class MuteTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Fault DOWN = Fault.of(1, FailureClass.CONNECT);

    private final Scene scene = new Scene(
            new SplittableRandom(1), MINUTE, Scene.networks(4), ProbeKind.APPLICATION, ProbeKind.CACHED_OBJECT);

    @Test
    void a_vantage_that_loses_its_control_group_is_muted_and_its_looks_are_not_counted() {
        scene.run(Duration.ofMinutes(10));
        int all = scene.of(A).evidence().last().looks();
        scene.controls.put(1, Report.Control.LOST);
        scene.world = (vantage, cdn, kind) -> vantage == 1 && cdn.equals(A) ? DOWN : Fault.NONE;
        scene.run(Duration.ofMinutes(3));

        assertThat(scene.beliefs.mute(vantage(1)).orElseThrow().why()).isEqualTo(Mute.Why.CONTROL_GROUP);
        assertThat(scene.of(A).votes()).extracting(Vote::vantage).doesNotContain(vantage(1));
        assertThat(scene.of(A).evidence().last()).isEqualTo(new Counts(all * 3 / 4, 0));
        assertThat(scene.of(A).evidence().window().failed()).isZero();
    }

    @Test
    void after_a_mute_a_vantage_starts_from_unknown() {
        scene.run(Duration.ofMinutes(10));
        scene.controls.put(1, Report.Control.LOST);
        scene.world = (vantage, cdn, kind) -> vantage == 1 ? DOWN : Fault.NONE;
        scene.run(Duration.ofMinutes(4));
        scene.controls.put(1, Report.Control.SEEN);
        scene.world = (vantage, cdn, kind) -> Fault.NONE;
        scene.tick();
        assertThat(vote(1)).isEqualTo(HealthState.UNKNOWN);
        scene.run(Duration.ofMinutes(5));
        assertThat(vote(1)).isEqualTo(HealthState.UNKNOWN);
        scene.run(Duration.ofMinutes(2));
        assertThat(vote(1)).isEqualTo(HealthState.HEALTHY);
        assertThat(scene.of(A).evidence().window().failed()).isZero();
    }

    @Test
    void a_long_clean_run_of_before_does_not_shorten_the_way_back_from_a_mute() {
        scene.run(Duration.ofMinutes(60));
        scene.controls.put(1, Report.Control.LOST);
        scene.run(Duration.ofMinutes(4));
        scene.controls.put(1, Report.Control.SEEN);
        scene.run(Duration.ofMinutes(3));
        assertThat(vote(1)).isEqualTo(HealthState.UNKNOWN);
    }

    @Test
    void a_vantage_from_which_all_looks_bad_while_others_see_well_is_muted() {
        scene.run(Duration.ofMinutes(10));
        scene.world = (vantage, cdn, kind) -> vantage == 1 ? DOWN : Fault.NONE;
        scene.tick();
        assertThat(scene.beliefs.mute(vantage(1)).orElseThrow().why()).isEqualTo(Mute.Why.DISAGREES);
        assertThat(scene.beliefs.mute(vantage(1)).orElseThrow().reason()).contains("all 3 targets", "3 other networks");
        assertThat(scene.states()).containsOnly(Verdict.State.HEALTHY);

        scene.world = (vantage, cdn, kind) -> Fault.NONE;
        scene.run(Duration.ofMinutes(20));
        assertThat(scene.beliefs.mute(vantage(1))).isEmpty();
        assertThat(vote(1)).isEqualTo(HealthState.HEALTHY);
    }

    @Test
    void a_lossy_network_is_muted_too() {
        Scene lossy = new Scene(
                new SplittableRandom(2), MINUTE, Scene.networks(6), ProbeKind.APPLICATION, ProbeKind.CACHED_OBJECT);
        lossy.run(Duration.ofMinutes(10));
        lossy.world = (vantage, cdn, kind) -> vantage == 1 ? Fault.of(0.5, FailureClass.TIMEOUT) : Fault.NONE;
        lossy.run(Duration.ofMinutes(20));
        assertThat(lossy.beliefs.mute(vantage(1))).isPresent();
        assertThat(lossy.states()).containsOnly(Verdict.State.HEALTHY);
    }

    @Test
    void a_vantage_that_is_cut_from_one_cdn_alone_is_believed() {
        scene.run(Duration.ofMinutes(10));
        scene.world = (vantage, cdn, kind) -> vantage == 1 && cdn.equals(A) ? DOWN : Fault.NONE;
        scene.run(Duration.ofMinutes(3));
        assertThat(scene.beliefs.mute(vantage(1))).isEmpty();
        assertThat(vote(1)).isEqualTo(HealthState.UNHEALTHY);
        assertThat(scene.state(A)).isEqualTo(Verdict.State.HEALTHY);
    }

    @Test
    void when_all_see_all_red_nobody_is_muted() {
        scene.run(Duration.ofMinutes(10));
        scene.world = (vantage, cdn, kind) -> DOWN;
        scene.run(Duration.ofMinutes(3));
        for (int i = 0; i < 4; i++) {
            assertThat(scene.beliefs.mute(vantage(i))).isEmpty();
        }
        assertThat(scene.of(A).attribution()).isEqualTo(Attribution.OURSELVES);
    }

    @Test
    void a_brownout_that_all_see_mutes_nobody() {
        scene.run(Duration.ofMinutes(10));
        scene.world = (vantage, cdn, kind) -> Fault.of(0.3, FailureClass.TIMEOUT);
        for (int i = 0; i < 60; i++) {
            scene.tick();
            for (int v = 0; v < 4; v++) {
                assertThat(scene.beliefs.mute(vantage(v))).as("minute %s", i).isEmpty();
            }
        }
    }

    @Test
    void all_vantages_without_control_group_know_nothing() {
        scene.run(Duration.ofMinutes(10));
        for (int i = 0; i < 4; i++) {
            scene.controls.put(i, Report.Control.LOST);
        }
        scene.world = (vantage, cdn, kind) -> DOWN;
        scene.run(Duration.ofMinutes(3));
        assertThat(scene.states()).containsOnly(Verdict.State.UNKNOWN);
    }

    @Test
    void a_replayed_report_changes_nothing() {
        scene.run(Duration.ofMinutes(10));
        scene.world = (vantage, cdn, kind) -> cdn.equals(A) ? DOWN : Fault.NONE;
        scene.tick();
        List<Report> red = List.of(scene.said(0), scene.said(1), scene.said(2), scene.said(3));
        scene.world = (vantage, cdn, kind) -> Fault.NONE;
        scene.run(Duration.ofMinutes(10));
        assertThat(scene.state(A)).isEqualTo(Verdict.State.HEALTHY);

        for (int i = 0; i < 4; i++) {
            scene.say(i, red.get(i));
        }
        scene.judge();
        assertThat(scene.state(A)).isEqualTo(Verdict.State.HEALTHY);
    }

    @Test
    void a_report_of_an_older_process_changes_nothing_and_one_of_a_newer_starts_anew() {
        scene.run(Duration.ofMinutes(10));
        Report of = scene.said(0);
        scene.say(0, new Report(of.vantage(), of.epoch() - 1, of.sequence() + 100, of.assignment(), List.of()));
        scene.judge();
        assertThat(vote(0)).isEqualTo(HealthState.HEALTHY);

        scene.say(0, new Report(of.vantage(), of.epoch() + 1, 1, of.assignment(), List.of()));
        scene.judge();
        assertThat(scene.of(A).votes()).extracting(Vote::vantage).doesNotContain(vantage(0));
    }

    @Test
    void a_lost_report_loses_no_look() {
        scene.run(Duration.ofMinutes(10));
        Report before = scene.said(0);
        scene.world = (vantage, cdn, kind) -> vantage == 0 && cdn.equals(B) ? DOWN : Fault.NONE;
        // Vantage 0 looks twice, four failed looks a check, and only the second report arrives.
        Beliefs old = scene.beliefs;
        Judgement then = scene.judgement;
        scene.tick();
        scene.beliefs = old;
        scene.judgement = then;
        scene.tick();
        assertThat(scene.said(0).sequence()).isEqualTo(before.sequence() + 2);
        assertThat(scene.of(B).evidence().window().failed()).isEqualTo(8);
    }

    @Test
    void a_silent_vantage_becomes_unknown() {
        scene.run(Duration.ofMinutes(10));
        scene.silent.add(0);
        scene.run(Duration.ofMinutes(5));
        assertThat(vote(0)).isEqualTo(HealthState.UNKNOWN);
        assertThat(scene.of(ORIGIN).reporting()).isEqualTo(3);
    }

    @Test
    void what_does_not_change_is_the_same_object() {
        scene.run(Duration.ofMinutes(45));
        Judgement judgement = scene.judgement;
        Beliefs beliefs = scene.beliefs;
        Verdict verdict = scene.of(A);
        scene.now = scene.now.minus(MINUTE).plusMillis(250);
        scene.judge();
        assertThat(scene.beliefs).isSameAs(beliefs);
        assertThat(scene.judgement).isSameAs(judgement);
        scene.now = scene.now.plus(MINUTE);
        scene.run(Duration.ofMinutes(30));
        assertThat(scene.of(A)).isSameAs(verdict);
    }

    private HealthState vote(int number) {
        return scene.of(A).votes().stream()
                .filter(vote -> vote.vantage().equals(vantage(number)))
                .findFirst()
                .orElseThrow()
                .state();
    }
}
