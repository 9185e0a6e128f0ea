package dev.trimtab.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trimtab.core.observe.KeyPem;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Mark;
import dev.trimtab.provider.server.BindServer;
import dev.trimtab.provider.server.SignedUpdate;
import dev.trimtab.store.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * Two controllers, one PostgreSQL that holds their lease and their plans, BIND. Who leads is stopped for longer than his
 * lease (SIGSTOP), the other takes over; then he is woken (SIGCONT). Each controller reaches BIND through a counter of
 * its own.
 */
class WokenLeaderIT {
    private static final String ZONE = "steer.example.";
    private static final String WWW = "www." + ZONE;
    private static final String TOKEN = "a-token-of-the-test";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private BindServer bind;
    private PostgresServer postgres;
    private String database;

    @BeforeEach
    void servers() {
        bind = opened(BindServer.start(ZONE));
        postgres = opened(PostgresServer.start());
        database = postgres.newDatabase();
        // As a former leader left it: no agent looks here, and what was never published needs a quorum.
        SignedUpdate.send(bind.address(), ZONE, update -> {
            Name name = Name.fromConstantString(WWW);
            update.add(new CNAMERecord(name, DClass.IN, 5, Name.fromConstantString("edge-b.example.net.")));
            update.add(new TXTRecord(
                    Name.fromConstantString("_trimtab." + WWW),
                    DClass.IN,
                    5,
                    new Mark(owner(), new Generation(1, 1)).text()));
        });
    }

