package dev.trimtab.core.plan;

import static dev.trimtab.core.plan.PlanBench.A;
import static dev.trimtab.core.plan.PlanBench.AF;
import static dev.trimtab.core.plan.PlanBench.B;
import static dev.trimtab.core.plan.PlanBench.EU;
import static dev.trimtab.core.plan.PlanBench.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.judge.Verdict.State;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Decisions of planning, each in a scene that only it decides: they are switched off one by one by {@code make mutants}. */
class PlanningSwitchesTest {
    private static final Duration MOMENT = Duration.ofSeconds(10);

    private final PlanBench bench = new PlanBench();

    @Test
    void before_the_first_plan_everything_with_weight_must_be_known() {
        bench.says(A, State.UNKNOWN, 0);
        assertThatThrownBy(bench::round).as("no plan").isInstanceOf(NoSuchElementException.class);
        bench.says(A, State.UNHEALTHY, 1);
        assertThat(bench.round().in(RegionId.DEFAULT).of(A)).isZero();
    }

    @Test
    void an_edge_behind_a_sick_origin_keeps_what_it_has() {
        bench.round();
        bench.says(A, State.ORIGIN_FAULT, 0.5);
        bench.weights.put(A, 30);
        bench.weights.put(B, 70);
        bench.after(Duration.ofMinutes(30));
        assertThat(bench.share(A)).isEqualTo(7_000);
        bench.says(A, State.HEALTHY, 0);
        bench.after(Duration.ofMinutes(30));
        assertThat(bench.share(A)).isEqualTo(3_000);
    }

    @Test
    void two_cdns_that_fail_alike_stand_as_they_stood() {
        bench.round();
        bench.says(A, State.UNHEALTHY, 0.60);
        bench.says(B, State.DEGRADED, 0.55);
        bench.says(ORIGIN, State.DEGRADED, 0.55);
        bench.after(MOMENT);
        assertThat(standing(A)).isInstanceOf(Standing.In.class);
        assertThat(bench.share(A)).isEqualTo(7_000);
    }

    @Test
    void an_escape_gives_nothing_to_what_is_hardly_better() {
        bench.round();
        bench.says(A, State.UNHEALTHY, 0.60);
        bench.says(B, State.DEGRADED, 0.40);
        bench.after(MOMENT);
        assertThat(bench.share(B)).isLessThanOrEqualTo(3_000);
        assertThat(bench.share(ORIGIN)).isEqualTo(1_350);
    }

    @Test
    void a_brownout_of_all_edges_moves_nothing_to_the_origin() {
        bench.round();
        bench.says(A, State.DEGRADED, 0.3);
        bench.says(B, State.DEGRADED, 0.3);
        bench.after(Duration.ofMinutes(30));
        assertThat(standing(A)).isInstanceOf(Standing.In.class);
        assertThat(bench.share(ORIGIN)).isZero();
    }

    @Test
    void what_a_full_edge_cannot_take_of_a_brownout_does_not_go_to_the_origin() {
        bench.cdns.put(B, new CdnSpec(B, CdnKind.EDGE, 3_000, false, List.of()));
        bench.round();
        bench.says(A, State.DEGRADED, 0.12);
        bench.after(Duration.ofMinutes(30));
        assertThat(bench.share(A)).isEqualTo(7_000);
        assertThat(bench.share(ORIGIN)).isZero();
    }

    @Test
    void what_fell_waits_for_its_hold_down() {
        out();
        bench.says(A, State.HEALTHY, 0);
        bench.after(Duration.ofMinutes(19));
        assertThat(bench.share(A)).isZero();
        bench.after(Duration.ofMinutes(2));
        assertThat(bench.share(A)).isEqualTo(100);
    }

    @Test
    void a_flip_starts_the_hold_down_anew() {
        out();
        bench.says(A, State.HEALTHY, 0);
        bench.after(Duration.ofMinutes(15));
        bench.says(A, State.UNHEALTHY, 0.9);
        bench.after(Duration.ofMinutes(1));
        bench.says(A, State.HEALTHY, 0);
        bench.after(Duration.ofMinutes(19));
        assertThat(bench.share(A)).isZero();
        bench.after(Duration.ofMinutes(2));
        assertThat(bench.share(A)).isEqualTo(100);
    }

    @Test
    void a_return_goes_by_one_percent_and_then_ten_points_each_five_minutes() {
        out();
        bench.says(A, State.HEALTHY, 0);
        List<Integer> shares = new ArrayList<>();
        List<Instant> at = new ArrayList<>();
        Instant end = bench.now.plus(Duration.ofHours(2));
        while (bench.now.isBefore(end)) {
            int before = bench.share(A);
            bench.after(MOMENT);
            if (bench.share(A) != before) {
                shares.add(bench.share(A));
                at.add(bench.now);
            }
        }
        assertThat(shares).containsExactly(100, 1_100, 2_100, 3_100, 4_100, 5_100, 6_100, 7_000);
        for (int i = 1; i < at.size(); i++) {
            assertThat(Duration.between(at.get(i - 1), at.get(i))).isGreaterThanOrEqualTo(Duration.ofMinutes(5));
        }
    }

    @Test
    void no_step_up_while_it_is_degraded() {
        returning();
        bench.says(A, State.DEGRADED, 0);
        bench.after(Duration.ofMinutes(30));
        assertThat(bench.share(A)).isEqualTo(1_100);
    }

