package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trimtab.controller.http.Rounds;
import dev.trimtab.controller.http.RunningApi;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Tally;
import dev.trimtab.core.port.ObservationFeed;
import dev.trimtab.core.spec.FailureClass;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recorder against the real API, and what the backtest reads of its file. */
class RecordCommandIT {
    private static final List<String> VANTAGES = List.of("ams", "fra", "iad");

    @TempDir
    Path directory;

    private RunningApi api;
    private Path file;
    private long sequence;
    private final TreeMap<String, Tally> tallies = new TreeMap<>();

    @BeforeEach
    void start() throws Exception {
        api = new RunningApi(directory);
        file = directory.resolve("recording.gz");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private record Ended(int exit, String out, String err) {}

    /** A recorder at work on a thread of its own. */
    private record Running(CompletableFuture<Ended> end, Thread thread) {
        Ended ended() throws InterruptedException, ExecutionException {
            return end.get();
        }
    }

    @Test
    void what_was_recorded_can_be_backtested() throws Exception {
        Running running = record("--for", "30d");
        Awaitility.await().until(() -> reported(NONE) && Files.exists(file));
        for (int second = 0; second < 120; second++) {
            report(second < 60 ? NONE : WEST);
        }
        // What was offered last is taken last.
        Awaitility.await().until(() -> reported(WEST) && Files.size(file) > 2_000);
        running.thread().interrupt();
        Ended ended = running.ended();
        assertThat(ended.exit()).as(ended.err()).isEqualTo(130);
        assertThat(ended.out()).contains("ended by interrupted");
        assertThat(lines(file).get(lines(file).size() - 1)).contains("\"why\":\"interrupted\"");

        Ended tested = bare("backtest", "--config", config("west").toString(), "--recorded", file.toString());
        assertThat(tested.exit()).as(tested.err()).isZero();
        assertThat(tested.out()).contains("| recorded |").contains("| config |").contains("an estimate");

        JsonNode json = new ObjectMapper()
                .readTree(bare(
                                "backtest",
                                "--config",
                                config("west").toString(),
                                "--candidate",
                                config("north").toString(),
                                "--recorded",
                                file.toString(),
                                "-o",
                                "json")
                        .out());
        assertThat(json.path("reports").asLong()).isGreaterThan(360);
        assertThat(json.path("configurations").path("config").path("verdicts").toString())
                .contains("west in default: ")
                .contains("UNHEALTHY");
        assertThat(json.path("notes").toString())
                .contains("candidate makes no such check")
                .contains("west");
    }

    @Test
    void the_file_never_grows_beyond_its_limit_and_is_whole() throws Exception {
        Running running = record("--max-size", "16KiB");
        SplittableRandom noise = new SplittableRandom(5);
        Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> {
            for (int i = 0; i < 200; i++) {
                report((vantage, cdn) -> noise.nextBoolean());
            }
            return running.end().isDone();
        });
        Ended ended = running.ended();

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("ended by size");
        assertThat(Files.size(file)).isBetween(10_000L, 16L * 1024);
        assertThat(lines(file).get(lines(file).size() - 1)).contains("\"why\":\"size\"");
        assertThat(bare("backtest", "--config", config("west").toString(), "--recorded", file.toString())
                        .exit())
                .isZero();
    }

    @Test
    void a_controller_that_ends_leaves_a_gap_and_the_next_one_is_asked() throws Exception {
        try (RunningApi second = new RunningApi(Files.createDirectory(directory.resolve("second")))) {
            CompletableFuture<Ended> end = new CompletableFuture<>();
            Thread thread = Thread.ofPlatform()
                    .start(() -> end.complete(bare(
                            "record",
                            "--out",
                            file.toString(),
                            "--server",
                            api.url + "," + second.url,
                            "--token-file",
                            api.tokenFile.toString())));
            Awaitility.await().until(() -> reported(NONE) && Files.exists(file));
            api.close();
            Awaitility.await().until(() -> {
                report(second, NONE);
                return Files.size(file) > 500;
            });
            thread.interrupt();
            assertThat(end.get().err()).contains("the stream broke off");
            assertThat(end.get().out()).contains("1 gaps");
        }
        assertThat(lines(file))
                .filteredOn(line -> line.startsWith("{\"t\":\"header\""))
                .hasSize(2);
        assertThat(lines(file)).anyMatch(line -> line.contains("the connection was lost"));
        Ended tested = bare("backtest", "--config", config("west").toString(), "--recorded", file.toString());
        assertThat(tested.exit()).as(tested.err()).isZero();
        assertThat(tested.out()).contains("note: an unknown number of reports are not in the recording");
    }

    @Test
    void it_ends_when_its_time_is_over_though_nobody_reports() throws Exception {
        Ended ended = record("--for", "300ms").ended();

        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("0 reports").contains("ended by time");
        assertThat(lines(file).get(0)).startsWith("{\"t\":\"header\"").doesNotContain(RunningApi.TOKEN);
    }

    @Test
    void a_wrong_token_a_file_that_exists_and_wrong_amounts_end_it_before_there_is_a_file() throws Exception {
        Path wrong = Files.writeString(directory.resolve("wrong"), "not-the-token-at-all");
        Ended refused = bare("record", "--out", file.toString(), "--server", api.url, "--token-file", wrong.toString());
        assertThat(refused.exit()).isEqualTo(4);
        assertThat(record("--for", "soon").ended().exit()).isEqualTo(2);
        assertThat(record("--max-size", "1KiB").ended().exit()).isEqualTo(2);
        assertThat(record("--name", "nothing.example").ended().exit()).isEqualTo(3);
        assertThat(file).doesNotExist();
        Files.writeString(file, "dear to somebody");
        assertThat(record().ended().exit()).isEqualTo(2);
        assertThat(file).hasContent("dear to somebody");
    }

