package dev.trimtab.controller.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class TwoClocksTest {
    private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");

    private final AtomicReference<Instant> wall = new AtomicReference<>(START);
    private final AtomicLong nanos = new AtomicLong(-5);
    private final TwoClocks clocks = new TwoClocks(wall::get, nanos::get);

    @Test
    void a_step_of_the_wall_clock_makes_nothing_old() {
        wall.set(START.plusSeconds(3600));
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());

        assertThat(clocks.since(START.plusSeconds(9))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_machine_that_was_suspended_finds_nothing_in_its_future() {
        wall.set(START.plusSeconds(3600));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(clocks.since(START.plusSeconds(3601))).isEqualTo(Duration.ofSeconds(-1));
    }

    @Test
    void what_is_old_by_both_is_old() {
        wall.set(START.plusSeconds(3600));
        nanos.addAndGet(Duration.ofHours(1).toNanos());

        assertThat(clocks.since(START)).isEqualTo(Duration.ofHours(1));
        assertThat(clocks.since(START.plusSeconds(7200))).isEqualTo(Duration.ofHours(-1));
    }
}
