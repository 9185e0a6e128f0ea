package dev.trimtab.core.safety;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whether a write may start at this very moment. */
class ClearanceTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Clearance.Warrant FRESH =
            new Clearance.Warrant.Evidence(Optional.of(NOW.minusSeconds(38)), Duration.ofSeconds(38));

    @Test
    void everything_in_order_is_cleared() {
        assertThat(ask(7, Optional.of(7L), 4_000, 0, Lever.State.WORKS, FRESH)).isEqualTo(new Clearance.Cleared());
    }

    @Test
    void without_the_lease_nothing_starts() {
        assertThat(refusal(ask(7, Optional.empty(), 9_000, 0, Lever.State.WORKS, FRESH)))
                .isEqualTo("not the leader");
    }

    @Test
    void a_plan_of_a_later_leader_is_not_ours_to_write() {
        assertThat(refusal(ask(8, Optional.of(7L), 9_000, 0, Lever.State.WORKS, FRESH)))
                .isEqualTo("the plan has fence 8, the lease 7");
    }

    @Test
    void the_lease_must_outlast_the_write_by_a_second() {
        assertThat(refusal(ask(7, Optional.of(7L), 3_999, 0, Lever.State.WORKS, FRESH)))
                .contains("lasts 3999 ms", "3000 ms", "1000 ms more");
    }

    @Test
    void a_reading_that_is_old_is_read_again_first() {
        assertThat(refusal(ask(7, Optional.of(7L), 9_000, 4_001, Lever.State.WORKS, FRESH)))
                .contains("read 4001 ms ago", "4000 ms old");
    }

    @Test
    void a_lost_lever_is_not_pulled() {
        assertThat(refusal(ask(7, Optional.of(7L), 9_000, 0, Lever.State.LOST, FRESH)))
                .contains("lever is lost");
    }

    @Test
    void evidence_that_is_old_writes_nothing_unless_it_is_the_operators() {
        Clearance.Warrant stale =
                new Clearance.Warrant.Evidence(Optional.of(NOW.minusMillis(38_001)), Duration.ofSeconds(38));
        assertThat(refusal(ask(7, Optional.of(7L), 9_000, 0, Lever.State.WORKS, stale)))
                .contains("38001 ms old", "may be 38000 ms old");
        Clearance.Warrant none = new Clearance.Warrant.Evidence(Optional.empty(), Duration.ofSeconds(38));
        assertThat(refusal(ask(7, Optional.of(7L), 9_000, 0, Lever.State.WORKS, none)))
                .contains("too few networks report");
        assertThat(ask(7, Optional.of(7L), 9_000, 0, Lever.State.WORKS, new Clearance.Warrant.Operator()))
                .isEqualTo(new Clearance.Cleared());
    }

    private static Clearance ask(
            long planFence,
            Optional<Long> leaseFence,
            long leaseMillis,
            long readMillisAgo,
            Lever.State lever,
            Clearance.Warrant warrant) {
        return Clearance.of(
                new Clearance.Ask(
                        planFence,
                        leaseFence,
                        Duration.ofMillis(leaseMillis),
                        TIMEOUT,
                        NOW.minusMillis(readMillisAgo),
                        lever,
                        warrant),
                NOW);
    }

    private static String refusal(Clearance clearance) {
        return ((Clearance.Refused) clearance).reason();
    }
}