    @Test
    void a_full_disk_is_said_in_one_sentence() throws Exception {
        Ended ended = bare(all("record", "--out", "/dev/full", "--for", "300ms"));

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.err()).contains("/dev/full cannot be written").contains("whole");
    }

    @Test
    void a_damaged_file_is_exit_2_with_its_place_and_a_cut_one_is_read_up_to_there() throws Exception {
        Running running = record("--for", "30d");
        Awaitility.await().until(() -> reported(NONE) && Files.exists(file) && Files.size(file) > 1_000);
        running.thread().interrupt();
        running.ended();
        byte[] whole = Files.readAllBytes(file);
        String config = config("west").toString();

        Path cut = Files.write(directory.resolve("cut.gz"), Arrays.copyOf(whole, whole.length - 60));
        Ended short1 = bare("backtest", "--config", config, "--recorded", cut.toString());
        assertThat(short1.exit()).as(short1.err()).isZero();
        assertThat(short1.err()).contains("ends in the middle of a record");

        byte[] wrong = whole.clone();
        wrong[40] ^= 0x55;
        Path damaged = Files.write(directory.resolve("damaged.gz"), wrong);
        Ended bad = bare("backtest", "--config", config, "--recorded", damaged.toString());
        assertThat(bad.exit()).isEqualTo(2);
        assertThat(bad.err()).contains("damaged.gz: byte 0");

        assertThat(bare("backtest", "--config", config, "--recorded", "absent.gz")
                        .exit())
                .isEqualTo(2);
        Path other = Files.writeString(
                directory.resolve("other.yaml"),
                Files.readString(config("west")).replace("www.steer.example.com", "api.steer.example.com"));
        assertThat(bare("backtest", "--config", other.toString(), "--recorded", file.toString())
                        .err())
                .contains("steers none of the recorded names");
    }

    /** Whether a look of a vantage at a CDN fails. */
    private interface Faults {
        boolean fail(String vantage, String cdn);
    }

    private static final Faults NONE = (vantage, cdn) -> false;
    private static final Faults WEST = (vantage, cdn) -> cdn.equals("west");

    private boolean reported(Faults faults) {
        report(faults);
        return true;
    }

    /** A second's reports of all vantages. */
    private void report(Faults faults) {
        report(api, faults);
    }

    private void report(RunningApi to, Faults faults) {
        sequence++;
        List<CheckId> checks = checks().stream().map(Check::id).toList();
        for (String vantage : VANTAGES) {
            List<Observation> lines = new ArrayList<>();
            for (CheckId check : checks) {
                String cdn = check.target().cdn().value();
                Outcome outcome =
                        faults.fail(vantage, cdn) ? new Outcome.Fail(FailureClass.STATUS) : new Outcome.Pass();
                Look look = new Look(check, Look.Turn.INTERVAL, outcome, new Phases(0, 0, 0, 800, 900), "looked");
                Tally tally = tallies.getOrDefault(vantage + cdn, Tally.EMPTY).next(look);
                tallies.put(vantage + cdn, tally);
                lines.add(new Observation(check, tally, Duration.ofMillis(20)));
            }
            VantageId id = new VantageId(vantage);
            to.reports.accepted(
                    new ObservationFeed.Received(
                            new Report(id, 1, sequence, "list", lines, Report.Control.SEEN),
                            Rounds.NOW.plusSeconds(sequence)),
                    new Assignment("list", id, 0, 1, checks()));
        }
    }

    private static List<Check> checks() {
        return List.of("east", "west").stream()
                .map(cdn -> Rounds.check(Rounds.WWW, cdn, Map.of()))
                .toList();
    }

    private Path config(String other) throws IOException {
        return Files.writeString(directory.resolve(other + ".yaml"), """
                apiVersion: trimtab.dev/v1
                kind: Config
                providers:
                  - { name: here, type: embedded, zone: steer.example.com, ns: [ns1.example.com] }
                cdns:
                  - { name: east, kind: edge }
                  - { name: %1$s, kind: edge }
                regions:
                  eu: { continents: [EU] }
                vantages:
                  - { name: ams, region: eu, network: AS64500 }
                  - { name: fra, region: eu, network: AS64501 }
                  - { name: iad, region: eu, network: AS64502 }
                probes:
                  page: { kind: application, request: { path: "/" }, assertions: [ { source: status, in: [200] } ] }
                names:
                  - name: www.steer.example.com
                    hosts: [www.example.com]
                    probes: [page]
                    quorum: { networks: 2, reporting: 2 }
                    detect: { interval: 1s, timeout: 1s, fall: 2, rise: 6 }
                    targets:
                      - { cdn: east, address: one.cdn.example, weight: 50 }
                      - { cdn: %1$s, address: other.cdn.example, weight: 50 }
                """.formatted(other));
    }

    private Running record(String... words) {
        List<String> all = new ArrayList<>(List.of("record", "--out", file.toString()));
        all.addAll(List.of(words));
        CompletableFuture<Ended> end = new CompletableFuture<>();
        String[] line = all(all.toArray(String[]::new));
        Thread thread = Thread.ofPlatform().start(() -> end.complete(bare(line)));
        return new Running(end, thread);
    }

    private String[] all(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--server", api.url, "--token-file", api.tokenFile.toString()));
        return all.toArray(String[]::new);
    }

    private static Ended bare(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = TrimtabCli.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
        return new Ended(exit, out.toString(), err.toString());
    }

    private static List<String> lines(Path file) throws IOException {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
