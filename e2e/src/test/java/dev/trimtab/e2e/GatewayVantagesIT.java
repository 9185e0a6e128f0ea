package dev.trimtab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
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
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agents in processes of their own reach a controller in its own by its gateway, with certificates from {@code trimtab pki}:
 * the name is steered by what they see, and one whose certificate is revoked has no say any more.
 */
class GatewayVantagesIT {
    private static final String NAME = "www.here.example.";
    private static final String TOKEN = "a-token-of-the-test";
    private static final List<String> VANTAGES = List.of("fra", "ams", "iad");

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger statusOfA = new AtomicInteger(200);
    private final Map<String, JavaProcess> agents = new TreeMap<>();
    private HttpServer edgeA;
    private HttpServer edgeB;
    private JavaProcess controller;
    private int api;
    private int dns;
    private int gateway;

    @BeforeEach
    void an_installation() throws IOException {
        edgeA = edge(statusOfA);
        edgeB = edge(new AtomicInteger(200));
        api = freePort();
        dns = freePort();
        gateway = freePort();
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(folder.resolve("token"), TOKEN);
        pki("init");
        pki("issue", "gateway/one", "--host", "localhost");
        Map<String, String> keys = new TreeMap<>();
        for (String vantage : VANTAGES) {
            keys.put(
                    vantage,
                    pki("issue", "vantage/" + vantage)
                            .lines()
                            .filter(line -> line.startsWith("publicKey: "))
                            .findFirst()
                            .orElseThrow());
        }
        Files.writeString(folder.resolve("trimtab.yaml"), configuration(keys));
        controller = controller();
        await("the controller's key", () -> Files.exists(folder.resolve("state/link.pub")));
        VANTAGES.forEach(vantage -> agents.put(vantage, agent(vantage)));
    }

    @AfterEach
    void nothing_is_left() {
        agents.values().forEach(JavaProcess::close);
        controller.close();
        edgeA.stop(0);
        edgeB.stop(0);
        http.shutdownNow();
        http.close();
    }

    @Test
    void they_steer_and_one_that_is_revoked_does_not() throws IOException {
        await("both edges to be served", () -> serves("edge-a.example.net", "edge-b.example.net"));

        statusOfA.set(500);
        await("edge-a to be left", () -> serves("edge-b.example.net"));
        assertThat(get("/metrics"))
                .contains("trimtab_certificate_expires_seconds{certificate=\"gateway\"}")
                .contains("trimtab_certificate_expires_seconds{certificate=\"vantage fra\"}");

        await("every vantage to have a say", () -> !health().contains("UNKNOWN"));

        pki("revoke", "vantage/fra");
        await("fra to be refused", () -> get("/v1/events").contains("of vantage fra is revoked"));
        await(
                "fra not to be fresh",
                () -> !get("/v1/overview").contains("\"vantage\":\"fra\"")
                        || overview("fra").contains("\"fresh\":false"));
        await("fra's voice to be lost", () -> health().contains("UNKNOWN"));
        assertThat(get("/metrics")).contains("trimtab_reports_refused_total{reason=\"revoked\",vantage=\"fra\"}");
        assertThat(overview("fra")).contains("\"revoked\":");
        assertThat(overview("ams")).contains("\"fresh\":true").contains("\"refused\":{}");

        // Its agent says why, and goes on trying: with a new certificate it is back, and nothing is restarted.
        await("the agent to say why", () -> agents.get("fra").output().contains("is revoked"));
        pki("rotate", "vantage/fra");
        await("fra to be back", () -> overview("fra").contains("\"fresh\":true") && !health().contains("UNKNOWN"));
    }

    @Test
    void an_agent_by_gateway_loads_no_class_of_hazelcast() {
        await(
                "all to be heard",
                () -> VANTAGES.stream().allMatch(name -> overview(name).contains("\"fresh\":true")));

        String classes = agents.get("fra").output();
        assertThat(classes).contains("dev.trimtab.agent.link.GatewayLink source:");
        assertThat(classes).doesNotContain("com.hazelcast.");
    }

    private String health() {
        return get("/v1/names/" + NAME + "/health");
    }

    /** The overview's part on one vantage. */
    private String overview(String vantage) {
        String all = get("/v1/overview");
        int from = all.indexOf("{\"vantage\":\"" + vantage + "\"");
        if (from < 0) {
            return "";
        }
        int next = all.indexOf("{\"vantage\":", from + 1);
        return all.substring(from, next < 0 ? all.indexOf(']', from) : next);
    }

    private boolean serves(String... targets) {
        return Sampler.answers(new InetSocketAddress(InetAddress.getLoopbackAddress(), dns), NAME)
                .keySet()
                .equals(java.util.Set.of(targets));
    }

