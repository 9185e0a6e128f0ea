package dev.trimtab.core.plan;

import static dev.trimtab.core.plan.PlanBench.A;
import static dev.trimtab.core.plan.PlanBench.AF;
import static dev.trimtab.core.plan.PlanBench.B;
import static dev.trimtab.core.plan.PlanBench.EU;
import static dev.trimtab.core.plan.PlanBench.ORIGIN;
import static dev.trimtab.core.plan.PlanBench.SORRY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.judge.Verdict.State;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The rules of planning, one by one, in virtual time. */
class PlanningTest {
    private static final CdnId C = new CdnId("c");

    private final PlanBench bench = new PlanBench();

    @Test
    void two_cdns_that_fail_alike_keep_what_they_have() {
        bench.round();
        bench.says(A, State.UNHEALTHY, 0.60);
        bench.says(B, State.DEGRADED, 0.55);
        bench.says(ORIGIN, State.DEGRADED, 0.55);
        bench.after(Duration.ofMinutes(30));
        assertThat(bench.share(A)).isEqualTo(7_000);
        assertThat(bench.because).contains("as planned");
    }

    @Test
    void an_escape_goes_only_to_what_is_clearly_better_there() {
        bench.edge(C, 0);
        bench.says(RegionId.DEFAULT, C, State.HEALTHY, 0);
        bench.round();
        bench.says(A, State.UNHEALTHY, 0.60);
        bench.says(B, State.DEGRADED, 0.50);
        bench.after(Duration.ofSeconds(10));
        assertThat(bench.share(A)).isZero();
        assertThat(bench.share(B)).isLessThanOrEqualTo(3_000);
        assertThat(bench.share(C)).isPositive();
    }

    @Test
    void regions_that_left_together_return_together_in_one_write() {
        PlanBench two = new PlanBench(Map.of(EU, 7_000, AF, 3_000));
        two.round();
        two.says(EU, A, State.UNHEALTHY, 0.9);
        two.after(Duration.ofSeconds(30));
        two.says(AF, A, State.UNHEALTHY, 0.9);
        two.after(Duration.ofMinutes(5));
        assertThat(two.share(EU, A)).isZero();
        assertThat(two.share(AF, A)).isZero();
        two.says(EU, A, State.HEALTHY, 0);
        two.after(Duration.ofMinutes(15));
        two.says(AF, A, State.HEALTHY, 0);
        two.after(Duration.ofMinutes(19));
        assertThat(two.share(EU, A)).isZero();
        int before = two.moves.size();
        two.after(Duration.ofMinutes(2));
        assertThat(two.share(EU, A)).isEqualTo(100);
        assertThat(two.share(AF, A)).isEqualTo(100);
        assertThat(two.moves).hasSize(before + 1);
        two.after(Duration.ofHours(1));
        assertThat(two.share(AF, A)).isEqualTo(7_000);
        assertThat(two.moves).hasSize(before + 8);
    }

    @Test
    void one_region_that_fails_moves_alone() {
        PlanBench two = new PlanBench(Map.of(EU, 7_000, AF, 3_000));
        two.round();
        two.says(AF, A, State.UNHEALTHY, 0.9);
        two.after(Duration.ofSeconds(10));
        assertThat(two.share(AF, A)).isZero();
        assertThat(two.share(EU, A)).isEqualTo(7_000);
    }

    @Test
    void clean_is_a_ratio_and_not_one_look_without_a_failure() {
        out();
        bench.says(A, State.HEALTHY, 0.02);
        bench.after(Duration.ofHours(1));
        assertThat(bench.share(A)).isZero();
        bench.says(A, State.HEALTHY, 0.008);
        bench.after(Duration.ofMinutes(21));
        assertThat(bench.share(A)).isEqualTo(100);
    }

    @Test
    void no_step_up_while_it_is_slow_somewhere() {
        out();
        bench.says(A, State.HEALTHY, 0);
        bench.after(Duration.ofMinutes(26));
        assertThat(bench.share(A)).isEqualTo(1_100);
        bench.says(RegionId.DEFAULT, A, State.HEALTHY, 0, 1.6);
        bench.after(Duration.ofMinutes(30));
        assertThat(bench.share(A)).isEqualTo(1_100);
        bench.says(A, State.HEALTHY, 0);
        bench.after(Duration.ofMinutes(1));
        assertThat(bench.share(A)).isEqualTo(2_100);
    }

    @Test
    void a_step_is_no_larger_than_the_origin_behind_a_cold_cache_can_carry() {
        out();
        bench.hits.put(A, 0.4);
        bench.hits.put(B, 0.93);
        bench.says(A, State.HEALTHY, 0);
        bench.after(Duration.ofHours(1));
        // 13.5 % usable: B's misses are 7 % of its share, A's 60 %.
        assertThat(bench.share(A)).isBetween(1_150, 1_230);
        bench.hits.put(A, 0.95);
        bench.after(Duration.ofHours(1));
        assertThat(bench.share(A)).isEqualTo(7_000);
    }

