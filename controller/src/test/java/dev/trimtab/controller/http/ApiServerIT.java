package dev.trimtab.controller.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trimtab.core.event.Event;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiServerIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DRAIN =
            "{\"cdn\":\"west\",\"names\":[\"*\"],\"ttl\":\"2h\",\"reason\":\"maintenance\"}";

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
    void every_answer_to_a_read_is_as_the_contract_says() throws Exception {
        Contract contract = contract();
        api.journal.accept(Event.of(Event.Type.VERDICT_CHANGED, Rounds.NOW, Rounds.WWW, "west is UNHEALTHY"));
        send("POST", "/v1/drains", DRAIN);
        for (String path : contract.paths()) {
            if (contract.offers(path, "get") && !path.endsWith("/stream") && !path.equals("/metrics")) {
                HttpResponse<String> answer = get(path.replace("{name}", "www.steer.example.com"));
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                assertThat(contract.faults(path, "get", 200, JSON.readTree(answer.body())))
                        .as(path + " " + answer.body())
                        .isEmpty();
            }
        }
    }

    @Test
    void every_operation_of_the_contract_is_routed() throws Exception {
        Contract contract = contract();
        for (String path : contract.paths()) {
            for (String method : List.of("get", "post", "delete")) {
                if (path.endsWith("/stream")) {
                    continue;
                }
                String where = path.replace("{name}", "www.steer.example.com.").replace("{id}", "none");
                JsonNode body = path.equals("/metrics") && method.equals("get")
                        ? JSON.createObjectNode()
                        : JSON.readTree(send(method.toUpperCase(java.util.Locale.ROOT), where, "{}")
                                .body());
                assertThat(body.path("code").asText())
                        .as(method + " " + path)
                        .satisfies(code -> assertThat(code.equals("method-not-allowed"))
                                .isEqualTo(!contract.offers(path, method)));
            }
        }
    }

    @Test
    void nothing_but_health_metrics_and_contract_is_shown_without_the_token() throws Exception {
        for (String path :
                List.of("/v1/overview", "/v1/events/stream", "/v1/reports/stream", "/v1/drains", "/v1/nothing")) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(api.url + path)).build(), HttpResponse.BodyHandlers.ofString());
            assertProblem(answer, 401, "unauthenticated");
            assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
        }
        for (String path : List.of("/livez", "/readyz", "/metrics", "/v1/openapi.json")) {
            assertThat(client.send(
                                    HttpRequest.newBuilder(URI.create(api.url + path))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .as(path)
                    .isEqualTo(200);
        }
    }

    @Test
    void a_changed_token_file_is_read_again() throws Exception {
        Files.writeString(api.tokenFile, "another-token-of-this-test");
        Files.setLastModifiedTime(api.tokenFile, FileTime.fromMillis(1_000));
        assertProblem(get("/v1/overview"), 401, "unauthenticated");
    }

    @Test
    void the_overview_opens_with_what_is_wrong() throws Exception {
        JsonNode overview = JSON.readTree(get("/v1/overview").body());
        assertThat(overview.path("level").asText()).isEqualTo("degraded");
        assertThat(overview.path("sentence").asText())
                .isEqualTo("www.steer.example.com.: west is UNHEALTHY in default (status); west is unhealthy");
        api.view.set(Optional.of(Rounds.quorumImpossible()));
        assertThat(JSON.readTree(get("/v1/overview").body()).path("sentence").asText())
                .startsWith(
                        "No quorum is possible: 1 networks are configured and 2 must report; add vantages in 1 more");
        api.view.set(Optional.of(Rounds.allIsWell()));
        assertThat(JSON.readTree(get("/v1/overview").body()).path("level").asText())
                .isEqualTo("ok");
    }

    @Test
    void explain_names_votes_hold_down_and_what_the_provider_holds() throws Exception {
        String text = JSON.readTree(
                        get("/v1/names/www.steer.example.com/explain").body())
                .path("text")
                .toString();
        assertThat(text)
                .contains("3 of 3 networks say unhealthy")
                .contains("fra (AS64501) says UNHEALTHY")
                .contains("hold-down until 2026-11-24T10:19:55Z")
                .contains("Provider embedded (held): holds east 100 %");
    }

    @Test
    void before_the_first_round_it_is_alive_and_not_ready() throws Exception {
        api.view.set(Optional.empty());
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/metrics").statusCode()).isEqualTo(200);
        assertProblem(get("/v1/overview"), 503, "no-round-yet");
        assertProblem(send("POST", "/v1/drains", DRAIN), 503, "no-round-yet");
    }

    @Test
    void a_dry_run_shows_the_plan_and_writes_nothing() throws Exception {
        HttpResponse<String> answer = send("POST", "/v1/drains?dryRun=true", DRAIN);
        JsonNode plan = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(contract().faults("/v1/drains", "post", 200, plan)).isEmpty();
        assertThat(plan.at("/names/0/regions/0/to/east").asInt()).isEqualTo(10_000);
        assertThat(api.interventions.all()).isEmpty();
        assertThat(api.wakes).hasValue(0);
        assertThat(api.journal.newest().seq()).isZero();
    }

    @Test
    void a_drain_is_stored_told_and_ended() throws Exception {
        HttpResponse<String> started = send("POST", "/v1/drains", DRAIN);
        JsonNode drain = JSON.readTree(started.body());
        assertThat(started.statusCode()).isEqualTo(201);
        assertThat(contract().faults("/v1/drains", "post", 201, drain)).isEmpty();
        assertThat(drain.path("state").asText()).isEqualTo("active");
        assertThat(api.wakes).hasValue(1);
        String place = started.headers().firstValue("Location").orElseThrow();
        api.now.set(api.now.get().plusSeconds(5));
        HttpResponse<String> ended = send("DELETE", place, "");
        assertThat(ended.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(ended.body()).path("state").asText()).isEqualTo("ended");
        assertProblem(send("DELETE", place, ""), 409, "conflict");
        assertProblem(send("DELETE", "/v1/drains/none", ""), 404, "not-found");
        assertProblem(send("DELETE", place.replace("drains", "pins"), ""), 404, "not-found");
        assertThat(get("/v1/events?type=drain.*").body())
                .contains("drain.started")
                .contains("drain.ended");
    }

    @Test
    void without_a_leader_a_drain_waits() throws Exception {
        api.view.set(Optional.of(Rounds.follower()));
        JsonNode drain = JSON.readTree(send("POST", "/v1/drains", DRAIN).body());
        assertThat(drain.path("state").asText()).isEqualTo("waiting-for-leader");
        assertThat(drain.path("plan").path("warnings").toString()).contains("waiting-for-leader");
    }

    @Test
    void a_safety_rule_refuses_and_is_overridden_by_naming_it() throws Exception {
        String east = DRAIN.replace("west", "east");
        HttpResponse<String> refused = send("POST", "/v1/drains", east);
        assertProblem(refused, 422, "safety-rule-blocked");
        assertThat(JSON.readTree(refused.body()).at("/blockedBy/0/rule").asText())
                .isEqualTo("one-edge-live");
        assertThat(api.interventions.all()).isEmpty();
        String overridden = east.replace("{", "{\"overrideRules\":[\"one-edge-live\"],");
        assertThat(send("POST", "/v1/drains", overridden).statusCode()).isEqualTo(201);
    }

    @Test
    void a_plan_that_is_not_the_reviewed_one_is_refused() throws Exception {
        String digest = JSON.readTree(
                        send("POST", "/v1/drains?dryRun=true", DRAIN).body())
                .path("planDigest")
                .asText();
        String other = DRAIN.replace("{", "{\"expectPlanDigest\":\"0000000000000000\",");
        assertProblem(send("POST", "/v1/drains", other), 409, "plan-changed");
        assertThat(send("POST", "/v1/drains", other.replace("0000000000000000", digest))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void pins_and_freezes_start_and_end() throws Exception {
        String pin = "{\"name\":\"www.steer.example.com\",\"shares\":{\"east\":7000,\"west\":3000},\"ttl\":\"1h\","
                + "\"reason\":\"measuring\"}";
        String freeze = "{\"scope\":\"returns\",\"ttl\":\"1h\",\"reason\":\"a release\"}";
        for (String[] kind : new String[][] {{"/v1/pins", pin}, {"/v1/freezes", freeze}}) {
            HttpResponse<String> started = send("POST", kind[0], kind[1]);
            assertThat(started.statusCode()).as(started.body()).isEqualTo(201);
            assertThat(contract().faults(kind[0], "post", 201, JSON.readTree(started.body())))
                    .isEmpty();
            String place = started.headers().firstValue("Location").orElseThrow();
            assertThat(send("DELETE", place, "").statusCode()).isEqualTo(200);
        }
        assertProblem(send("POST", "/v1/pins", pin.replace("3000", "3001")), 400, "validation-failed");
    }

    @Test
    void all_that_is_wrong_with_a_body_is_said_at_once() throws Exception {
        HttpResponse<String> answer =
                send("POST", "/v1/drains", "{\"cdn\":\"nowhere\",\"names\":[\"x\"],\"ttl\":\"8d\",\"colour\":1}");
        assertProblem(answer, 400, "validation-failed");
        List<String> pointers = new ArrayList<>();
        JSON.readTree(answer.body())
                .path("errors")
                .forEach(error -> pointers.add(error.path("pointer").asText()));
        assertThat(pointers).containsExactlyInAnyOrder("/cdn", "/names/0", "/ttl", "/colour", "/reason");
    }

    @Test
    void nonsense_is_answered_within_limits() throws Exception {
        for (String body : List.of("", "{", "[]", "null", "17", "\"x\"", "{\"cdn\":{}}", "[".repeat(5_000))) {
            assertProblem(send("POST", "/v1/drains", body), 400, "validation-failed");
        }
        assertProblem(send("POST", "/v1/drains", "x".repeat(ApiServer.BODY_BYTES_MAX + 1)), 413, "body-too-large");
        assertProblem(get("/v1/nothing"), 404, "not-found");
        assertProblem(get("/v1/names/nothing.example"), 404, "not-found");
        assertProblem(send("DELETE", "/v1/overview", ""), 405, "method-not-allowed");
        assertProblem(get("/v1/events?limit=9999"), 400, "validation-failed");
        assertProblem(get("/v1/events?after=yesterday"), 400, "validation-failed");
        assertProblem(send("POST", "/v1/drains?dryRun=perhaps", DRAIN), 400, "validation-failed");
        HttpRequest text = request("/v1/drains")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(DRAIN))
                .build();
        assertProblem(client.send(text, HttpResponse.BodyHandlers.ofString()), 415, "unsupported-media-type");
        assertThat(api.interventions.all()).isEmpty();
    }

    @Test
    void what_is_not_built_says_so_and_confirmation_is_demanded() throws Exception {
        String retire = "/v1/names/old.steer.example.com/retire";
        assertProblem(send("POST", retire, "{\"records\":[\"CNAME\"]}"), 400, "validation-failed");
        assertProblem(
                send("POST", retire, "{\"confirm\":\"old.steer.example.com\",\"records\":[\"CNAME\"]}"),
                501,
                "not-built-yet");
        assertProblem(
                send("POST", "/v1/names/www.steer.example.com/approvals", "{\"digest\":\"0123456789abcdef\"}"),
                409,
                "plan-changed");
    }

    @Test
    void a_stream_resumes_after_its_last_event_and_says_when_it_cannot() throws Exception {
        for (int i = 1; i <= 3; i++) {
            api.journal.accept(Event.of(Event.Type.BLIND, Rounds.NOW, "number " + i));
        }
        try (InputStream stream = stream("1000.2")) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            assertThat(next(lines, "id: ")).isEqualTo("1000.3");
            api.journal.accept(Event.of(Event.Type.QUORUM_LOST, Rounds.NOW, "number 4"));
            assertThat(next(lines, "event: ")).isEqualTo("blind");
            assertThat(next(lines, "id: ")).isEqualTo("1000.4");
            assertThat(JSON.readTree(next(lines, "data: ")).path("sentence").asText())
                    .isEqualTo("number 4");
        }
        try (InputStream stream = stream("999.2")) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            assertThat(next(lines, "event: ")).isEqualTo("resync");
        }
    }

    @Test
    void metrics_count_events_and_show_the_round() throws Exception {
        api.journal.accept(Event.of(Event.Type.WRITE_ACCEPTED, Rounds.NOW, Rounds.WWW, "written")
                .with("provider", "embedded"));
        api.journal.accept(Event.of(Event.Type.CONFIG_REJECTED, Rounds.NOW, "broken"));
        assertThat(get("/metrics").body())
                .contains("trimtab_build_info{version=\"test\"} 1")
                .contains("trimtab_leader 1")
                .contains("trimtab_provider_requests_total{provider=\"embedded\",result=\"accepted\"} 1")
                .contains("trimtab_config_last_reload_successful 0")
                .contains("trimtab_quorum_reporting_ratio{name=\"www.steer.example.com.\",region=\"default\"} 1")
                .contains("trimtab_vantage_last_report_timestamp_seconds{vantage=\"fra\"}")
                .contains("cdn=\"west\",name=\"www.steer.example.com.\",region=\"default\",state=\"unhealthy\"} 1")
                .contains("cdn=\"east\",name=\"www.steer.example.com.\",region=\"default\",view=\"held\"} 1");
    }

    @Test
    void a_start_without_token_or_port_is_refused_in_one_sentence() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            ApiPorts ports = new ApiPorts(
                    Optional::empty,
                    List::of,
                    api.interventions,
                    api.audit,
                    api.store::get,
                    api.journal,
                    Rounds::decide,
                    (name, digest, actor) -> new Approvals.Result.Approved(),
                    (name, records, actor) -> new Retirement.Result.Refused("no"),
                    api.metrics,
                    api.reports,
                    ApiPorts.Looking.NOBODY,
                    () -> {},
                    api.now::get);
            ApiServer blocked = new ApiServer(vertx, "127.0.0.1", taken.getLocalPort(), api.tokenFile, ports);
            assertThat(blocked.start())
                    .isInstanceOfSatisfying(
                            ApiServer.Start.Refused.class,
                            refused -> assertThat(refused.sentence()).contains("port " + taken.getLocalPort()));
            ApiServer open = new ApiServer(vertx, "127.0.0.1", 0, directory.resolve("absent"), ports);
            assertThat(open.start())
                    .isInstanceOfSatisfying(
                            ApiServer.Start.Refused.class,
                            refused -> assertThat(refused.sentence()).contains("does not exist"));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static String next(BufferedReader lines, String field) throws Exception {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(field)) {
                return line.substring(field.length());
            }
        }
        throw new AssertionError("the stream ended without " + field);
    }

    private InputStream stream(String lastEventId) throws Exception {
        HttpRequest request = request("/v1/events/stream")
                .header("Last-Event-ID", lastEventId)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
    }

    private Contract contract() throws Exception {
        return new Contract(JSON.readTree(get("/v1/openapi.json").body()));
    }

    private void assertProblem(HttpResponse<String> answer, int status, String code) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.path("code").asText()).as(answer.body()).isEqualTo(code);
        assertThat(contract().faults("Problem", problem)).isEmpty();
        assertThat(answer.body()).doesNotContain("\tat ").doesNotContain("Exception");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(api.url + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + RunningApi.TOKEN);
    }
}
