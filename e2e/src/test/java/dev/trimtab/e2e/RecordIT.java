package dev.trimtab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.trimtab.core.observe.KeyPem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An outage of a real installation, recorded by two recorders of which one is killed, and played again. */
class RecordIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> VANTAGES = List.of("ams", "fra", "iad");
    private static final String TOKEN = "a-token-of-the-test";

    @TempDir
    Path folder;

    private final AtomicInteger westStatus = new AtomicInteger(200);
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<JavaProcess> processes = new ArrayList<>();
    private HttpServer east;
    private HttpServer west;
    private int api;
    private JavaProcess controller;

    @BeforeEach
    void everything_runs() throws Exception {
        east = edge(new AtomicInteger(200));
        west = edge(westStatus);
        api = freePort();
        int cluster = freePort();
        int dns = freePort();
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(folder.resolve("token"), TOKEN);
        Map<String, String> keys = keys();
        Files.writeString(folder.resolve("trimtab.yaml"), configuration(keys, 2));
        Files.writeString(folder.resolve("slow.yaml"), configuration(keys, 8));
        String clusterName = "record-" + cluster;
        controller = started(JavaProcess.controller(folder, api, dns, cluster, clusterName));
        await("the controller's key", () -> Files.exists(folder.resolve("state/link.pub")));
        for (String vantage : VANTAGES) {
            started(JavaProcess.agent(folder, vantage, cluster, clusterName));
        }
        await("both to be served", () -> heldByWest() == 5_000);
    }

    @AfterEach
    void nothing_is_left() {
        processes.forEach(JavaProcess::close);
        east.stop(0);
        west.stop(0);
        http.shutdownNow();
        http.close();
    }

    @Test
    void an_outage_is_recorded_and_played_again_also_from_what_a_killed_recorder_left() {
        Path whole = folder.resolve("whole.gz");
        Path left = folder.resolve("left.gz");
        JavaProcess recorder = record(whole);
        JavaProcess victim = record(left);
        await(
                "both files",
                () -> lines(whole).contains("\"t\":\"report\"") && lines(left).contains("\"t\":\"report\""));

        westStatus.set(500);
        await("west to leave", () -> heldByWest() == 0);
        String escaped = "\"www.here.example.\":{\"default\":{\"east\":10000}}";
        await(
                "the escape in both files",
                () -> lines(whole).contains(escaped) && lines(left).contains(escaped));
        victim.kill();
        recorder.close();

        assertThat(recorder.exitCode()).as(recorder.output()).isEqualTo(128 + 15);
        assertThat(lines(whole)).contains("\"why\":\"interrupted\"").doesNotContain(TOKEN);
        assertThat(lines(left)).doesNotContain("\"t\":\"end\"").doesNotContain(TOKEN);
        for (Path file : List.of(whole, left)) {
            JsonNode played = backtest(file);
            assertThat(played.path("reports").asLong()).as(played.toString()).isPositive();
            assertThat(played.path("recorded").path("moves").size())
                    .as(played.toString())
                    .isPositive();
            // A busy machine may have seen the outage in two parts, and moved in two.
            JsonNode moves = played.path("configurations").path("config").path("moves");
            assertThat(moves.size()).as(played.toString()).isPositive();
            JsonNode last = moves.path(moves.size() - 1);
            assertThat(last.path("move").asText()).as(played.toString()).isEqualTo("escape");
            assertThat(last.path("right").asText()).as(played.toString()).isEqualTo("right");
            assertThat(last.path("regions")
                            .path("default")
                            .path("after")
                            .path("east")
                            .asInt())
                    .isEqualTo(10_000);
            double quick = played.path("configurations")
                    .path("config")
                    .path("failedLookMinutes")
                    .asDouble();
            double slow = played.path("configurations")
                    .path("candidate")
                    .path("failedLookMinutes")
                    .asDouble();
            assertThat(slow).as(played.toString()).isGreaterThan(quick);
        }
    }

    private JavaProcess record(Path file) {
        return started(JavaProcess.start(
                "dev.trimtab.cli.TrimtabCli",
                Map.of(),
                List.of("-Xmx96m"),
                List.of(
                        "record",
                        "--out",
                        file.toString(),
                        "--server",
                        "http://127.0.0.1:" + api,
                        "--token-file",
                        folder.resolve("token").toString()),
                folder.resolve(file.getFileName() + ".log")));
    }

    private JsonNode backtest(Path file) {
        Path log = folder.resolve(file.getFileName() + ".json");
        JavaProcess process = started(JavaProcess.start(
                "dev.trimtab.cli.TrimtabCli",
                Map.of(),
                List.of("-Xmx192m"),
                List.of(
                        "backtest",
                        "--config",
                        folder.resolve("trimtab.yaml").toString(),
                        "--candidate",
                        folder.resolve("slow.yaml").toString(),
                        "--recorded",
                        file.toString(),
                        "-o",
                        "json"),
                log));
        assertThat(process.exitCode()).as(process.output()).isZero();
        String output = process.output();
        try {
            return JSON.readTree(
                    output.substring(output.indexOf("\n{") < 0 ? output.indexOf('{') : output.indexOf("\n{")));
        } catch (IOException notJson) {
            throw new AssertionError(output, notJson);
        }
    }

    /** Whole lines so far; a recorder may be in the middle of one. */
    private static String lines(Path file) {
        try {
            byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            if (bytes.length > 0) {
                try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                    gzip.transferTo(plain);
                } catch (EOFException inTheMiddle) {
                    // Up to here.
                    plain.flush();
                }
            }
            return plain.toString(StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private int heldByWest() throws Exception {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api + "/v1/overview"))
                            .header("Authorization", "Bearer " + TOKEN)
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            for (JsonNode target : JSON.readTree(answer.body())
                    .path("names")
                    .path(0)
                    .path("regions")
                    .path(0)
                    .path("targets")) {
                if (target.path("cdn").asText().equals("west")
                        && target.path("state").asText().equals(westStatus.get() == 200 ? "HEALTHY" : "UNHEALTHY")) {
                    return target.path("heldBp").asInt(-1);
                }
            }
            return -1;
        } catch (IOException notYet) {
            return -1;
        }
    }

    private static HttpServer edge(AtomicInteger status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private String configuration(Map<String, String> keys, int fall) {
        return """
                apiVersion: trimtab.dev/v1
                kind: Config
                defaults:
                  detect: { interval: 1s, timeout: 1s, fall: %6$d, rise: 3 }
                  automation: auto
                providers:
                  - { name: here, type: embedded, zone: here.example }
                regions:
                  eu: { continents: [EU] }
                cdns:
                  - { name: east, kind: edge }
                  - { name: west, kind: edge }
                vantages:
                  - { name: ams, region: eu, network: AS64500, publicKey: "%1$s" }
                  - { name: fra, region: eu, network: AS64501, publicKey: "%2$s" }
                  - { name: iad, region: eu, network: AS64502, publicKey: "%3$s" }
                probes:
                  home:
                    kind: application
                    request: { method: GET, path: "/", host: "{host}", scheme: http }
                    assertions:
                      - { source: status, in: [200] }
                names:
                  - name: www.here.example.
                    hosts: [www.example.com]
                    type: CNAME
                    ttl: 5s
                    probes: [home]
                    regions: [default]
                    quorum: { networks: 2, reporting: 2 }
                    targets:
                      - { cdn: east, address: east.example.net, weight: 50, probeAt: "127.0.0.1:%4$d" }
                      - { cdn: west, address: west.example.net, weight: 50, probeAt: "127.0.0.1:%5$d" }
                """.formatted(
                        keys.get("ams"),
                        keys.get("fra"),
                        keys.get("iad"),
                        east.getAddress().getPort(),
                        west.getAddress().getPort(),
                        fall);
    }

    private Map<String, String> keys() throws IOException, GeneralSecurityException {
        Map<String, String> publicKeys = new TreeMap<>();
        for (String vantage : VANTAGES) {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Files.writeString(folder.resolve(vantage + ".key"), KeyPem.write(pair.getPrivate()));
            publicKeys.put(vantage, KeyPem.base64(pair.getPublic()));
        }
        return publicKeys;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private JavaProcess started(JavaProcess process) {
        processes.add(process);
        return process;
    }

    private void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(250))
                .conditionEvaluationListener(evaluated -> {
                    if (!controller.alive()) {
                        throw new AssertionError(controller.output());
                    }
                })
                .until(condition);
    }
}
