package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.trimtab.controller.http.Rounds;
import dev.trimtab.controller.http.RunningApi;
import dev.trimtab.core.event.Event;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrimtabCliIT {
    @TempDir
    Path directory;

    private RunningApi api;

    @BeforeEach
    void start() throws Exception {
        api = new RunningApi(directory);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private record Ended(int exit, String out, String err) {}

    private Ended run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--server", api.url, "--token-file", api.tokenFile.toString()));
        return bare(all.toArray(String[]::new));
    }

    private static Ended bare(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = TrimtabCli.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
        return new Ended(exit, out.toString(), err.toString());
    }

    @Test
    void status_opens_with_one_sentence_and_lists_every_target() {
        Ended ended = run("status");
        assertThat(ended.exit()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out().lines().findFirst())
                .hasValueSatisfying(first -> assertThat(first)
                        .startsWith("DEGRADED  www.steer.example.com.: west is UNHEALTHY in default (status)"));
        assertThat(ended.out()).containsPattern("west +UNHEALTHY +out +50% +0% +0% +status");
        assertThat(run("status", "--no-headers").out()).doesNotContain("STANDING");
    }

    @Test
    void status_says_first_that_no_quorum_is_possible_and_what_to_add() {
        api.view.set(Optional.of(Rounds.quorumImpossible()));
        assertThat(run("status").out().lines().findFirst().orElse(""))
                .startsWith("ALARM  No quorum is possible: 1 networks are configured and 2 must report; add vantages");
    }

    @Test
    void json_and_yaml_are_the_answer_itself() throws Exception {
        assertThat(new ObjectMapper()
                        .readTree(run("status", "-o", "json").out())
                        .path("level")
                        .asText())
                .isEqualTo("degraded");
        assertThat(new ObjectMapper(new YAMLFactory())
                        .readTree(run("status", "-o", "yaml").out())
                        .path("level")
                        .asText())
                .isEqualTo("degraded");
    }

    @Test
    void health_shows_votes_and_exits_9_when_nothing_is_known() {
        Ended ended = run("health", "www.steer.example.com");
        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).containsPattern("west +fra +AS64501 +v4 +UNHEALTHY +status");
        api.view.set(Optional.of(Rounds.quorumImpossible()));
        assertThat(run("health", "www.steer.example.com").exit()).isEqualTo(9);
    }

    @Test
    void explain_speaks_in_sentences() {
        assertThat(run("explain", "www.steer.example.com").out()).contains("hold-down until 2026-11-24T10:19:55Z");
    }

    @Test
    void a_drain_is_tried_made_and_ended() {
        Ended tried = run("drain", "west", "--ttl", "2h", "--reason", "maintenance", "--dry-run");
        assertThat(tried.exit()).as(tried.err()).isZero();
        assertThat(tried.out()).contains("east 100%");
        assertThat(api.interventions.all()).isEmpty();
        Ended made = run("drain", "west", "--name", "www.steer.example.com", "--ttl", "2h", "--reason", "maintenance");
        assertThat(made.exit()).as(made.err()).isZero();
        String id = api.interventions.all().get(0).id();
        assertThat(made.out()).startsWith(id + "  active");
        api.now.set(api.now.get().plusSeconds(5));
        assertThat(run("undrain", id).exit()).isZero();
        assertThat(run("undrain", id).exit()).isEqualTo(5);
        assertThat(run("undrain", "none").exit()).isEqualTo(3);
    }

    @Test
    void a_safety_rule_ends_in_exit_6_and_names_itself() {
        Ended refused = run("drain", "east", "--ttl", "2h", "--reason", "x");
        assertThat(refused.exit()).isEqualTo(6);
        assertThat(refused.err()).contains("one-edge-live");
        assertThat(refused.out()).isEmpty();
        assertThat(run("drain", "east", "--ttl", "2h", "--reason", "x", "--dry-run")
                        .exit())
                .isEqualTo(6);
        assertThat(run("drain", "east", "--ttl", "2h", "--reason", "x", "--override-rule", "one-edge-live")
                        .exit())
                .isZero();
    }

    @Test
    void exit_codes_tell_what_went_wrong() throws Exception {
        assertThat(bare("drain", "west").exit()).isEqualTo(2);
        assertThat(bare().exit()).isEqualTo(2);
        assertThat(run("drain", "west", "--ttl", "9d", "--reason", "x").exit()).isEqualTo(2);
        assertThat(run("explain", "nothing.example").exit()).isEqualTo(3);
        Path wrong = Files.writeString(directory.resolve("wrong"), "not-the-token-at-all");
        assertThat(bare("status", "--server", api.url, "--token-file", wrong.toString())
                        .exit())
                .isEqualTo(4);
        Ended absent = bare(
                "status",
                "--server",
                api.url,
                "--token-file",
                directory.resolve("absent").toString());
        assertThat(absent.exit()).isEqualTo(4);
        assertThat(absent.err()).contains("does not exist");
        assertThat(run("retire", "old.steer.example.com", "--confirm", "old.steer.example.com", "--record", "CNAME")
                        .err())
                .contains("no provider can delete yet");
    }

    @Test
    void all_servers_are_tried_and_named_when_none_answers() throws Exception {
        String dead;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            dead = "http://127.0.0.1:" + socket.getLocalPort();
        }
        String token = api.tokenFile.toString();
        assertThat(bare("status", "--server", dead + "," + api.url, "--token-file", token)
                        .exit())
                .isZero();
        Ended none = bare("status", "--server", dead, "--token-file", token);
        assertThat(none.exit()).isEqualTo(7);
        assertThat(none.err()).contains(dead);
    }

    @Test
    void events_are_listed_filtered_and_followed() {
        api.journal.accept(Event.of(Event.Type.BLIND, Rounds.NOW, "first"));
        api.journal.accept(Event.of(Event.Type.QUORUM_LOST, Rounds.NOW, "second"));
        assertThat(run("events").out()).contains("first").contains("second");
        assertThat(run("events", "--type", "quorum.*").out()).contains("second").doesNotContain("first");
        assertThat(run("events", "--since", "1000.1").out()).contains("second").doesNotContain("first");
        StringWriter out = new StringWriter();
        Thread follower = Thread.ofVirtual()
                .start(() -> TrimtabCli.run(
                        new PrintWriter(out, true),
                        new PrintWriter(new StringWriter(), true),
                        "events",
                        "--follow",
                        "--server",
                        api.url,
                        "--token-file",
                        api.tokenFile.toString()));
        Awaitility.await().until(() -> out.toString().contains("second"));
        api.journal.accept(Event.of(Event.Type.QUORUM_RESTORED, Rounds.NOW, "third"));
        Awaitility.await().until(() -> out.toString().contains("third"));
        follower.interrupt();
        Awaitility.await().until(() -> !follower.isAlive());
    }

    @Test
    void help_prints_the_table_of_exit_codes() {
        assertThat(bare("help", "exit-codes").out()).contains("  7  no server answered");
        assertThat(bare("version").out()).startsWith("trimtab ");
    }
}
