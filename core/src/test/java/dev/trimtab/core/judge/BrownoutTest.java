package dev.trimtab.core.judge;

import static dev.trimtab.core.judge.Scene.A;
import static dev.trimtab.core.judge.Scene.B;
import static dev.trimtab.core.judge.Scene.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.judge.Scene.Fault;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.seeds.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What many looks together say that no single vantage can: partial failure is found, and noise is not. */
class BrownoutTest {
    private static final ProbeKind[] THREE = {ProbeKind.APPLICATION, ProbeKind.CACHED_OBJECT, ProbeKind.FORCED_MISS};
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static Scene scene(SplittableRandom random) {
        return new Scene(random, MINUTE, Scene.networks(6), THREE);
    }

    private static Scene.World noise(double ratio) {
        return (vantage, cdn, kind) -> Fault.of(ratio, FailureClass.TIMEOUT);
    }

    private static Scene.World brownout(CdnId ill, double ratio, double elsewhere) {
        return (vantage, cdn, kind) -> Fault.of(cdn.equals(ill) ? ratio : elsewhere, FailureClass.TIMEOUT);
    }

    @Test
    void a_hard_failure_is_judged_in_two_looks() {
        Scene scene = scene(new SplittableRandom(1));
        scene.run(Duration.ofMinutes(30));
        assertThat(scene.states()).containsOnly(Verdict.State.HEALTHY);

        scene.world = brownout(A, 1, 0);
        scene.tick();

        assertThat(scene.state(A)).isEqualTo(Verdict.State.UNHEALTHY);
        assertThat(scene.of(A).attribution()).isEqualTo(Attribution.EDGE);
        assertThat(scene.state(B)).isEqualTo(Verdict.State.HEALTHY);
    }

    /** The other networks' looks are as they were before: what decides is the second look of these. */
    @ParameterizedTest
    @CsvSource({"3, 2", "4, 4", "5, 4", "6, 5"})
    void two_failed_looks_each_convict_without_waiting_for_the_rest(int networks, int failing) {
        Scene scene = new Scene(new SplittableRandom(1), MINUTE, Scene.networks(networks), THREE);
        scene.run(Duration.ofMinutes(30));
        scene.world = brownout(A, 1, 0);
        for (int i = failing; i < networks; i++) {
            scene.silent.add(i);
        }

        scene.tick();

        assertThat(scene.of(A).reason()).contains(failing + " of " + networks + " networks say unhealthy");
        assertThat(scene.state(A)).isEqualTo(Verdict.State.UNHEALTHY);
    }

    /** So many fail twice at once now and then in a brownout. */
    @ParameterizedTest
    @CsvSource({"3, 1", "4, 2", "6, 3", "6, 4"})
    void two_failed_looks_each_of_fewer_wait_for_more_looks(int networks, int failing) {
        Scene scene = new Scene(new SplittableRandom(1), MINUTE, Scene.networks(networks), THREE);
        scene.run(Duration.ofMinutes(30));
        scene.world = brownout(A, 1, 0);
        for (int i = failing; i < networks; i++) {
            scene.silent.add(i);
        }

        scene.tick();

        assertThat(scene.state(A)).isNotEqualTo(Verdict.State.UNHEALTHY);
    }

    @Test
    void one_lossy_network_counts_as_no_worse_than_the_next_and_chance_hides_no_fault() {
        Scene scene = scene(new SplittableRandom(9));
        scene.world = (vantage, cdn, kind) -> Fault.of(vantage == 2 && cdn.equals(A) ? 0.3 : 0, FailureClass.TIMEOUT);
        scene.run(Duration.ofMinutes(40));
        assertThat(scene.of(A).evidence().halfHour().failed()).isPositive();
        assertThat(scene.of(A).evidence().trimmed().failed()).isZero();

        double[] sums = {0, 0};
        Seeds.forAll(20, random -> {
            Scene part = scene(random);
            part.world = brownout(A, 0.06, 0.002);
            part.run(Duration.ofMinutes(40));
            sums[0] += part.of(A).evidence().halfHour().ratio();
            sums[1] += part.of(A).evidence().trimmed().ratio();
        });
        // Without the worst of six networks it would be 0.88 on average.
        assertThat(sums[1] / sums[0]).isBetween(0.94, 1.0);
    }

    @Test
    void seventeen_percent_in_a_region_is_found_within_minutes_and_is_no_hard_verdict() {
        int[] hard = {0};
        Seeds.forAll(20, random -> {
            Scene scene = scene(random);
            scene.world = noise(0.002);
            scene.run(Duration.ofMinutes(60));
            scene.world = brownout(A, 0.17, 0.002);
            int minutes = 0;
            while (scene.state(A) == Verdict.State.HEALTHY) {
                scene.tick();
                minutes++;
            }
            assertThat(minutes).isLessThanOrEqualTo(5);
            for (int i = 0; i < 60; i++) {
                scene.tick();
                assertThat(scene.state(A)).isIn(Verdict.State.DEGRADED, Verdict.State.UNHEALTHY);
                hard[0] += scene.state(A) == Verdict.State.UNHEALTHY ? 1 : 0;
            }
        });
        assertThat(hard[0]).as("minutes of 1200 with a hard verdict").isLessThanOrEqualTo(6);
    }

    @Test
    void three_percent_is_found_when_the_samples_allow() {
        Seeds.forAll(20, random -> {
            Scene scene = new Scene(random, Duration.ofSeconds(10), Scene.networks(6), THREE);
            scene.world = noise(0.002);
            scene.run(Duration.ofMinutes(30));
            scene.world = brownout(A, 0.03, 0.002);
            scene.run(Duration.ofMinutes(29));
            assertThat(scene.state(A)).isEqualTo(Verdict.State.DEGRADED);
            assertThat(scene.state(B)).isEqualTo(Verdict.State.HEALTHY);
        });
    }

