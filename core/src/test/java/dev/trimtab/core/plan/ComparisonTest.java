package dev.trimtab.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.judge.Attribution;
import dev.trimtab.core.judge.Counts;
import dev.trimtab.core.judge.Evidence;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When moving from one target to another helps, and when numbers only look so (R16). */
class ComparisonTest {
    private static final Counts NOTHING = Counts.NONE;

    @Test
    void a_destination_fails_at_most_half_as_often() {
        assertThat(Comparison.clearlyBetter(last(1_000, 600), last(1_000, 400))).isFalse();
        assertThat(Comparison.clearlyBetter(last(1_000, 600), last(1_000, 250))).isTrue();
    }

    @Test
    void what_chance_explains_is_not_clearly_better() {
        assertThat(Comparison.clearlyBetter(last(12, 3), last(12, 1))).isFalse();
        assertThat(Comparison.clearlyBetter(last(120, 30), last(120, 10))).isTrue();
    }

    @Test
    void a_gain_that_few_looks_show_is_not_certain() {
        assertThat(Comparison.gain(half(25, 2, 25, 2), half(25, 0, 25, 0))).isEmpty();
        assertThat(Comparison.gain(half(2_500, 200, 250, 20), half(2_500, 0, 250, 0)))
                .isPresent();
    }

    @Test
    void a_brownout_that_is_over_has_no_gain() {
        assertThat(Comparison.gain(half(1_000, 100, 60, 6), half(1_000, 0, 60, 0)))
                .isPresent();
        assertThat(Comparison.gain(half(1_000, 100, 60, 0), half(1_000, 0, 60, 0)))
                .isEmpty();
    }

    @Test
    void a_large_fault_shows_its_gain_in_the_newest_looks() {
        assertThat(Comparison.gain(half(2_000, 60, 200, 60), half(2_000, 0, 200, 0)))
                .hasValueSatisfying(told -> assertThat(told).contains("60 of 200", "newest looks", "(R16)"));
        assertThat(Comparison.gain(half(2_000, 60, 200, 6), half(2_000, 0, 200, 0)))
                .isEmpty();
    }

    @Test
    void slow_needs_an_alternative_that_takes_half_as_long() {
        assertThat(Comparison.gain(slow(2, 200), slow(1, 150))).isEmpty();
        assertThat(Comparison.gain(slow(2, 200), slow(1, 100)))
                .hasValueSatisfying(told -> assertThat(told).contains("200 ms", "100 ms"));
    }

    private static Verdict last(int looks, int failed) {
        return verdict(new Counts(looks, failed), NOTHING, NOTHING, 1, 100);
    }

    private static Verdict half(int looks, int failed, int newest, int newestFailed) {
        return verdict(NOTHING, new Counts(newest, newestFailed), new Counts(looks, failed), 1, 100);
    }

    private static Verdict slow(double factor, int millis) {
        return verdict(NOTHING, NOTHING, NOTHING, factor, millis);
    }

    private static Verdict verdict(Counts last, Counts fresh, Counts halfHour, double factor, int millis) {
        CdnId cdn = new CdnId("edge");
        return new Verdict(
                new TargetId(SteeredName.of("www.steer.example.com"), cdn),
                RegionId.DEFAULT,
                Verdict.State.DEGRADED,
                Instant.EPOCH,
                Optional.empty(),
                3,
                3,
                List.of(),
                "",
                Attribution.NONE,
                new Evidence(
                        last, fresh, fresh, halfHour, halfHour, Map.of(), Evidence.BASELINE_START, factor, millis));
    }
}