    @Test
    void no_step_up_while_its_newest_looks_fail() {
        returning();
        bench.says(A, State.HEALTHY, 0.03);
        bench.after(Duration.ofMinutes(30));
        assertThat(bench.share(A)).isEqualTo(1_100);
    }

    @Test
    void a_cache_that_comes_back_counts_as_cold() {
        for (CdnId cdn : List.of(A, B)) {
            bench.cdns.put(
                    cdn,
                    new CdnSpec(
                            cdn,
                            CdnKind.EDGE,
                            Shares.WHOLE,
                            false,
                            List.of(),
                            new TreeMap<>(),
                            Optional.of(new CdnSpec.Cache(0.95, 0.2)),
                            0,
                            Optional.empty()));
        }
        out();
        bench.says(A, State.HEALTHY, 0);
        bench.after(Duration.ofMinutes(40));
        // 13.5 % usable: A's misses count 80 % of its share, B's 5 %.
        assertThat(bench.share(A)).isBetween(1_000, 1_250);
        bench.after(Duration.ofHours(2));
        assertThat(bench.share(A)).isEqualTo(7_000);
    }

    @Test
    void a_drain_that_ends_returns_at_once_by_steps() {
        bench.round();
        bench.interventions = new Interventions(List.of(drain(A)));
        bench.after(MOMENT);
        assertThat(bench.share(A)).isZero();
        bench.interventions = Interventions.NONE;
        bench.after(MOMENT);
        assertThat(bench.share(A)).isEqualTo(100);
    }

    @Test
    void a_drain_that_ends_over_a_sick_target_leaves_it_out() {
        bench.round();
        bench.interventions = new Interventions(List.of(drain(A)));
        bench.after(MOMENT);
        bench.says(A, State.UNHEALTHY, 0.9);
        bench.interventions = Interventions.NONE;
        bench.after(MOMENT);
        assertThat(standing(A))
                .isInstanceOfSatisfying(
                        Standing.Out.class, out -> assertThat(out.holdDown()).isEqualTo(Duration.ofMinutes(20)));
    }

    @Test
    void a_pin_is_these_shares_and_nothing_else() {
        bench.round();
        Shares wanted = new Shares(new TreeMap<>(Map.of(A, 2_500, B, 7_500)));
        bench.interventions = new Interventions(List.of(new Intervention.Pin(
                "p1", bench.current.orElseThrow().name(), Optional.empty(), wanted, claim("a promise to the vendor"))));
        assertThat(bench.round().in(RegionId.DEFAULT)).isEqualTo(wanted);
        assertThat(bench.moves).endsWith(Move.OPERATOR);
        assertThat(bench.because).contains("pinned by ann: a promise to the vendor");
    }

    @Test
    void a_cdn_that_is_out_on_its_last_day_stays_out() {
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
        bench.now = Instant.parse("2026-11-25T23:55:00Z");
        out();
        bench.says(A, State.HEALTHY, 0);
        int before = bench.moves.size();
        bench.after(Duration.ofHours(2));
        assertThat(bench.share(A)).isZero();
        assertThat(bench.moves).hasSize(before);
    }

    @Test
    void the_first_plan_divides_what_a_cdn_carries_among_the_regions() {
        PlanBench two = new PlanBench(Map.of(EU, 5_000, AF, 5_000));
        two.cdns.put(A, new CdnSpec(A, CdnKind.EDGE, 5_000, false, List.of()));
        two.round();
        assertThat(two.share(EU, A)).isEqualTo(two.share(AF, A)).isEqualTo(5_000);
    }

    @Test
    void an_escape_behind_a_warming_cache_goes_on_in_parts() {
        bench.weights.put(A, 100);
        bench.weights.put(B, 0);
        bench.hits.put(A, 0.9);
        bench.hits.put(B, 0.3);
        bench.round();
        bench.says(A, State.UNHEALTHY, 0.9);
        int before = bench.moves.size();
        for (int i = 0; i < 60; i++) {
            bench.after(MOMENT);
            bench.hits.merge(B, 0.009, Double::sum);
        }
        assertThat(bench.share(B)).isGreaterThan(3_000);
        assertThat(bench.moves.size() - before).isBetween(3, 6);
    }

    @Test
    void what_gives_share_to_what_comes_back_is_a_return() {
        returning();
        assertThat(bench.moves).endsWith(Move.ESCAPE, Move.RETURN, Move.RETURN);
    }

    private void out() {
        bench.round();
        bench.says(A, State.UNHEALTHY, 0.9);
        bench.after(Duration.ofMinutes(1));
        assertThat(bench.share(A)).isZero();
    }

    /** At its second step. */
    private void returning() {
        out();
        bench.says(A, State.HEALTHY, 0);
        bench.after(Duration.ofMinutes(26));
        assertThat(bench.share(A)).isEqualTo(1_100);
    }

    private Standing standing(CdnId cdn) {
        return bench.places.of(RegionId.DEFAULT, cdn).standing();
    }

    private Intervention drain(CdnId cdn) {
        return new Intervention.Drain("d1", cdn, new TreeSet<>(), new TreeSet<>(), claim("an upgrade"));
    }

    private Intervention.Claim claim(String reason) {
        return new Intervention.Claim("ann", reason, bench.now, bench.now.plus(Duration.ofHours(1)), new TreeSet<>());
    }
}
