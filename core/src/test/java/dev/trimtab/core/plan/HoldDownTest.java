package dev.trimtab.core.plan;

import static dev.trimtab.core.plan.PlanBench.A;
import static dev.trimtab.core.plan.PlanBench.B;
import static dev.trimtab.core.plan.PlanBench.ORIGIN;
import static dev.trimtab.core.plan.PlanBench.SORRY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.judge.Verdict.State;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is held down is used early only by users who would otherwise be served by nobody (R11, R14). */
class HoldDownTest {
    private final PlanBench bench = new PlanBench();

    @Test
    void what_rests_with_a_healthy_origin_rests_there_while_an_edge_flaps() {
        originCarries(Shares.WHOLE);
        bench.says(B, State.UNHEALTHY, 1);
        bench.round();
        bench.says(A, State.UNHEALTHY, 1);
        bench.after(Duration.ofSeconds(10));
        assertThat(bench.share(ORIGIN)).isEqualTo(Shares.WHOLE);
        int moves = bench.moves.size();

        for (int flap = 0; flap < 10; flap++) {
            bench.says(A, State.HEALTHY, 0);
            bench.after(Duration.ofMinutes(2));
            bench.says(A, State.UNHEALTHY, 1);
            bench.after(Duration.ofMinutes(2));
        }
        assertThat(bench.moves).hasSize(moves);

        bench.says(A, State.HEALTHY, 0);
        bench.after(Duration.ofMinutes(21));
        assertThat(bench.share(A)).isEqualTo(100);
        bench.after(Duration.ofMinutes(50));
        assertThat(bench.share(A)).isEqualTo(Shares.WHOLE);
        assertThat(bench.share(ORIGIN)).isZero();
    }

    @Test
    void what_an_edge_at_its_cap_left_to_the_origin_comes_back_in_steps_too() {
        originCarries(4_000);
        bench.cdns.put(B, new CdnSpec(B, CdnKind.EDGE, 7_000, false, List.of()));
        bench.round();
        bench.says(A, State.UNHEALTHY, 1);
        bench.after(Duration.ofSeconds(10));
        assertThat(bench.share(ORIGIN)).isEqualTo(3_000);

        bench.says(A, State.HEALTHY, 0);
        bench.after(Duration.ofMinutes(19));
        assertThat(bench.share(ORIGIN)).isEqualTo(3_000);
        bench.after(Duration.ofMinutes(2));
        assertThat(bench.share(A)).isEqualTo(100);
    }

    @Test
    void new_users_of_what_fails_go_to_a_healthy_edge_before_more_of_them_go_to_the_origin() {
        originCarries(6_000);
        bench.cdns.put(B, new CdnSpec(B, CdnKind.EDGE, 7_000, false, List.of()));
        bench.round();
        bench.says(A, State.UNHEALTHY, 1);
        bench.after(Duration.ofSeconds(10));
        bench.says(A, State.HEALTHY, 0);
        bench.after(Duration.ofMinutes(5));

        bench.says(B, State.UNHEALTHY, 1);
        bench.after(Duration.ofSeconds(10));

        assertThat(bench.share(ORIGIN)).isEqualTo(3_000);
        assertThat(bench.share(A)).isEqualTo(7_000);
    }

    @Test
    void an_edge_that_returns_takes_what_fails_before_an_origin_or_a_sorry_page() {
        originCarries(5_000);
        sorryPage(State.HEALTHY);
        bench.round();
        bench.says(A, State.UNHEALTHY, 1);
        bench.after(Duration.ofSeconds(10));
        bench.says(A, State.HEALTHY, 0);
        bench.after(Duration.ofMinutes(26));
        assertThat(bench.share(A)).isEqualTo(1_100);

        bench.says(B, State.UNHEALTHY, 1);
        bench.after(Duration.ofSeconds(10));

        assertThat(bench.share(A)).isEqualTo(Shares.WHOLE);
    }

    @Test
    void a_sorry_page_is_left_at_once_and_as_an_escape() {
        sorryPage(State.UNKNOWN);
        bench.says(B, State.UNHEALTHY, 1);
        bench.round();
        bench.says(A, State.UNHEALTHY, 1);
        bench.after(Duration.ofSeconds(10));
        assertThat(bench.share(SORRY)).isPositive();
        int moves = bench.moves.size();

        bench.says(A, State.HEALTHY, 0);
        bench.after(Duration.ofSeconds(10));

        assertThat(bench.share(SORRY)).isZero();
        assertThat(bench.moves).hasSize(moves + 1).endsWith(Move.ESCAPE);
    }

    @Test
    void an_origin_that_is_not_well_is_left_to_a_healthy_edge_in_parts_with_a_pause_between_them() {
        originCarries(Shares.WHOLE);
        bench.says(B, State.UNHEALTHY, 1);
        bench.round();
        bench.says(A, State.UNHEALTHY, 1);
        bench.after(Duration.ofMinutes(1));
        bench.says(A, State.HEALTHY, 0);
        bench.says(ORIGIN, State.DEGRADED, 0.02);
        bench.after(Duration.ofMinutes(6));
        int moves = bench.moves.size();
        int share = bench.share(A);
        assertThat(share).isBetween(900, 1_000);

        bench.after(Duration.ofMinutes(4));
        assertThat(bench.moves).hasSizeLessThanOrEqualTo(moves + 1);
        assertThat(bench.share(A)).isLessThanOrEqualTo(2 * share);
    }

    private void originCarries(int share) {
        bench.cdns.put(ORIGIN, new CdnSpec(ORIGIN, CdnKind.ORIGIN, Shares.WHOLE, false, List.of()));
        if (share < Shares.WHOLE) {
            bench.cdns.put(ORIGIN, new CdnSpec(ORIGIN, CdnKind.ORIGIN, share * 10 / 9, false, List.of()));
        }
    }

    private void sorryPage(State state) {
        bench.cdns.put(SORRY, new CdnSpec(SORRY, CdnKind.STATIC, Shares.WHOLE, false, List.of()));
        bench.weights.put(SORRY, 0);
        bench.says(SORRY, state, 0);
    }
}