    @Test
    void an_escape_to_a_cold_cdn_goes_as_far_as_the_origin_carries_and_on_as_it_warms() {
        bench.weights.put(A, 100);
        bench.weights.put(B, 0);
        bench.hits.put(A, 0.9);
        bench.hits.put(B, 0.3);
        bench.round();
        bench.says(A, State.UNHEALTHY, 0.9);
        bench.after(Duration.ofSeconds(10));
        assertThat(bench.share(B)).isBetween(500, 600);
        assertThat(bench.share(A)).isGreaterThan(9_000);
        bench.hits.put(B, 0.6);
        bench.after(Duration.ofMinutes(3));
        assertThat(bench.share(B)).isBetween(1_000, 1_200);
        bench.hits.put(B, 0.9);
        bench.after(Duration.ofMinutes(3));
        assertThat(bench.share(A)).isZero();
        assertThat(bench.moves).hasSize(4);
    }

    @Test
    void a_full_origin_gives_up_its_own_share_for_a_cold_cdn_that_carries_more() {
        bench.weights.put(A, 100);
        bench.weights.put(B, 0);
        bench.hits.put(A, 0.95);
        bench.hits.put(B, 0.6);
        bench.says(B, State.UNHEALTHY, 1);
        bench.round();
        bench.says(A, State.UNHEALTHY, 1);
        bench.after(Duration.ofMinutes(5));
        assertThat(bench.share(ORIGIN)).isBetween(800, 1_350);

        bench.says(B, State.HEALTHY, 0);
        bench.after(Duration.ofMinutes(5));

        // 13.5 % usable: what goes straight there makes room for the misses of two and a half times as much.
        assertThat(bench.share(ORIGIN)).isZero();
        assertThat(bench.share(B)).isBetween(2_300, 2_600);
    }

    @Test
    void hundredths_of_a_point_by_which_demand_moves_a_shared_limit_are_not_worth_a_write() {
        PlanBench two = new PlanBench(Map.of(EU, 5_000, RegionId.DEFAULT, 5_000));
        two.cdns.put(A, new CdnSpec(A, CdnKind.EDGE, 6_000, false, List.of()));
        two.after(Duration.ofSeconds(10));
        assertThat(two.share(EU, A) + two.share(RegionId.DEFAULT, A)).isBetween(11_900, 12_000);
        int moves = two.moves.size();

        for (int i = 0; i < 60; i++) {
            two.demand += 0.0002;
            two.after(Duration.ofSeconds(10));
        }
        assertThat(two.moves).hasSizeLessThanOrEqualTo(moves + 1);

        two.demand = 1.05;
        two.after(Duration.ofMinutes(5));
        assertThat(two.moves).hasSizeBetween(moves + 1, moves + 2);
        assertThat(two.share(EU, A) + two.share(RegionId.DEFAULT, A)).isBetween(10_800, 11_450);
    }

    @Test
    void a_region_gets_no_more_than_a_cdn_carries_there() {
        PlanBench two = new PlanBench(Map.of(EU, 9_300, AF, 700));
        two.cdns.put(
                B,
                new CdnSpec(
                        B,
                        CdnKind.EDGE,
                        Shares.WHOLE,
                        false,
                        List.of(),
                        new TreeMap<>(Map.of(AF, 300)),
                        Optional.empty(),
                        0,
                        Optional.empty()));
        two.round();
        two.says(AF, A, State.UNHEALTHY, 0.9);
        two.says(AF, ORIGIN, State.UNHEALTHY, 0.9);
        two.after(Duration.ofSeconds(10));
        assertThat(two.share(AF, B)).isEqualTo(4_285);
        assertThat(two.share(AF, A)).isEqualTo(5_715);
        assertThat(two.share(EU, A)).isEqualTo(7_000);
    }

    @Test
    void an_origin_is_shared_fairly_by_the_regions_that_ask() {
        PlanBench two = new PlanBench(Map.of(EU, 5_000, AF, 5_000));
        two.round();
        two.says(A, State.UNHEALTHY, 0.9);
        two.says(B, State.UNHEALTHY, 0.9);
        two.after(Duration.ofSeconds(10));
        assertThat(two.share(EU, ORIGIN)).isEqualTo(two.share(AF, ORIGIN)).isEqualTo(1_350);
    }