    /** As a controller without TRIMTAB_OWNER marks what is its own. */
    private static String owner() {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest("trimtab".getBytes(StandardCharsets.UTF_8)),
                            0,
                            8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @AfterEach
    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        http.shutdownNow();
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    /** A process and its way to BIND. */
    private record Contender(String identity, JavaProcess process, UpdateCounter toBind, int api)
            implements AutoCloseable {
        @Override
        public void close() {
            // One that is stopped does not hear that it is to end.
            process.signal("CONT");
            process.close();
            toBind.close();
        }
    }

    @Test
    void a_leader_that_was_stopped_for_longer_than_its_lease_wakes_and_writes_nothing() throws Exception {
        Contender one = start("one");
        until("the first leads", () -> leads(one));
        Contender two = start("two");
        until("the second follows", () -> "one".equals(leader(two)) && !leads(two));
        pin(one, "edge-a");
        until("the first writes", () -> held().startsWith("edge-a"));
        long fence = fence();

        one.process().signal("STOP");
        until("the second leads", () -> leads(two));
        pin(two, "edge-b");
        until("the second writes", () -> held().startsWith("edge-b"));
        assertThat(fence()).isGreaterThan(fence);
        long before = one.toBind().updates();

        one.process().signal("CONT");
        until("the woken one knows who leads", () -> "two".equals(leader(one)) && !leads(one));
        pin(one, "edge-a");
        until("the second acts on what the first was asked", () -> held().startsWith("edge-a"));
        String asOf = overview(one).path("asOf").asText();
        until(
                "the woken one has made rounds since",
                () -> overview(one).path("asOf").asText().compareTo(asOf) > 0);
        assertThat(one.toBind().updates()).as("updates that the woken one sent").isEqualTo(before);
        assertThat(before).isPositive();
        assertThat(one.process().output()).contains("leads no longer with fence " + fence);
        until(
                "its alarm can be read",
                () -> get(one, "/v1/events?type=system.*&limit=50")
                        .toString()
                        .contains("leads no longer with fence " + fence));
    }

    @Test
    void a_leader_that_is_killed_is_followed_by_one_that_goes_on_with_its_plan() throws Exception {
        Contender one = start("one");
        until("the first leads", () -> leads(one));
        Contender two = start("two");
        until("the second follows", () -> "one".equals(leader(two)));
        pin(one, "edge-a");
        until("the first writes", () -> held().startsWith("edge-a"));
        String mark = mark();
        one.process().kill();
        until("the second leads", () -> leads(two));
        until(
                "it has looked at what is held",
                () -> get(two, "/v1/names/" + WWW)
                        .path("deliveries")
                        .path(0)
                        .path("state")
                        .asText()
                        .equals("held"));
        // The same plan: nothing was to be written, and no generation was spent.
        assertThat(mark()).isEqualTo(mark);
        pin(two, "edge-b");
        until("it writes", () -> held().startsWith("edge-b"));
    }

    // ---- processes ----

    private Contender start(String identity) throws IOException, GeneralSecurityException {
        Path own = Files.createDirectories(folder.resolve(identity));
        Files.createDirectories(own.resolve("state"));
        UpdateCounter toBind = new UpdateCounter(bind.address());
        Files.writeString(own.resolve("token"), TOKEN);
        Files.writeString(own.resolve("bind.key"), bind.secret());
        Files.writeString(own.resolve("trimtab.yaml"), configuration(own, toBind.port()));
        List<Integer> ports = freePorts();
        Map<String, String> environment = new TreeMap<>(Map.of(
                "TRIMTAB_CONFIG", own.resolve("trimtab.yaml").toString(),
                "TRIMTAB_STATE", own.resolve("state").toString(),
                "TRIMTAB_API", "127.0.0.1:" + ports.get(0),
                "TRIMTAB_API_TOKEN_FILE", own.resolve("token").toString(),
                "TRIMTAB_DNS", "127.0.0.1:" + ports.get(1),
                "TRIMTAB_CLUSTER", "127.0.0.1:" + ports.get(2),
                "TRIMTAB_CLUSTER_NAME", "woken-" + ports.get(2)));
        environment.put("TRIMTAB_STORE", database);
        environment.put("TRIMTAB_STORE_USER", PostgresServer.USER);
        environment.put("TRIMTAB_STORE_PASSWORD_FILE", postgres.passwordFile().toString());
        environment.put("TRIMTAB_LEADERSHIP", "postgresql");
        environment.put("TRIMTAB_LEASE", "5");
        environment.put("TRIMTAB_IDENTITY", identity);
        JavaProcess process = JavaProcess.start(
                "dev.trimtab.controller.ControllerMain", environment, List.of("-Xmx160m"), own.resolve("log"));
        return opened(new Contender(identity, process, toBind, ports.get(0)));
    }

    private String configuration(Path own, int port) throws GeneralSecurityException {
        String key = KeyPem.base64(
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic());
        return """
                apiVersion: trimtab.dev/v1
                kind: Config
                defaults: { automation: auto }
                credentials:
                  bind: { type: file, path: "%1$s/bind.key" }
                providers:
                  - { name: bind, type: rfc2136, zone: steer.example, server: "127.0.0.1:%2$d", keyName: "%3$s", credential: bind, verify: ["127.0.0.1:%4$d"] }
                cdns:
                  - { name: edge-a, kind: edge }
                  - { name: edge-b, kind: edge }
                vantages:
                  - { name: fra, region: eu, network: AS64500, publicKey: "%5$s" }
                regions:
                  eu: { continents: [EU] }
                probes:
                  home:
                    kind: application
                    request: { method: GET, path: "/", host: "{host}" }
                    assertions:
                      - { source: status, in: [200] }
                names:
                  - name: www.steer.example.
                    hosts: [www.example.com]
                    type: CNAME
                    ttl: 5s
                    probes: [home]
                    regions: [default]
                    quorum: { networks: 1, reporting: 1 }
                    targets:
                      - { cdn: edge-a, address: edge-a.example.net, weight: 60 }
                      - { cdn: edge-b, address: edge-b.example.net, weight: 40 }
                    limits: { returnPerChange: 100%%, changesPerHour: 600, reservedForEscapes: 200 }
                """.formatted(own, port, bind.keyName(), bind.address().getPort(), key);
    }

    private static List<Integer> freePorts() throws IOException {
        List<Integer> ports = new ArrayList<>();
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private static void until(String what, Callable<Boolean> condition) {
        await(what).atMost(Duration.ofMinutes(2)).until(condition);
    }

    // ---- the API ----

    private JsonNode overview(Contender of) {
        return get(of, "/v1/overview");
    }

    private boolean leads(Contender who) {
        return overview(who).path("leader").path("leading").asBoolean();
    }

    private String leader(Contender asked) {
        return overview(asked).path("leader").path("identity").asText();
    }

    private JsonNode get(Contender of, String path) {
        return send(of, HttpRequest.newBuilder().GET(), path);
    }

    /** Everything to one edge; whatever was pinned before is over. */
    private void pin(Contender at, String edge) {
        get(at, "/v1/pins").path("items").forEach(old -> {
            if (!old.path("state").asText().equals("ended")) {
                send(
                        at,
                        HttpRequest.newBuilder().DELETE(),
                        "/v1/pins/" + old.path("id").asText());
            }
        });
        String other = edge.equals("edge-a") ? "edge-b" : "edge-a";
        String body = "{\"name\":\"" + WWW + "\",\"shares\":{\"" + edge + "\":9000,\"" + other
                + "\":1000},\"ttl\":\"1h\",\"reason\":\"a test\",\"overrideRules\":[\"quorum\"]}";
        JsonNode answer = send(
                at,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                "/v1/pins");
        assertThat(answer.path("id").asText()).as("%s", answer).isNotEmpty();
    }

    private JsonNode send(Contender to, HttpRequest.Builder request, String path) {
        try {
            HttpResponse<String> response = http.send(
                    request.uri(URI.create("http://127.0.0.1:" + to.api() + path))
                            .header("Authorization", "Bearer " + TOKEN)
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return response.body().isEmpty() ? JSON.missingNode() : JSON.readTree(response.body());
        } catch (IOException noAnswer) {
            return JSON.missingNode();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    // ---- what BIND holds ----

    private String held() throws IOException {
        return answer(WWW, Type.CNAME).stream()
                .map(Record::rdataToString)
                .findFirst()
                .orElse("");
    }

    private String mark() throws IOException {
        return answer("_trimtab." + WWW, Type.TXT).stream()
                .map(record -> String.join("", ((TXTRecord) record).getStrings()))
                .findFirst()
                .orElse("");
    }

    private long fence() throws IOException {
        String mark = mark();
        return Long.parseLong(mark.substring(mark.indexOf("gen=") + 4, mark.lastIndexOf('.')));
    }

    private List<Record> answer(String name, int type) throws IOException {
        SimpleResolver resolver = new SimpleResolver(bind.address());
        resolver.setTCP(true);
        Message answer =
                resolver.send(Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN)));
        return answer.getSection(Section.ANSWER);
    }
}
