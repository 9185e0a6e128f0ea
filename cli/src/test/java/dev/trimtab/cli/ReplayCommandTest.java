package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(out.toString()).contains("cloudflare-2025-11-18").contains("nothing-happens-30d");
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
