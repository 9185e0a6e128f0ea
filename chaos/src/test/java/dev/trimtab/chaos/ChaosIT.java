package dev.trimtab.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A few rounds as {@code make chaos} runs them; the long runs are recorded in the documentation. */
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class ChaosIT {
    private static final Path HOME =
            Path.of(System.getProperty("user.dir")).toAbsolutePath().getParent();

    @TempDir
    Path folder;

    /** How a run ended: its status, its last line, and all that it said. */
    private record Ended(int status, JsonNode line, String said) {}

    @Test
    void five_rounds_break_no_law() throws IOException, InterruptedException {
        // Kinds go through all of them with the seed; these five have a pause of the leader, the store and the network
        // among them.
        Ended ended = chaos("rounds=5", "seed=4", "keep=" + folder.resolve("kept"));

        assertThat(ended.line().path("violations").asInt(-1)).as(ended.said()).isZero();
        assertThat(ended.status()).isZero();
        assertThat(ended.line().path("rounds").asInt()).isEqualTo(5);
        assertThat(ended.line().path("faults").size()).isPositive();
        assertThat(ended.line().path("writes").asInt()).isPositive();
        assertThat(ended.line().path("acknowledged").asInt()).isPositive();
    }

    @Test
    void a_fence_broken_on_purpose_is_found() throws IOException, InterruptedException {
        Path kept = folder.resolve("kept");

        // Seed 0 kills the leader.
        Ended ended = chaos("rounds=1", "seed=0", "faults=1", "plant=fence", "keep=" + kept);

        assertThat(ended.status()).as(ended.said()).isEqualTo(1);
        assertThat(ended.line().path("laws").toString()).contains("one-writer-per-fence");
        assertThat(ended.line().path("again").asText()).isEqualTo("make chaos ROUNDS=1 SEED=0 PLANT=fence");
        Path history = Path.of(ended.line().path("history").asText()).resolve("history.jsonl");
        assertThat(history).startsWith(kept).isNotEmptyFile();
    }

    @Test
    void a_word_that_means_nothing_is_no_run() throws IOException, InterruptedException {
        Ended ended = chaos("plant=tulips");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.said()).contains("plant should be one of fence, lease and is: tulips");
    }

    private Ended chaos(String... words) throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        List<String> command = new ArrayList<>(List.of(HOME.resolve("bin/chaos").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("CHAOS_CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        try {
            int status = process.waitFor();
            String all = Files.readString(said, StandardCharsets.UTF_8);
            List<String> lines =
                    all.lines().filter(line -> line.startsWith("{")).toList();
            return new Ended(
                    status,
                    lines.isEmpty() ? new ObjectMapper().missingNode() : new ObjectMapper().readTree(lines.getLast()),
                    all);
        } finally {
            process.destroy();
        }
    }
}
