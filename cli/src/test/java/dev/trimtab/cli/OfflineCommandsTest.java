package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command tells of a configuration without a controller. */
class OfflineCommandsTest {
    @TempDir
    Path directory;

    private record Ended(int exit, String out, String err) {}

    private static Ended run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = TrimtabCli.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
        return new Ended(exit, out.toString(), err.toString());
    }

    @Test
    void whatif_prints_a_markdown_table_of_every_failure() throws Exception {
        Ended ended = run(
                "whatif", "--config", small("type: embedded", "type: embedded").toString());

        assertThat(ended.exit()).isZero();
        assertThat(ended.out().lines())
                .startsWith(
                        "| name | fails | region | before | at once | settled | back | what to know |",
                        "| --- | --- | --- | --- | --- | --- | --- | --- |")
                .allSatisfy(line -> assertThat(line.replace("\\|", "")
                                .chars()
                                .filter(c -> c == '|')
                                .count())
                        .isEqualTo(9));
        assertThat(ended.out())
                .contains("| www.steer.example.com | alpha | default | alpha 70 %, beta 30 % | beta 100 % | = |")
                .contains("the origin behind every CDN", "held by `all-targets-red`")
                .contains("provider here", "its only provider");
    }

    @Test
    void whatif_says_that_capacities_below_everybody_leave_no_plan() throws Exception {
        Path file = small("kind: edge }", "kind: edge, capacity: { maxShare: 30% } }");

        assertThat(run("whatif", "--config", file.toString()).out())
                .contains("| no plan |", "no target may have what would be left to it");
    }

    @Test
    void whatif_of_the_large_example_tells_regions_apart_and_leaves_out_rules_about_signals() throws Exception {
        Path file = small("a: b", "");
        Path whole = repository().resolve("docs/examples/trimtab.yaml");

        String out = run("whatif", "--config", whole.toString(), "--name", "www.steer.example.com")
                .out();
        assertThat(out)
                .contains("| cloudflare in eu |", "not asked, because only a signal tells their facts: origin-load")
                .doesNotContain("| no plan |");
        assertThat(run("whatif", "--config", file.toString(), "--name", "none.example.com")
                        .exit())
                .isEqualTo(3);
    }

    @Test
    void whatif_as_json_has_shares_in_basis_points() throws Exception {
        Ended ended = run("whatif", "--config", small("a: b", "").toString(), "-o", "json");

        JsonNode row = new ObjectMapper().readTree(ended.out()).path(0);
        assertThat(row.path("failure").path("kind").asText()).isEqualTo("cdn");
        assertThat(row.path("before").path("default").path("alpha").asInt()).isEqualTo(7_000);
        assertThat(row.path("atOnce").path("default").path("beta").asInt()).isEqualTo(10_000);
        assertThat(row.path("restoredAfterSeconds").asInt()).isGreaterThan(20 * 60);
        assertThat(row.path("ruling").path("result").asText()).isEqualTo("allow");
    }

    @Test
    void whatif_of_a_broken_file_names_every_problem_and_ends_with_2() throws Exception {
        Ended ended =
                run("whatif", "--config", small("kind: edge", "kind: egde").toString());

        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("did you mean 'edge'?", "2 problems");
    }

    @Test
    void a_file_that_is_no_configuration_is_said_in_a_sentence_and_ends_with_2() throws Exception {
        Path none = directory.resolve("none.yaml");
        Path binary = Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 7});
        Path empty = Files.writeString(directory.resolve("empty.yaml"), "");

        for (List<String> command : List.of(
                List.of("whatif", "--config"),
                List.of("backtest", "--config"),
                List.of("replay", "gclb-2021-11-16", "--config"))) {
            assertThat(refused(command, none)).contains(none + " cannot be read: no such file");
            assertThat(refused(command, directory)).contains(directory + " cannot be read: a directory");
            assertThat(refused(command, binary)).contains("not UTF-8");
            assertThat(refused(command, empty)).contains(empty + ": line 1: is empty", empty + ": 1 problem\n");
        }
        assertThat(run("validate", none.toString()).out()).isEqualTo(none + " cannot be read: no such file\n");
    }

    private static String refused(List<String> command, Path file) {
        String[] words =
                Stream.concat(command.stream(), Stream.of(file.toString())).toArray(String[]::new);
        Ended ended = run(words);
        assertThat(ended.exit()).as("%s", ended).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        return ended.err();
    }

    @Test
    void validate_of_a_broken_file_prints_every_problem_and_ends_with_2() throws Exception {
        Ended ended = run("validate", small("kind: edge", "kind: egde").toString());

        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.out().lines()).hasSize(2).allMatch(line -> line.contains("did you mean 'edge'?"));
        assertThat(ended.err()).contains("2 problems");
    }

    @Test
    void validate_says_what_a_provider_cannot_express() throws Exception {
        Path file = small(
                "type: embedded, ", "type: rfc2136, server: 127.0.0.1, keyName: key.example.com, credential: tsig, ");
        String yaml = Files.readString(file)
                .replace("providers:", "credentials: { tsig: { type: file, path: /run/tsig } }\nproviders:")
                .replaceAll(", ns: \\[[^]]*]", "");
        Files.writeString(file, yaml);

        assertThat(run("validate", file.toString()).out())
                .contains("no error")
                .contains("here holds one answer at a time: asked alpha 70 %, beta 30 %, expressible alpha 100 %");
        assertThat(run("validate", small("a: b", "").toString()).out()).doesNotContain("asked");
    }

    /** The small example of the documentation with one piece changed. */
    private Path small(String piece, String instead) throws Exception {
        String yaml = Files.readString(repository().resolve("docs/examples/small.yaml"));
        return Files.writeString(directory.resolve("small.yaml"), yaml.replace(piece, instead));
    }

    private static Path repository() {
        Path repository = Path.of("").toAbsolutePath();
        while (!Files.exists(repository.resolve("docs/examples/small.yaml"))) {
            repository = repository.getParent();
        }
        return repository;
    }
}
