package dev.trimtab.controller.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trimtab.core.judge.Mute;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.ReportCodec;
import dev.trimtab.core.observe.Tally;
import dev.trimtab.core.port.ObservationFeed;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stream of accepted reports, with readers that listen, that choose, and that do not read. */
class ReportStreamIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final VantageId FRA = new VantageId("fra");
    private static final SteeredName OTHER = SteeredName.of("other.steer.example.com");

    @TempDir
    Path directory;

    private RunningApi api;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        api = new RunningApi(directory);
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        client.close();
        api.close();
    }

    @Test
    void a_recording_has_head_state_lists_and_reports_and_no_secret() throws Exception {
        try (BufferedReader lines = stream("")) {
            JsonNode head = JSON.readTree(lines.readLine());
            assertThat(head.path("format").asText()).isEqualTo("trimtab-recording");
            assertThat(head.path("version").asInt()).isEqualTo(1);
            assertThat(head.path("configDigest").asText()).isEqualTo("d1ge57");
            assertThat(head.path("names").toString()).isEqualTo("[\"www.steer.example.com.\"]");
            assertThat(head.path("vantages").toString()).contains("\"network\":64501");
            JsonNode state = next(lines, "state");
            assertThat(state.path("names").path("www.steer.example.com.").toString())
                    .isEqualTo("{\"default\":{\"east\":10000}}");

            accept(report(1, Report.Control.LOST));
            String list = line(lines, "checks");
            assertThat(list).doesNotContain("hush").doesNotContain("192.0.2.1");
            JsonNode report = next(lines, "report");
            assertThat(report.path("network").asLong()).isEqualTo(64501);
            assertThat(report.path("region").asText()).isEqualTo("eu");
            byte[] body = HexFormat.of().parseHex(report.path("body").asText());
            assertThat(ReportCodec.decodeBare(body, ids(checks())))
                    .isEqualTo(new ReportCodec.Decoded(report(1, Report.Control.LOST)));

            api.view.set(Optional.of(Rounds.muted(
                    Rounds.westIsOut(), "fra", new Mute(Mute.Why.CONTROL_GROUP, Rounds.NOW, "it does not see it"))));
            assertThat(next(lines, "state")
                            .path("muted")
                            .path("fra")
                            .path("why")
                            .asText())
                    .isEqualTo("control-group");
        }
    }

    @Test
    void only_the_names_that_were_asked_for_are_recorded() throws Exception {
        try (BufferedReader lines = stream("?names=www.steer.example.com")) {
            accept(report(1, Report.Control.SEEN));
            assertThat(next(lines, "checks").path("checks").toString()).doesNotContain(OTHER.value());
            byte[] body =
                    HexFormat.of().parseHex(next(lines, "report").path("body").asText());
            List<CheckId> asked = ids(checks()).stream()
                    .filter(check -> check.target().name().equals(Rounds.WWW))
                    .toList();
            assertThat(ReportCodec.decodeBare(body, asked))
                    .isInstanceOfSatisfying(
                            ReportCodec.Decoded.class,
                            decoded -> assertThat(decoded.report().observations())
                                    .extracting(Observation::check)
                                    .containsExactlyElementsOf(asked));
        }
        assertThat(refused("?names=nothing.example")).contains("not-found");
    }

    @Test
    void a_reader_that_does_not_read_loses_reports_and_is_told_how_many_and_nobody_waits_for_it() throws Exception {
        int offered = 60_000;
        try (Socket asleep = new Socket("127.0.0.1", URI.create(api.url).getPort())) {
            asleep.getOutputStream()
                    .write(("GET /v1/reports/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + RunningApi.TOKEN
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(asleep.getInputStream(), StandardCharsets.UTF_8));
            line(lines, "header");
            // All at once, and this returns: the reader has taken nothing but its first lines.
            for (int i = 1; i <= offered; i++) {
                accept(report(i, Report.Control.SEEN));
            }
            long taken = 0;
            long lost = 0;
            while (taken + lost < offered) {
                String line = lines.readLine();
                if (line.startsWith("{\"t\":\"report\"")) {
                    taken++;
                } else if (line.startsWith("{\"t\":\"gap\"")) {
                    lost += JSON.readTree(line).path("lost").asLong();
                }
            }
            assertThat(lost).isPositive();
            assertThat(taken + lost).isEqualTo(offered);
        }
    }

    @Test
    void a_fifth_recording_is_refused_and_one_that_leaves_makes_room() throws Exception {
        BufferedReader first = stream("");
        List<BufferedReader> others = List.of(stream(""), stream(""), stream(""));
        assertThat(refused("")).contains("too-many-streams");
        first.close();
        Awaitility.await().until(() -> {
            // Room is noticed when the server next writes to whoever left.
            accept(report(api.wakes.incrementAndGet(), Report.Control.SEEN));
            return status("") == 200;
        });
        for (BufferedReader other : others) {
            other.close();
        }
    }

    private int status(String query) throws Exception {
        HttpResponse<InputStream> answer = client.send(request(query), HttpResponse.BodyHandlers.ofInputStream());
        answer.body().close();
        return answer.statusCode();
    }

    private String refused(String query) throws Exception {
        return client.send(request(query), HttpResponse.BodyHandlers.ofString()).body();
    }

    private BufferedReader stream(String query) throws Exception {
        HttpResponse<InputStream> answer = client.send(request(query), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private HttpRequest request(String query) {
        return HttpRequest.newBuilder(URI.create(api.url + "/v1/reports/stream" + query))
                .header("Authorization", "Bearer " + RunningApi.TOKEN)
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    private static JsonNode next(BufferedReader lines, String type) throws Exception {
        return JSON.readTree(line(lines, type));
    }

    private static String line(BufferedReader lines, String type) throws Exception {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("{\"t\":\"" + type + "\"")) {
                return line;
            }
        }
        throw new AssertionError("the stream ended without " + type);
    }

    private void accept(Report report) {
        api.reports.accepted(
                new ObservationFeed.Received(report, Rounds.NOW.plusSeconds(report.sequence())),
                new Assignment("list", FRA, 0, 1, checks()));
    }

    private static Report report(long sequence, Report.Control control) {
        List<Observation> lines = ids(checks()).stream()
                .map(id -> new Observation(
                        id,
                        Tally.EMPTY.next(new Look(id, Look.Turn.INTERVAL, new Outcome.Pass(), Phases.NONE, "200")),
                        Duration.ofMillis(7)))
                .toList();
        return new Report(FRA, 1, sequence, "list", lines, control);
    }

    private static List<CheckId> ids(List<Check> checks) {
        return checks.stream().map(Check::id).toList();
    }

    /** Their requests carry a secret, and their answers an address. */
    private static List<Check> checks() {
        return List.of(Rounds.WWW, OTHER).stream()
                .map(name -> Rounds.check(name, "east", Map.of("authorization", "hush")))
                .toList();
    }
}