    private String get(String path) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api + path))
                                    .header("Authorization", "Bearer " + TOKEN)
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException noAnswer) {
            return "";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private String pki(String command, String... arguments) throws IOException {
        List<String> words = new java.util.ArrayList<>(
                List.of("pki", command, "--dir", folder.resolve("pki").toString()));
        words.addAll(List.of(arguments));
        Path log = Files.createTempFile(folder, "pki", ".log");
        try (JavaProcess process =
                JavaProcess.start("dev.trimtab.cli.TrimtabCli", Map.of(), List.of("-Xmx64m"), words, log)) {
            assertThat(process.exitCode()).as(() -> process.output()).isZero();
            return process.output();
        }
    }

    private JavaProcess controller() {
        Map<String, String> environment = new HashMap<>();
        int cluster = 0;
        try {
            cluster = freePort();
        } catch (IOException none) {
            throw new IllegalStateException(none);
        }
        environment.put("TRIMTAB_CONFIG", folder.resolve("trimtab.yaml").toString());
        environment.put("TRIMTAB_STATE", folder.resolve("state").toString());
        environment.put("TRIMTAB_API", "127.0.0.1:" + api);
        environment.put("TRIMTAB_API_TOKEN_FILE", folder.resolve("token").toString());
        environment.put("TRIMTAB_DNS", "127.0.0.1:" + dns);
        environment.put("TRIMTAB_CLUSTER", "127.0.0.1:" + cluster);
        environment.put("TRIMTAB_CLUSTER_NAME", "gateway-" + cluster);
        environment.put("TRIMTAB_GATEWAY", "127.0.0.1:" + gateway);
        environment.put(
                "TRIMTAB_GATEWAY_CERT_FILE",
                folder.resolve("pki/gateway/one/tls.crt").toString());
        environment.put(
                "TRIMTAB_GATEWAY_KEY_FILE",
                folder.resolve("pki/gateway/one/tls.key").toString());
        environment.put(
                "TRIMTAB_GATEWAY_CA_FILE",
                folder.resolve("pki/gateway/one/ca.crt").toString());
        environment.put(
                "TRIMTAB_GATEWAY_REVOKED_FILE", folder.resolve("pki/revoked").toString());
        return JavaProcess.start(
                "dev.trimtab.controller.ControllerMain",
                environment,
                List.of("-Xmx192m"),
                folder.resolve("controller.log"));
    }

    private JavaProcess agent(String vantage) {
        Path own = folder.resolve("pki/vantage").resolve(vantage);
        return JavaProcess.start(
                "dev.trimtab.agent.AgentMain",
                Map.of(
                        "TRIMTAB_VANTAGE",
                        vantage,
                        "TRIMTAB_GATEWAYS",
                        "localhost:" + gateway,
                        "TRIMTAB_CERT_FILE",
                        own.resolve("tls.crt").toString(),
                        "TRIMTAB_KEY_FILE",
                        own.resolve("tls.key").toString(),
                        "TRIMTAB_CA_FILE",
                        own.resolve("ca.crt").toString(),
                        "TRIMTAB_KEY",
                        own.resolve("signing.key").toString(),
                        "TRIMTAB_CONTROLLER_KEY",
                        folder.resolve("state/link.pub").toString(),
                        "TRIMTAB_ALLOW_RANGES",
                        "127.0.0.0/8"),
                List.of("-Xmx64m", "-Xlog:class+load"),
                folder.resolve(vantage + ".log"));
    }

    private String configuration(Map<String, String> keys) {
        StringBuilder vantages = new StringBuilder();
        int asn = 64500;
        for (Map.Entry<String, String> one : keys.entrySet()) {
            vantages.append("  - { name: %s, region: default, network: AS%d, %s }\n"
                    .formatted(one.getKey(), asn++, one.getValue()));
        }
        return """
                apiVersion: trimtab.dev/v1
                kind: Config
                defaults:
                  detect: { interval: 1s, timeout: 1s, fall: 2, rise: 3 }
                  automation: auto
                  ttl: 5s
                  quorum: { networks: 2, reporting: 2 }
                providers:
                  - { name: here, type: embedded, zone: here.example }
                cdns:
                  - { name: edge-a, kind: edge }
                  - { name: edge-b, kind: edge }
                probes:
                  home: { kind: application, request: { method: GET, path: "/", host: "{host}", scheme: http }, assertions: [{ source: status, in: [200] }] }
                vantages:
                %snames:
                  - name: www.here.example
                    hosts: [www.example.com]
                    type: CNAME
                    probes: [home]
                    targets:
                      - { cdn: edge-a, address: edge-a.example.net, weight: 50, probeAt: "127.0.0.1:%d" }
                      - { cdn: edge-b, address: edge-b.example.net, weight: 50, probeAt: "127.0.0.1:%d" }
                """.formatted(
                vantages, edgeA.getAddress().getPort(), edgeB.getAddress().getPort());
    }

    private static HttpServer edge(AtomicInteger status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        byte[] page = "a page".getBytes(StandardCharsets.US_ASCII);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status.get(), page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        return server;
    }

    private void await(String what, Callable<Boolean> condition) {
        try {
            Awaitility.await(what)
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(200))
                    .until(condition);
        } catch (org.awaitility.core.ConditionTimeoutException never) {
            String said = controller.output();
            throw new AssertionError(
                    what + " did not come about; the controller said:\n"
                            + said.substring(Math.max(0, said.length() - 6_000)),
                    never);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
