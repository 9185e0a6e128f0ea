package dev.trimtab.core.plan;

import static dev.trimtab.core.plan.PlanBench.A;
import static dev.trimtab.core.plan.PlanBench.AF;
import static dev.trimtab.core.plan.PlanBench.EU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.judge.Counts;
import dev.trimtab.core.judge.Verdict.State;
import dev.trimtab.core.name.RegionId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Brownouts: a part moves when that gains, in few steps, and comes back together. */
class PartialMovesTest {
    private final PlanBench bench = new PlanBench();

    @Test
    void a_brownout_takes_at_most_half_of_the_configured_share_in_steps_that_grow() {
        bench.round();
        bench.says(A, State.DEGRADED, 0.12);
        bench.after(Duration.ofSeconds(10));
        assertThat(bench.share(A)).isEqualTo(6_000);
        bench.after(Duration.ofMinutes(4));
        assertThat(bench.share(A)).isEqualTo(6_000);
        bench.after(Duration.ofMinutes(1));
        assertThat(bench.share(A)).isEqualTo(4_000);
        bench.after(Duration.ofHours(1));
        assertThat(bench.share(A)).isEqualTo(3_500);
        assertThat(bench.moves).containsExactly(Move.FIRST, Move.ESCAPE, Move.ESCAPE, Move.ESCAPE);
    }

    @Test
    void a_region_whose_gain_is_likely_goes_along_with_one_whose_gain_is_proved() {
        // 11 % of the newest looks: short of a proof at 99.9 %, and diluted over half an hour.
        Counts newest = new Counts(150, 17);
        Counts halfHour = new Counts(900, 34);
        PlanBench two = new PlanBench(Map.of(EU, 7_000, AF, 3_000));
        two.round();
        two.says(AF, A, State.DEGRADED, newest, halfHour, 1);
        two.after(Duration.ofMinutes(10));
        assertThat(two.share(AF, A)).isEqualTo(7_000);
        two.says(EU, A, State.DEGRADED, 0.12);
        two.after(Duration.ofSeconds(10));
        assertThat(two.share(EU, A)).isEqualTo(6_000);
        assertThat(two.share(AF, A)).isEqualTo(6_000);
        assertThat(two.moves).containsExactly(Move.FIRST, Move.ESCAPE);
    }

    @Test
    void what_a_quorum_calls_healthy_is_left_by_nobody_whatever_the_newest_looks_of_one_network_say() {
        bench.round();
        bench.says(A, State.HEALTHY, 0.5);
        bench.after(Duration.ofHours(1));
        assertThat(bench.share(A)).isEqualTo(7_000);
        assertThat(bench.moves).containsExactly(Move.FIRST);
    }

    @Test
    void a_region_that_fails_less_than_a_gain_does_not_go_along() {
        PlanBench two = new PlanBench(Map.of(EU, 7_000, AF, 3_000));
        two.round();
        two.says(EU, A, State.DEGRADED, 0.12);
        two.says(AF, A, State.DEGRADED, new Counts(150, 7), new Counts(900, 27), 1);
        two.after(Duration.ofHours(1));
        assertThat(two.share(EU, A)).isEqualTo(3_500);
        assertThat(two.share(AF, A)).isEqualTo(7_000);
    }

    @Test
    void a_relieved_region_waits_for_others_that_are_clean_as_long_as_a_hold_down_and_no_longer() {
        PlanBench two = new PlanBench(Map.of(EU, 7_000, AF, 3_000));
        two.round();
        two.says(A, State.DEGRADED, 0.12);
        two.after(Duration.ofMinutes(30));
        two.says(EU, A, State.HEALTHY, 0.001);
        two.after(Duration.ofMinutes(15));
        two.says(AF, A, State.HEALTHY, 0.001);
        int before = two.moves.size();
        two.after(Duration.ofMinutes(19));
        assertThat(two.share(EU, A)).isEqualTo(3_500);
        two.after(Duration.ofHours(1));
        assertThat(two.share(EU, A)).isEqualTo(7_000);
        assertThat(two.share(AF, A)).isEqualTo(7_000);
        assertThat(two.moves).hasSize(before + 4);
    }

    @Test
    void a_relieved_region_does_not_wait_for_one_that_still_fails() {
        PlanBench two = new PlanBench(Map.of(EU, 7_000, AF, 3_000));
        two.round();
        two.says(A, State.DEGRADED, 0.12);
        two.after(Duration.ofMinutes(30));
        two.says(EU, A, State.HEALTHY, 0.001);
        two.after(Duration.ofMinutes(21));
        assertThat(two.share(EU, A)).isEqualTo(4_500);
        assertThat(two.share(AF, A)).isEqualTo(3_500);
    }

    @Test
    void a_brownout_whose_gain_is_below_four_points_moves_nothing() {
        bench.round();
        bench.says(A, State.DEGRADED, 0.035);
        bench.after(Duration.ofHours(1));
        assertThat(bench.share(A)).isEqualTo(7_000);
    }

    @Test
    void what_is_twice_as_slow_as_the_alternative_is_relieved() {
        bench.round();
        bench.says(RegionId.DEFAULT, A, State.DEGRADED, 0, 2.5);
        bench.after(Duration.ofMinutes(30));
        assertThat(bench.share(A)).isEqualTo(3_500);
    }

    @Test
    void a_brownout_that_ends_returns_by_steps_after_its_hold_down() {
        bench.round();
        bench.says(A, State.DEGRADED, 0.12);
        bench.after(Duration.ofMinutes(30));
        bench.says(A, State.HEALTHY, 0.001);
        bench.after(Duration.ofMinutes(19));
        assertThat(bench.share(A)).isEqualTo(3_500);
        bench.after(Duration.ofMinutes(2));
        assertThat(bench.share(A)).isEqualTo(4_500);
        bench.after(Duration.ofMinutes(20));
        assertThat(bench.share(A)).isEqualTo(7_000);
    }

    @Test
    void what_has_no_more_than_its_relief_allows_loses_to_a_return_and_not_to_an_escape() {
        Standing eased = new Standing.Eased(5_000, bench.now, Duration.ofMinutes(20), Optional.empty());
        assertThat(MoveKind.relieved(eased, 5_001)).isTrue();
        assertThat(MoveKind.relieved(eased, 5_000)).isFalse();
        assertThat(MoveKind.relieved(new Standing.In(), 10_000)).isFalse();
    }
}
