package dev.trimtab.controller.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trimtab.core.loop.RoundView;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A provider that takes no writes is named wherever somebody looks (R26). */
class LeverShownTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SENTENCE =
            "The lever of provider embedded is lost: 3 of the last 4 trial writes failed";

    private final RoundView lost = Rounds.leverLost(Rounds.allIsWell());

    @Test
    void readiness_stays_and_names_it() {
        Readiness readiness = Readiness.of(Optional.of(lost), List.of());

        assertThat(readiness.state()).isEqualTo(Readiness.State.READY);
        assertThat(readiness.problems()).singleElement().asString().startsWith(SENTENCE);
        assertThat(Readiness.of(Optional.of(Rounds.allIsWell()), List.of()).problems())
                .isEmpty();
    }

    @Test
    void the_sentence_of_the_status_is_an_alarm_that_names_it() {
        Summary summary = Summary.of(lost, Rounds.STORE, Rounds.NOW);

        assertThat(summary.level()).isEqualTo(Summary.Level.ALARM);
        assertThat(summary.sentence()).startsWith(SENTENCE).contains("embedded does not answer");
    }

    @Test
    void the_overview_shows_state_and_trials_as_the_contract_says() throws IOException {
        try (InputStream contract = ApiServer.class.getResourceAsStream("openapi.json")) {
            var overview = JSON.readTree(
                    ViewJson.overview(lost, Rounds.STORE, Rounds.NOW).encode());

            assertThat(new Contract(JSON.readTree(contract)).faults("Overview", overview))
                    .isEmpty();
            var lever = overview.path("levers").path(0);
            assertThat(lever.path("provider").asText()).isEqualTo("embedded");
            assertThat(lever.path("state").asText()).isEqualTo("lost");
            assertThat(lever.path("lastAccepted").asText()).isEqualTo("2026-11-24T09:59:00Z");
            assertThat(lever.path("trials")).hasSize(4);
        }
    }

    @Test
    void metrics_tell_works_from_lost_and_when_a_trial_was_last_accepted() {
        Metrics metrics = new Metrics("test");

        assertThat(metrics.scrape(Optional.of(Rounds.allIsWell())))
                .contains("trimtab_provider_lever{provider=\"embedded\"} 1");
        assertThat(metrics.scrape(Optional.of(lost)))
                .contains("trimtab_provider_lever{provider=\"embedded\"} 0")
                .contains("trimtab_provider_canary_last_success_timestamp_seconds{provider=\"embedded\"}");
    }
}
