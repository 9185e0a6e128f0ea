package dev.trimtab.controller.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trimtab.core.judge.Mute;
import dev.trimtab.core.loop.RoundView;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A vantage that is not believed is named with its reason, and counts in no quorum (R7). */
class MutedShownTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Mute MUTE = new Mute(
            Mute.Why.DISAGREES,
            Rounds.NOW.minusSeconds(90),
            "all 2 targets look bad from it, and 2 other networks see at least half of them well (R7)");

    @Test
    void the_overview_shows_why_and_since_when_as_the_contract_says() throws IOException {
        RoundView round = Rounds.muted(Rounds.allIsWell(), "fra", MUTE);
        try (InputStream contract = ApiServer.class.getResourceAsStream("openapi.json")) {
            JsonNode overview = JSON.readTree(
                    ViewJson.overview(round, Rounds.STORE, Rounds.NOW).encode());

            assertThat(new Contract(JSON.readTree(contract)).faults("Overview", overview))
                    .isEmpty();
            JsonNode fra = overview.path("vantages").path(1);
            assertThat(fra.path("vantage").asText()).isEqualTo("fra");
            assertThat(fra.path("muted").path("why").asText()).isEqualTo("disagrees");
            assertThat(fra.path("muted").path("since").asText()).isEqualTo("2026-11-24T09:58:30Z");
            assertThat(fra.path("muted").path("reason").asText()).startsWith("all 2 targets");
            assertThat(overview.path("vantages").path(0).path("muted").isNull()).isTrue();
        }
    }

    @Test
    void the_status_names_it() {
        Summary summary = Summary.of(Rounds.muted(Rounds.allIsWell(), "fra", MUTE), Rounds.STORE, Rounds.NOW);

        assertThat(summary.level()).isEqualTo(Summary.Level.DEGRADED);
        assertThat(summary.sentence())
                .startsWith("Vantage fra is not believed since 2026-11-24T09:58:30Z: all 2 targets look bad from it");
    }

    @Test
    void metrics_tell_it_and_do_not_count_it_as_reporting() {
        assertThat(new Metrics("test").scrape(Optional.of(Rounds.muted(Rounds.allIsWell(), "fra", MUTE))))
                .contains("trimtab_vantage_muted{vantage=\"fra\"} 1")
                .contains("trimtab_vantage_muted{vantage=\"iad\"} 0")
                .contains("trimtab_quorum_reporting_ratio{name=\"www.steer.example.com.\",region=\"default\"} 0.66");
    }

    @Test
    void two_of_three_that_are_not_believed_are_no_quorum() {
        RoundView one = Rounds.muted(Rounds.allIsWell(), "fra", MUTE);
        Summary summary = Summary.of(Rounds.muted(one, "iad", MUTE), Rounds.STORE, Rounds.NOW);

        assertThat(summary.sentence())
                .startsWith("The quorum is lost: 1 of 3 networks report and are believed, 2 must; see to the agents of"
                        + " fra, iad");
    }
}
