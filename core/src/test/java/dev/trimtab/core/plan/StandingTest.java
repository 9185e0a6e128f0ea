package dev.trimtab.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.spec.FailbackSpec;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What relapses cost (R11). */
class StandingTest {
    private static final Instant T0 = Instant.parse("2026-11-25T10:00:00Z");
    private static final FailbackSpec FAILBACK = new FailbackSpec(
            FailbackSpec.Mode.AUTO,
            Duration.ofMinutes(20),
            Duration.ofHours(2),
            true,
            100,
            1_000,
            Duration.ofMinutes(5));

    private static Standing.Relapses relapses(int count) {
        Standing.Relapses relapses = Standing.Relapses.NONE;
        for (int i = 0; i < count; i++) {
            relapses = relapses.oneMore(T0);
        }
        return relapses;
    }

    @Test
    void half_of_the_penalty_is_forgotten_every_fifteen_minutes() {
        Standing.Relapses two = relapses(2);
        assertThat(two.holdDown(FAILBACK, T0)).isEqualTo(Duration.ofMinutes(80));
        assertThat(two.holdDown(FAILBACK, T0.plus(Duration.ofMinutes(15)))).isEqualTo(Duration.ofMinutes(40));
        assertThat(two.holdDown(FAILBACK, T0.plus(Duration.ofHours(1)))).isEqualTo(Duration.ofMinutes(20));
    }

    @Test
    void a_hold_down_is_capped() {
        assertThat(relapses(3).holdDown(FAILBACK, T0)).isEqualTo(Duration.ofHours(2));
        assertThat(relapses(60).holdDown(FAILBACK, T0)).isEqualTo(Duration.ofHours(2));
    }
}
