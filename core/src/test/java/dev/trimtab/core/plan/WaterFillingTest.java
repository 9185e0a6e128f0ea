package dev.trimtab.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.Shares;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In which order the whole is divided (R14, R16). */
class WaterFillingTest {
    private static final CdnId A = new CdnId("a");
    private static final CdnId B = new CdnId("b");
    private static final CdnId C = new CdnId("c");
    private static final CdnId D = new CdnId("d");

    private static Allowance in(CdnId cdn, int weight, int max) {
        return new Allowance(cdn, weight, Allowance.FREE, max, max, 0);
    }

    private static Allowance failing(CdnId cdn, int held) {
        return new Allowance(cdn, 50, Allowance.FREE, 0, 0, held);
    }

    private static Allowance heldDown(CdnId cdn) {
        return new Allowance(cdn, 50, Allowance.FREE, 0, Shares.WHOLE, 0);
    }

    private static Shares divide(List<CdnId> order, Allowance... allowances) {
        return WaterFilling.divide(List.of(allowances), order).orElseThrow();
    }

    @Test
    void configured_weights_come_first_and_then_the_fallback_order() {
        Shares shares = divide(
                List.of(D, C, B, A), in(A, 70, 2_000), in(B, 30, 3_000), in(C, 0, Shares.WHOLE), in(D, 0, 4_000));
        assertThat(shares.of(A)).isEqualTo(2_000);
        assertThat(shares.of(B)).isEqualTo(3_000);
        assertThat(shares.of(D)).isEqualTo(4_000);
        assertThat(shares.of(C)).isEqualTo(1_000);
    }

    @Test
    void an_edge_that_is_held_down_and_well_comes_before_an_origin() {
        Shares shares = divide(
                List.of(C, B, A),
                failing(A, Shares.WHOLE),
                heldDown(B).ranked(Allowance.Rank.WELL_EDGE),
                in(C, 0, Shares.WHOLE).ranked(Allowance.Rank.BEHIND));
        assertThat(shares.of(B)).isEqualTo(Shares.WHOLE);
    }

    @Test
    void what_is_held_down_is_better_than_what_fails() {
        Shares shares = divide(List.of(A, B), failing(A, Shares.WHOLE), heldDown(B));
        assertThat(shares.of(B)).isEqualTo(Shares.WHOLE);
    }

    @Test
    void what_nobody_can_take_stays_with_what_fails_before_a_capacity_is_passed() {
        Shares shares = divide(
                List.of(B, C, A),
                failing(A, 6_000),
                new Allowance(B, 50, Allowance.FREE, 3_000, 3_000, 4_000),
                in(C, 0, 1_000));
        assertThat(shares.of(A)).isEqualTo(6_000);
        assertThat(shares.of(B)).isEqualTo(3_000);
        assertThat(shares.of(C)).isEqualTo(1_000);
    }
}
