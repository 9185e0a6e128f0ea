package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trimtab.sim.replay.Library;
import dev.trimtab.sim.replay.ScriptReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exit status and output of {@code trimtab replay}, on the scripts that ship. */
class ReplayCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... args) {
        return TrimtabCli.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @Test
    void the_library_is_listed() {
        assertThat(run("replay", "--list")).isZero();
        assertThat(out.toString().lines()).hasSize(18);
        assertThat(out.toString())
                .containsPattern("cloudflare-2025-11-18 +7h +move +flaps +fact 2, derived 1, estimate 10, invented 1 ")
                .containsPattern("nothing-happens-30d +(30d|720h) +stay ")
                .containsPattern("cloudflare-2025-11-18 .*Variants: fl1-bot-score-zero, zone-on-the-same-vendor\\.");
    }

    @Test
    void the_list_names_the_variants_that_scripts_have() {
        for (Library.Entry entry : Library.list()) {
            ScriptReader.Read read = (ScriptReader.Read)
                    ScriptReader.read(Library.script(entry.id()).orElseThrow());
            assertThat(entry.variants())
                    .as(entry.id())
                    .containsExactlyInAnyOrderElementsOf(
                            read.script().variants().keySet());
        }
    }

    @Test
    void the_engine_passes_and_the_result_is_json() {
        assertThat(run("replay", "gclb-2021-11-16", "-o", "json")).isZero();
        assertThat(out.toString())
                .contains("\"id\" : \"gclb-2021-11-16\"", "\"policy\" : \"engine\"", "\"badUserMinutes\"")
                .doesNotContain("\"result\" : \"fail\"");
    }

    @Test
    void naive_fails() {
        assertThat(run("replay", "gclb-2021-11-16", "--policy", "naive")).isEqualTo(1);
    }

    @Test
    void a_bad_script_tells_all_its_problems_with_lines() throws IOException {
        Path bad = folder.resolve("bad.yaml");
        Files.writeString(bad, "replay: 1\nid: x\ncolour: red\nlength: soon\n");
        assertThat(run("replay", bad.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("colour").contains("soon").contains("needs the key");
    }

    @Test
    void what_is_no_script_is_said_in_one_sentence() {
        assertThat(run("replay", "no-such-incident")).isEqualTo(2);
        assertThat(err.toString()).contains("no script of the library");
    }

    @Test
    void every_script_that_cannot_be_replayed_is_named_at_once() throws IOException {
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 7});
        Path empty = Files.writeString(folder.resolve("empty.yaml"), "");
        Path endless = Files.writeString(folder.resolve("endless.yaml"), "#".repeat(9 * 1024 * 1024));
        assertThat(run(
                        "replay",
                        "gclb-2021-11-16",
                        "nonesuch.yaml",
                        folder.toString(),
                        binary.toString(),
                        endless.toString(),
                        empty.toString()))
                .isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains(
                        "nonesuch.yaml: is no script of the library (--list) and no file that can be read: no such file",
                        folder + ": is no script of the library (--list) and no file that can be read: a directory",
                        "not UTF-8",
                        "longer than 8388608 bytes",
                        empty + ": line 1: is empty",
                        "5 of 6 scripts cannot be replayed");
    }

    @Test
    void a_variant_that_no_script_has_is_told_with_those_there_are() {
        assertThat(run("replay", "cloudflare-2025-12-05", "--variant", "nope")).isEqualTo(2);
        assertThat(err.toString()).contains("has no variant 'nope'; it has ", "1 of 1 script cannot be replayed");
    }

    @Test
    void a_page_compares_with_every_other_policy() {
        assertThat(run("replay", "gclb-2021-11-16", "--policy", "naive", "-o", "html"))
                .isEqualTo(1);
        assertThat(out.toString())
                .startsWith("<!DOCTYPE html>")
                .contains("<td>nothing</td>", "<td>naive</td>", "<td>oracle</td>");
    }

    @Test
    void a_moment_of_the_past_is_explained_in_text_and_json() throws IOException {
        assertThat(run("replay", "gclb-2021-11-16", "--explain", "17:50")).isZero();
        assertThat(out.toString())
                .contains("In force since 2021-11-16T17:3", "Decision: write", "Rule never-empty allows");
        out.getBuffer().setLength(0);

        assertThat(run("replay", "gclb-2021-11-16", "--explain", "5m", "-o", "json"))
                .isZero();
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.path("inForce").isNull()).isTrue();
        assertThat(json.path("decision").path("disposition").asText()).isEqualTo("keep");
        assertThat(json.path("decision")
                        .path("verdicts")
                        .path("default")
                        .path("a")
                        .path("state")
                        .asText())
                .isEqualTo("healthy");

        assertThat(run("replay", "gclb-2021-11-16", "--explain", "10:00")).isEqualTo(2);
        assertThat(run("replay", "gclb-2021-11-16", "--explain", "17:50", "--policy", "naive"))
                .isEqualTo(2);
    }

    @Test
    void own_cdns_need_the_configuration_that_describes_them() {
        assertThat(run("replay", "gclb-2021-11-16", "--cast", "A=alpha")).isEqualTo(2);
        assertThat(err.toString()).contains("--cast needs --config");

        String config = Path.of("..", "docs", "examples", "small.yaml").toString();
        assertThat(run("backtest", "--config", config, "--against", "gclb-2021-11-16", "--cast", "A=alpha,O=beta,Q=x"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("'Q' is no role", "'x' is no target", "beta is of kind edge");
    }

    @Test
    void a_candidate_stands_beside_the_configuration() throws IOException {
        Path config = Path.of("..", "docs", "examples", "small.yaml");
        Path candidate = folder.resolve("candidate.yaml");
        Files.writeString(
                candidate, Files.readString(config) + "safetyRules: [{ id: stay, fact: share.moved, atMost: 0% }]\n");

        assertThat(run(
                        "backtest",
                        "--config",
                        config.toString(),
                        "--candidate",
                        candidate.toString(),
                        "--against",
                        "gclb-2021-11-16",
                        "-o",
                        "json"))
                .isZero();
        JsonNode rows = new ObjectMapper().readTree(out.toString());
        assertThat(rows.findValuesAsText("policy"))
                .containsExactly("config", "candidate", "defaults", "nothing", "naive", "oracle");
        assertThat(rows.get(0).path("dnsWrites").asInt()).isPositive();
        assertThat(rows.get(1).path("dnsWrites").asInt()).isZero();

        assertThat(run("backtest", "--config", config.toString(), "--against", "no-such"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("no-such is no script of the library");
    }

    @Test
    void a_configuration_is_held_against_an_incident() throws IOException {
        Path config = folder.resolve("trimtab.yaml");
        Files.writeString(config, "nonsense: true\n");
        assertThat(run("backtest", "--config", config.toString(), "--against", "gclb-2021-11-16"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("nonsense");

        Path good = Path.of("..", "docs", "examples", "small.yaml");
        assertThat(run("backtest", "--config", good.toString(), "--against", "gclb-2021-11-16"))
                .isZero();
        assertThat(out.toString()).contains("| gclb-2021-11-16 | config |", "| naive |", "| oracle |");
    }
}
