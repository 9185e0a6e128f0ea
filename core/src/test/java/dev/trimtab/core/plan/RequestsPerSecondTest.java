package dev.trimtab.core.plan;

import static dev.trimtab.core.plan.PlanBench.A;
import static dev.trimtab.core.plan.PlanBench.AF;
import static dev.trimtab.core.plan.PlanBench.B;
import static dev.trimtab.core.plan.PlanBench.EU;
import static dev.trimtab.core.plan.PlanBench.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Capacity in requests a second: a limit on shares that follows what is asked (R14). */
class RequestsPerSecondTest {
    @Test
    void the_limit_is_what_is_carried_of_what_is_asked() {
        PlanBench bench = bench(CdnKind.EDGE, B, 4_000, Map.of(), Optional.of(10_000L), 0);
        aFails(bench);
        assertThat(bench.share(B)).isEqualTo(4_000);
        assertThat(bench.share(ORIGIN)).isEqualTo(1_350);
        assertThat(bench.share(A)).isEqualTo(10_000 - 4_000 - 1_350);
    }

    @Test
    void less_is_given_when_more_is_asked_and_a_signal_goes_before_what_is_declared() {
        PlanBench bench = bench(CdnKind.EDGE, B, 4_000, Map.of(), Optional.of(10_000L), 0);
        bench.asked.put(B, 20_000.0);
        aFails(bench);
        assertThat(bench.share(B)).isBetween(1_900, 2_000);

        PlanBench quiet = bench(CdnKind.EDGE, B, 4_000, Map.of(), Optional.of(10_000L), 0);
        quiet.asked.put(B, 3_000.0);
        aFails(quiet);
        assertThat(quiet.share(B)).isEqualTo(10_000);
    }

    @Test
    void headroom_stays_free() {
        PlanBench bench = bench(CdnKind.EDGE, B, 4_000, Map.of(), Optional.of(10_000L), 2_500);
        aFails(bench);
        assertThat(bench.share(B)).isEqualTo(3_000);
    }

    @Test
    void without_a_word_of_what_is_asked_only_shares_limit() {
        PlanBench bench = bench(CdnKind.EDGE, B, 4_000, Map.of(), Optional.empty(), 0);
        aFails(bench);
        assertThat(bench.share(B)).isEqualTo(10_000);
    }

    @Test
    void an_origin_carries_misses_in_requests_too() {
        PlanBench bench = bench(CdnKind.ORIGIN, ORIGIN, 1_000, Map.of(), Optional.of(10_000L), 0);
        bench.hits.put(A, 0.96);
        bench.hits.put(B, 0.96);
        aFails(bench);
        int misses = Math.round(bench.share(B) * 0.04f);
        assertThat(bench.share(ORIGIN) + misses).isLessThanOrEqualTo(1_001);
    }

    @Test
    void a_region_has_a_limit_of_its_own() {
        PlanBench bench = new PlanBench(Map.of(EU, 8_000, AF, 2_000));
        bench.cdns.put(B, spec(CdnKind.EDGE, B, Optional.empty(), Map.of(AF, 500L), Optional.of(10_000L), 0));
        aFails(bench);
        assertThat(bench.share(EU, B)).isEqualTo(10_000);
        // 500 of the 2 000 requests a second that are asked in that region.
        assertThat(bench.share(AF, B)).isEqualTo(2_500);
    }

    private static void aFails(PlanBench bench) {
        bench.round();
        bench.says(A, Verdict.State.UNHEALTHY, 1);
        bench.after(Duration.ofMinutes(20));
    }

    private static PlanBench bench(
            CdnKind kind, CdnId cdn, long maxRps, Map<RegionId, Long> regions, Optional<Long> asked, int headroomBp) {
        PlanBench bench = new PlanBench();
        bench.cdns.put(cdn, spec(kind, cdn, Optional.of(maxRps), regions, asked, headroomBp));
        return bench;
    }

    private static CdnSpec spec(
            CdnKind kind,
            CdnId cdn,
            Optional<Long> maxRps,
            Map<RegionId, Long> regions,
            Optional<Long> asked,
            int headroomBp) {
        return new CdnSpec(
                cdn,
                kind,
                Shares.WHOLE,
                false,
                List.of(),
                new TreeMap<>(),
                Optional.empty(),
                0,
                Optional.empty(),
                new CdnSpec.Rates(maxRps, new TreeMap<>(regions), asked),
                headroomBp,
                Optional.empty());
    }
}