    @Test
    void a_sorry_page_takes_what_the_origin_cannot_and_nothing_else() {
        bench.cdns.put(SORRY, new CdnSpec(SORRY, CdnKind.STATIC, Shares.WHOLE, false, List.of()));
        bench.weights.put(SORRY, 0);
        bench.says(SORRY, State.UNKNOWN, 0);
        bench.round();
        assertThat(bench.share(SORRY)).isZero();
        bench.says(A, State.UNHEALTHY, 0.9);
        bench.after(Duration.ofSeconds(10));
        assertThat(bench.share(SORRY)).isZero();
        bench.says(B, State.UNHEALTHY, 0.9);
        bench.after(Duration.ofSeconds(10));
        assertThat(bench.share(ORIGIN)).isEqualTo(1_350);
        assertThat(bench.share(SORRY)).isEqualTo(8_650);
    }

    @Test
    void a_cdn_that_ends_leaves_by_steps_on_the_day_before_and_does_not_return() {
        bench.cdns.put(
                A,
                new CdnSpec(
                        A,
                        CdnKind.EDGE,
                        Shares.WHOLE,
                        false,
                        List.of(),
                        new TreeMap<>(),
                        Optional.empty(),
                        0,
                        Optional.of(LocalDate.parse("2026-11-27"))));
        bench.after(Duration.ofHours(13));
        assertThat(bench.share(A)).isEqualTo(7_000);
        bench.after(Duration.ofMinutes(61));
        assertThat(bench.share(A)).isLessThan(7_000).isPositive();
        bench.after(Duration.ofHours(1));
        assertThat(bench.share(A)).isZero();
        assertThat(bench.moves).hasSize(8);
    }

    @Test
    void a_standby_keeps_its_warm_share() {
        bench.cdns.put(
                B,
                new CdnSpec(
                        B,
                        CdnKind.EDGE,
                        Shares.WHOLE,
                        true,
                        List.of(),
                        new TreeMap<>(),
                        Optional.empty(),
                        200,
                        Optional.empty()));
        bench.weights.put(B, 0);
        bench.round();
        assertThat(bench.share(B)).isEqualTo(200);
        bench.says(B, State.UNHEALTHY, 0.9);
        bench.after(Duration.ofSeconds(10));
        assertThat(bench.share(B)).isZero();
    }

    @Test
    void a_fall_soon_after_a_return_is_a_relapse_and_doubles_the_hold_down() {
        out();
        bench.says(A, State.HEALTHY, 0);
        bench.after(Duration.ofMinutes(21));
        bench.after(Duration.ofMinutes(35));
        assertThat(bench.share(A)).isEqualTo(7_000);
        bench.says(A, State.UNHEALTHY, 0.9);
        bench.after(Duration.ofSeconds(10));
        assertThat(bench.places.of(RegionId.DEFAULT, A).standing())
                .isInstanceOfSatisfying(
                        Standing.Out.class, out -> assertThat(out.holdDown()).isEqualTo(Duration.ofMinutes(40)));
    }

    @Test
    void flips_while_it_is_out_restart_the_hold_down_and_do_not_double_it() {
        out();
        for (int flip = 0; flip < 6; flip++) {
            bench.says(A, State.HEALTHY, 0);
            bench.after(Duration.ofMinutes(5));
            bench.says(A, State.UNHEALTHY, 0.9);
            bench.after(Duration.ofMinutes(5));
        }
        assertThat(bench.share(A)).isZero();
        assertThat(bench.places.of(RegionId.DEFAULT, A).standing())
                .isInstanceOfSatisfying(
                        Standing.Out.class, out -> assertThat(out.holdDown()).isEqualTo(Duration.ofMinutes(20)));
    }

    @Test
    void cdns_that_return_together_share_what_one_return_may_move() {
        CdnId c = new CdnId("c");
        bench.edge(c, 30);
        bench.says(c, Verdict.State.HEALTHY, 0);
        bench.round();
        bench.says(PlanBench.B, Verdict.State.UNHEALTHY, 1);
        bench.says(c, Verdict.State.UNHEALTHY, 1);
        bench.after(Duration.ofMinutes(1));
        bench.says(PlanBench.B, Verdict.State.HEALTHY, 0);
        bench.says(c, Verdict.State.HEALTHY, 0);
        Shares before = bench.current.orElseThrow().in(RegionId.DEFAULT);
        int largest = 0;
        for (int round = 0; round < 6 * 120; round++) {
            Shares after = bench.after(Duration.ofSeconds(10)).in(RegionId.DEFAULT);
            largest = Math.max(largest, before.movedTo(after));
            before = after;
        }
        assertThat(largest)
                .as("the limit returnPerChange, or every return is held for ever")
                .isBetween(900, 1_000);
        assertThat(bench.share(PlanBench.B)).isEqualTo(bench.share(c)).isGreaterThan(2_000);
    }

    private void out() {
        bench.round();
        bench.says(A, Verdict.State.UNHEALTHY, 0.9);
        bench.after(Duration.ofMinutes(1));
        assertThat(bench.share(A)).isZero();
    }
}
