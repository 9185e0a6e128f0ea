package dev.trimtab.sim.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.sim.ports.SimProvider;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BacktestTest {
    private static final String QUICK = "{ interval: 1s, timeout: 1s, fall: 2, rise: 6 }";
    private static final String SLOW = "{ interval: 1s, timeout: 1s, fall: 10, rise: 6 }";
    private static final Tape.Faults NONE = (vantage, cdn, second) -> false;
    private static final Tape.Faults WEST = (vantage, cdn, second) -> cdn.equals("west");

    @Test
    void a_quick_configuration_leaves_sooner_than_a_slow_one_and_both_sooner_than_what_was_published()
            throws Exception {
        // West fails for five minutes, and whoever was in charge then moved after three of them.
        Tape tape = new Tape()
                .published(0, 5_000, 5_000)
                .looks(0, 120, NONE)
                .looks(120, 300, WEST)
                .published(300, 10_000, 0)
                .looks(300, 420, WEST)
                .looks(420, 480, NONE);

        Backtest.Result result = backtest(tape, Map.of("config", Tape.spec(QUICK), "candidate", Tape.spec(SLOW)));

        Outcome quick = outcome(result, "config");
        Outcome slow = outcome(result, "candidate");
        Outcome.Moved escape = quick.moves().get(0);
        assertThat(escape.move()).contains(Move.ESCAPE);
        assertThat(escape.right()).isEqualTo(Outcome.Right.RIGHT);
        assertThat(escape.changes()).singleElement().satisfies(change -> {
            assertThat(change.region()).isEqualTo(RegionId.DEFAULT);
            assertThat(change.before().of(new CdnId("west"))).isEqualTo(5_000);
            assertThat(change.after().of(new CdnId("west"))).isZero();
        });
        assertThat(Duration.between(Tape.at(120), escape.at())).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
        assertThat(slow.moves().get(0).at()).isAfter(escape.at());
        assertThat(quick.writes()).isEqualTo(1);
        assertThat(quick.moves(Outcome.Right.FALSE)).isZero();
        assertThat(quick.verdicts())
                .anySatisfy(told -> assertThat(told.sentence()).contains("UNHEALTHY"));

        Outcome really = result.published().orElseThrow();
        assertThat(really.moves())
                .singleElement()
                .satisfies(move -> assertThat(move.at()).isEqualTo(Tape.at(300)));
        // Half of the users for three minutes.
        assertThat(really.failedLookMinutes()).isCloseTo(1.5, within(0.1));
        assertThat(quick.failedLookMinutes()).isBetween(0.005, 0.06);
        assertThat(slow.failedLookMinutes()).isGreaterThan(quick.failedLookMinutes());
        assertThat(quick.unhealthyShareMinutes()).isLessThan(0.05);
        assertThat(result.notes()).isEmpty();
    }

    @Test
    void nothing_moves_while_all_is_well() throws Exception {
        Outcome outcome = outcome(
                backtest(new Tape().published(0, 5_000, 5_000).looks(0, 300, NONE), Map.of("config", Tape.spec(QUICK))),
                "config");

        assertThat(outcome.moves()).isEmpty();
        assertThat(outcome.writes()).isZero();
        assertThat(outcome.failedLookMinutes()).isZero();
        assertThat(outcome.held()).isEmpty();
        assertThat(outcome.alarms()).isEmpty();
    }

    @Test
    void one_vantage_that_sees_it_fail_moves_nothing_and_what_it_saw_is_counted() throws Exception {
        Outcome outcome = outcome(
                backtest(
                        new Tape()
                                .published(0, 5_000, 5_000)
                                .looks(0, 60, NONE)
                                .looks(60, 180, (vantage, cdn, second) -> cdn.equals("west") && vantage.equals("fra")),
                        Map.of("config", Tape.spec(QUICK))),
                "config");

        assertThat(outcome.moves()).isEmpty();
        // A third of the looks at half of the users' target for two minutes.
        assertThat(outcome.failedLookMinutes()).isCloseTo(1.0 / 3, within(0.05));
    }

    @Test
    void without_a_published_state_a_configuration_begins_with_its_weights() throws Exception {
        Backtest.Result result = backtest(new Tape().looks(0, 60, NONE), Map.of("config", Tape.spec(QUICK)));

        assertThat(outcome(result, "config").writes()).isEqualTo(1);
        assertThat(outcome(result, "config").moves()).isEmpty();
        assertThat(result.published()).isEmpty();
    }

    @Test
    void what_configuration_and_recording_do_not_share_is_told() throws Exception {
        Spec other = Tape.spec(QUICK, "east", "north");
        Backtest.Result result =
                backtest(new Tape().published(0, 5_000, 5_000).looks(0, 60, NONE), Map.of("config", other));

        assertThat(result.notes())
                .anySatisfy(note -> assertThat(note).contains("names targets that config does not have"))
                .anySatisfy(note ->
                        assertThat(note).contains("config makes no such check").contains("west"))
                .anySatisfy(note -> assertThat(note).contains("nobody looked at north of www.steer.example.com."));
    }

    @Test
    void a_day_of_silence_is_passed_over_and_costs_nobody_anything() throws Exception {
        Tape tape = new Tape().published(0, 5_000, 5_000).looks(0, 60, NONE).looks(86_400, 86_460, NONE);

        Backtest.Result result = backtest(tape, Map.of("config", Tape.spec(QUICK)));

        assertThat(result.to()).isAfter(Tape.at(86_458));
        assertThat(outcome(result, "config").moves()).isEmpty();
        assertThat(outcome(result, "config").alarms())
                .anySatisfy(told -> assertThat(told.type()).isEqualTo("blind"));
    }

    @Test
    void operators_hands_and_lost_reports_are_told() throws Exception {
        Tape tape = new Tape()
                .line("{\"t\":\"state\",\"at\":\"" + Tape.START + "\",\"configDigest\":\"d\",\"muted\":{\"fra\":{"
                        + "\"reason\":\"it does not see its control group\"}},\"interventions\":1,\"names\":{}}")
                .looks(0, 10, NONE)
                .line("{\"t\":\"gap\",\"from\":\"" + Tape.at(10) + "\",\"to\":\"" + Tape.at(20)
                        + "\",\"why\":\"the connection was lost\"}")
                .looks(20, 30, NONE);

        assertThat(backtest(tape, Map.of("config", Tape.spec(QUICK))).notes())
                .anySatisfy(note -> assertThat(note).contains("operators intervened"))
                .anySatisfy(note -> assertThat(note).contains("fra was muted in the recording"))
                .anySatisfy(note -> assertThat(note)
                        .contains("an unknown number of reports are not in the recording")
                        .contains("the connection was lost"));
    }

    private static Backtest.Result backtest(Tape tape, Map<String, Spec> specs) throws Exception {
        Backtest backtest = new Backtest();
        for (String word : List.of("config", "candidate")) {
            Optional.ofNullable(specs.get(word))
                    .ifPresent(spec ->
                            backtest.configuration(word, spec, Map.of(new ProviderId("here"), SimProvider.REGIONAL)));
        }
        backtest.play(new ByteArrayInputStream(tape.bytes()));
        return backtest.result();
    }

    private static Outcome outcome(Backtest.Result result, String word) {
        return Optional.ofNullable(result.courses().get(word)).orElseThrow();
    }
}
