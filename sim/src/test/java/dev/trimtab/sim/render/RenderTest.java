package dev.trimtab.sim.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trimtab.sim.replay.References;
import dev.trimtab.sim.replay.Replays;
import dev.trimtab.sim.replay.Script;
import dev.trimtab.sim.replay.ScriptReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RenderTest {
    @Test
    void one_run_is_an_object_with_the_documented_keys() throws IOException {
        JsonNode json = new ObjectMapper().readTree(ReplayJson.of(List.of(naive(Optional.empty()))));

        assertThat(json.fieldNames()).toIterable().containsExactly("id", "variant", "policy", "score", "expect");
        assertThat(json.get("id").asText()).isEqualTo("fastly-2021-06-08");
        assertThat(json.get("variant").isNull()).isTrue();
        assertThat(json.get("score").fieldNames())
                .toIterable()
                .containsExactly(
                        "badUserMinutes",
                        "relief90Minutes",
                        "dnsWrites",
                        "falseMoves",
                        "peakOriginLoadRatio",
                        "invariantBrokenMinutes");
        assertThat(json.get("score").get("dnsWrites").asInt()).isEqualTo(6);
        assertThat(json.get("expect")).hasSize(8);
        assertThat(json.get("expect").get(0).fieldNames())
                .toIterable()
                .containsExactly("line", "rule", "result", "detail");
        assertThat(json.get("expect").findValuesAsText("result")).contains("pass", "fail");
    }

    @Test
    void several_runs_are_an_array() throws IOException {
        Replays.Result result = naive(Optional.empty());

        assertThat(new ObjectMapper().readTree(ReplayJson.of(List.of(result, result))))
                .hasSize(2);
    }

    @Test
    void people_see_scores_side_by_side_and_every_expectation() throws IOException {
        Replays.Result result = naive(Optional.empty());

        assertThat(ReplayText.of(List.of(result)))
                .contains("fastly-2021-06-08")
                .contains("12.8")
                .contains("of 8")
                .contains("load(O) > cap(O)")
                .contains("fail ");
    }

    private static Replays.Result naive(Optional<String> variant) throws IOException {
        try (InputStream in =
                RenderTest.class.getResourceAsStream("/dev/trimtab/sim/incidents/fastly-2021-06-08.yaml")) {
            Script script = ((ScriptReader.Read)
                            ScriptReader.read(new String(in.readAllBytes(), StandardCharsets.UTF_8)))
                    .script();
            return Replays.run(script, variant, References.NAIVE);
        }
    }
}
