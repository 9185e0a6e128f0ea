package dev.trimtab.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.agent.probe.Checks;
import dev.trimtab.agent.probe.Sight;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.spec.FailureClass;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvidenceGateTest {
    private static final Instant T0 = Instant.parse("2026-11-24T03:00:00Z");
    private static final Check CHECK = Checks.http(80);
    private static final Assignment ASSIGNMENT = new Assignment("one", new VantageId("fra"), 0, 1, List.of(CHECK));

    private final EvidenceGate gate = new EvidenceGate(T0);

    @Test
    void a_change_is_shown_and_what_is_as_ever_is_not() {
        assertThat(gate.shown(sight(Look.Turn.INTERVAL, new Outcome.Pass(), "200"), false, T0))
                .isEmpty();
        assertThat(gate.shown(failed(Look.Turn.INTERVAL, "status 500"), true, T0))
                .isPresent();
        assertThat(gate.shown(failed(Look.Turn.INTERVAL, "status 500"), false, T0))
                .isEmpty();
    }

    @Test
    void the_retry_that_passed_says_what_it_clears_and_one_that_failed_what_it_confirms() {
        gate.shown(failed(Look.Turn.INTERVAL, "status 500"), true, T0);
        assertThat(gate.shown(sight(Look.Turn.CONFIRMATION, new Outcome.Pass(), "200"), false, T0))
                .get()
                .extracting(LookEvidence::before)
                .isEqualTo(Optional.of("status: status 500"));
        assertThat(gate.shown(sight(Look.Turn.CONFIRMATION, new Outcome.Pass(), "200"), false, T0))
                .as("once")
                .isEmpty();
        gate.shown(failed(Look.Turn.INTERVAL, "status 503"), true, T0);
        assertThat(gate.shown(failed(Look.Turn.CONFIRMATION, "status 502"), false, T0))
                .get()
                .extracting(LookEvidence::before)
                .isEqualTo(Optional.of("status: status 503"));
    }

    @Test
    void what_was_asked_for_is_shown_once_whatever_it_found() {
        gate.asked(CHECK.id().target(), ASSIGNMENT);
        assertThat(gate.shown(sight(Look.Turn.SUSPICION, new Outcome.Pass(), "200"), false, T0))
                .isPresent();
        assertThat(gate.shown(sight(Look.Turn.INTERVAL, new Outcome.Pass(), "200"), false, T0))
                .isEmpty();
        gate.asked(CHECK.id().target(), ASSIGNMENT);
        gate.assign(new Assignment("none", new VantageId("fra"), 0, 1, List.of()));
        assertThat(gate.shown(sight(Look.Turn.INTERVAL, new Outcome.Pass(), "200"), false, T0))
                .as("looked at no longer")
                .isEmpty();
    }

    @Test
    void a_storm_shows_its_beginning_and_then_a_few_a_second() {
        int shown = 0;
        for (int i = 0; i < 1000; i++) {
            shown += gate.shown(failed(Look.Turn.INTERVAL, "status 500"), true, T0)
                            .isPresent()
                    ? 1
                    : 0;
        }
        assertThat(shown).isEqualTo(EvidenceGate.BURST);
        assertThat(gate.dropped()).isEqualTo(1000 - EvidenceGate.BURST);
        for (int i = 0; i < 1000; i++) {
            shown += gate.shown(failed(Look.Turn.INTERVAL, "status 500"), true, T0.plusSeconds(2))
                            .isPresent()
                    ? 1
                    : 0;
        }
        assertThat(shown).isEqualTo(EvidenceGate.BURST + 2 * EvidenceGate.PER_SECOND);
    }

    private static Sight failed(Look.Turn turn, String detail) {
        return sight(turn, new Outcome.Fail(FailureClass.STATUS), detail);
    }

    private static Sight sight(Look.Turn turn, Outcome outcome, String detail) {
        return Checks.sight(new Look(CHECK.id(), turn, outcome, Phases.NONE, detail));
    }
}