    @Test
    void a_brownout_that_ended_is_not_held_against_a_target_for_half_an_hour() {
        Scene scene = scene(new SplittableRandom(3));
        scene.run(Duration.ofMinutes(10));
        scene.world = brownout(A, 0.17, 0);
        scene.run(Duration.ofHours(1));
        scene.world = noise(0);
        scene.run(Duration.ofMinutes(12));
        assertThat(scene.state(A)).isEqualTo(Verdict.State.HEALTHY);
    }

    @Test
    void thirty_days_of_two_in_a_thousand_move_no_verdict() {
        assertThat(daysOfNoise(30, 0.002, 1)).isZero();
    }

    @Test
    void thirty_days_of_one_in_a_hundred_move_no_verdict() {
        assertThat(daysOfNoise(30, 0.01, 1)).isZero();
    }

    @Test
    void one_lossy_network_moves_no_verdict() {
        Scene scene = scene(new SplittableRandom(4));
        scene.run(Duration.ofMinutes(30));
        scene.world = (vantage, cdn, kind) -> Fault.of(vantage == 2 ? 0.3 : 0.002, FailureClass.TIMEOUT);
        for (int i = 0; i < 7 * 24 * 60; i++) {
            scene.tick();
            assertThat(scene.states()).as("minute %s", i).containsOnly(Verdict.State.HEALTHY);
        }
    }

    @Test
    void several_agents_of_one_lossy_network_are_one_network() {
        Scene scene = new Scene(new SplittableRandom(5), MINUTE, List.of(0, 1, 2, 3, 9, 9, 9), THREE);
        scene.run(Duration.ofMinutes(30));
        scene.world =
                (vantage, cdn, kind) -> Fault.of(vantage >= 4 && cdn.equals(A) ? 0.3 : 0.002, FailureClass.TIMEOUT);
        for (int i = 0; i < 24 * 60; i++) {
            scene.tick();
            assertThat(scene.state(A)).as("minute %s", i).isEqualTo(Verdict.State.HEALTHY);
        }
    }

    @Test
    void slow_from_most_networks_is_degraded_and_slow_from_one_is_not() {
        Scene scene = scene(new SplittableRandom(6));
        scene.run(Duration.ofMinutes(60));
        scene.world = (vantage, cdn, kind) -> cdn.equals(A) && vantage == 0 ? Fault.slow(3) : Fault.NONE;
        scene.run(Duration.ofMinutes(10));
        assertThat(scene.state(A)).isEqualTo(Verdict.State.HEALTHY);

        scene.world = (vantage, cdn, kind) -> cdn.equals(A) ? Fault.slow(2.5) : Fault.NONE;
        scene.run(Duration.ofMinutes(10));
        assertThat(scene.state(A)).isEqualTo(Verdict.State.DEGRADED);
        assertThat(scene.of(A).cause()).contains(FailureClass.LATENCY);
        assertThat(scene.of(A).evidence().latencyFactor()).isBetween(2.0, 3.0);
        assertThat(scene.of(A).evidence().typicalMillis()).isBetween(200, 300);
        assertThat(scene.of(B).evidence().latencyFactor()).isBetween(0.9, 1.1);

        scene.world = (vantage, cdn, kind) -> cdn.equals(A) ? Fault.slow(1.3) : Fault.NONE;
        scene.run(Duration.ofMinutes(10));
        assertThat(scene.state(A)).isEqualTo(Verdict.State.HEALTHY);
    }

    @Test
    void a_quorum_of_unlike_failures_is_no_outage() {
        Scene scene = scene(new SplittableRandom(7));
        scene.run(Duration.ofMinutes(30));
        scene.world = (vantage, cdn, kind) -> {
            boolean mine = kind == THREE[vantage % 3] && vantage < 3;
            return cdn.equals(A) && mine ? Fault.of(1, FailureClass.STATUS) : Fault.NONE;
        };
        scene.tick();
        assertThat(scene.state(A)).isEqualTo(Verdict.State.DEGRADED);
        assertThat(scene.of(A).reason()).contains("no probe fails for half of them");
    }

    @Test
    void the_evidence_counts_what_was_seen() {
        Scene scene = scene(new SplittableRandom(8));
        scene.run(Duration.ofMinutes(40));
        Evidence evidence = scene.of(A).evidence();
        // Six vantages, three checks, once a minute; figures may be up to a tenth behind.
        assertThat(evidence.halfHour().looks()).isBetween(480, 540);
        assertThat(evidence.window().looks()).isBetween(80, 90);
        assertThat(evidence.last()).isEqualTo(new Counts(36, 0));
        assertThat(evidence.trimmed()).isEqualTo(evidence.halfHour());
        assertThat(evidence.byKind()).containsOnlyKeys(THREE);

        scene.world = brownout(A, 1, 0);
        scene.tick();
        assertThat(scene.of(A).evidence().last()).isEqualTo(new Counts(36, 36));
        assertThat(scene.of(A).evidence().window().failed()).isEqualTo(36);
    }

    private static int daysOfNoise(int days, double ratio, int seeds) {
        int[] moved = {0};
        Seeds.forAll(seeds, random -> {
            Scene scene = scene(random);
            scene.run(Duration.ofMinutes(10));
            scene.world = noise(ratio);
            for (int i = 0; i < days * 24 * 60; i++) {
                scene.tick();
                for (CdnId cdn : List.of(A, B, ORIGIN)) {
                    moved[0] += scene.state(cdn) == Verdict.State.HEALTHY ? 0 : 1;
                }
            }
        });
        return moved[0];
    }
}
