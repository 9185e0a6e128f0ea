package dev.trimtab.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trimtab.core.observe.KeyPem;
import dev.trimtab.store.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Controllers in processes of their own, with the embedded DNS and vantages that see what they are told: for tests of what
 * lies between the controllers. The names are {@code n0.here.example.} and so on, of CDNs {@code edge-a} and {@code edge-b}.
 */
final class SmallFleet implements AutoCloseable {
    static final String NAME = "n0.here.example.";
    static final String EDGE_A = "edge-a.example.net";
    static final String EDGE_B = "edge-b.example.net";
    private static final String TOKEN = "a-token-of-the-test";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final List<KeyPair> keys = new ArrayList<>();
    private final List<Integer> api = new ArrayList<>();
    private final List<Integer> dns = new ArrayList<>();
    private final List<Integer> cluster = new ArrayList<>();
    private final KeyPair link;
    private final Map<Integer, JavaProcess> controllers = new HashMap<>();
    private final List<ScriptedVantage> vantages = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> more = new HashMap<>();
    private final Map<Integer, JavaProcess> agents = new HashMap<>();
    private final FleetConfiguration configuration;
    private final String heap;
    private int started;

    /** Starts nothing yet. */
    SmallFleet(Path folder, int controllers, int names, int vantages, String heap)
            throws IOException, GeneralSecurityException {
        this.folder = folder;
        this.heap = heap;
        for (int i = 0; i < controllers; i++) {
            api.add(freePort());
            dns.add(freePort());
            cluster.add(freePort());
            Files.createDirectories(folder.resolve("state" + i));
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        for (int i = 0; i < vantages; i++) {
            keys.add(generator.generateKeyPair());
        }
        link = generator.generateKeyPair();
        byte[] shared = new byte[32];
        new SecureRandom().nextBytes(shared);
        Files.writeString(folder.resolve("cluster.key"), Base64.getEncoder().encodeToString(shared));
        Files.writeString(folder.resolve("link.key"), KeyPem.write(link.getPrivate()));
        Files.writeString(folder.resolve("link.pub"), KeyPem.write(link.getPublic()));
        Files.writeString(folder.resolve("token"), TOKEN);
        configuration = new FleetConfiguration(
                names, keys.stream().map(KeyPair::getPublic).toList());
        configure();
    }

    FleetConfiguration configuration() {
        return configuration;
    }

    /** Writes what the configuration is now, where controllers read it. */
    void configure() throws IOException {
        Files.writeString(folder.resolve("trimtab.yaml"), configuration.text());
    }

    /** Several controllers need a store and a lease that all of them reach. */
    void share(PostgresServer postgres) {
        variable("TRIMTAB_STORE", postgres.newDatabase());
        variable("TRIMTAB_STORE_USER", PostgresServer.USER);
        variable("TRIMTAB_STORE_PASSWORD_FILE", postgres.passwordFile().toString());
        variable("TRIMTAB_LEADERSHIP", "postgresql");
        variable("TRIMTAB_LEASE", "5");
    }

    /** A variable of every controller that is started from now on. */
    void variable(String key, String value) {
        more.put(key, value);
    }

    void start(int number) {
        Map<String, String> environment = new HashMap<>();
        environment.put("TRIMTAB_IDENTITY", identity(number));
        environment.put("TRIMTAB_CONFIG", folder.resolve("trimtab.yaml").toString());
        environment.put("TRIMTAB_STATE", state(number).toString());
        environment.put("TRIMTAB_API", "127.0.0.1:" + api.get(number));
        environment.put("TRIMTAB_API_TOKEN_FILE", folder.resolve("token").toString());
        environment.put("TRIMTAB_DNS", "127.0.0.1:" + dns.get(number));
        environment.put("TRIMTAB_CLUSTER", "127.0.0.1:" + cluster.get(number));
        environment.put("TRIMTAB_CLUSTER_NAME", clusterName());
        environment.put(
                "TRIMTAB_CLUSTER_KEY_FILE", folder.resolve("cluster.key").toString());
        environment.put("TRIMTAB_LINK_KEY_FILE", folder.resolve("link.key").toString());
        if (cluster.size() > 1) {
            environment.put(
                    "TRIMTAB_CLUSTER_MEMBERS",
                    cluster.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
        }
        environment.putAll(more);
        controllers.put(
                number,
                JavaProcess.start(
                        "dev.trimtab.controller.ControllerMain",
                        environment,
                        List.of(heap),
                        folder.resolve("controller" + number + "-" + started++ + ".log")));
    }

    static String identity(int number) {
        return "c" + number;
    }

    /** The agent of a vantage as a process of its own: it looks at the targets' {@code probeAt}. */
    void startAgent(int number) throws IOException {
        Path key = folder.resolve("v" + number + ".key");
        Files.writeString(key, KeyPem.write(keys.get(number).getPrivate()));
        Map<String, String> environment = Map.of(
                "TRIMTAB_VANTAGE",
                "v" + number,
                "TRIMTAB_CLUSTER",
                members().stream()
                        .map(member -> "127.0.0.1:" + member.getPort())
                        .collect(Collectors.joining(",")),
                "TRIMTAB_CLUSTER_NAME",
                clusterName(),
                "TRIMTAB_KEY",
                key.toString(),
                "TRIMTAB_CONTROLLER_KEY",
                folder.resolve("link.pub").toString(),
                "TRIMTAB_ALLOW_RANGES",
                "127.0.0.0/8");
        agents.put(
                number,
                JavaProcess.start(
                        "dev.trimtab.agent.AgentMain",
                        environment,
                        List.of("-Xmx64m"),
                        folder.resolve("v" + number + ".log")));
    }

    /** Every agent at once, as machines that lose their power. */
    void killAgents() {
        agents.values().forEach(JavaProcess::kill);
        agents.clear();
    }

    /** Every vantage reports, from now on, that all is well. */
    void watch() {
        for (int i = 0; i < keys.size(); i++) {
            vantages.add(new ScriptedVantage("v" + i, members(), clusterName(), keys.get(i), link.getPublic()));
        }
    }

    List<InetSocketAddress> members() {
        return cluster.stream()
                .map(port -> InetSocketAddress.createUnresolved("127.0.0.1", port))
                .toList();
    }

    String clusterName() {
        return "fleet-" + cluster.get(0);
    }

    Path state(int number) {
        return folder.resolve("state" + number);
    }

    JavaProcess controller(int number) {
        return controllers.get(number);
    }

    List<ScriptedVantage> vantages() {
        return vantages;
    }

    InetSocketAddress dns(int number) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), dns.get(number));
    }

    /** What the embedded DNS of a controller answers to many clients, with how many of them. */
    Map<String, Integer> answers(int number) {
        return Sampler.answers(dns(number), NAME);
    }

    boolean serves(int number, String... targets) {
        return answers(number).keySet().equals(java.util.Set.of(targets));
    }

    /** The body of an answer; empty when there is none. */
    String get(int number, String path) {
        return send(number, HttpRequest.newBuilder().GET(), path);
    }

    JsonNode json(int number, String path) {
        return parsed(get(number, path));
    }

    /** What comes back for a body that is posted; missing when nothing does. */
    JsonNode post(int number, String path, String body) {
        return parsed(send(
                number,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                path));
    }

    /** Sends everybody to one edge; what was pinned before is over. Empty when this controller did not take it. */
    Optional<String> pin(int number, String edge) {
        return pin(number, NAME, edge);
    }

    Optional<String> pin(int number, String name, String edge) {
        json(number, "/v1/pins").path("items").forEach(old -> {
            if (!old.path("state").asText().equals("ended")) {
                send(
                        number,
                        HttpRequest.newBuilder().DELETE(),
                        "/v1/pins/" + old.path("id").asText());
            }
        });
        JsonNode answer = post(
                number,
                "/v1/pins",
                "{\"name\":\"" + name + "\",\"shares\":{\"" + edge + "\":10000},\"ttl\":\"1h\",\"reason\":\"a test\"}");
        return Optional.of(answer.path("id").asText()).filter(id -> !id.isEmpty());
    }

    boolean leads(int number) {
        return json(number, "/v1/overview").path("leader").path("leading").asBoolean();
    }

    /** Who leads as far as this controller knows, such as {@code c0}; empty when it knows of nobody. */
    String leader(int number) {
        return json(number, "/v1/overview").path("leader").path("identity").asText();
    }

    private static JsonNode parsed(String body) {
        try {
            return body.isEmpty() ? JSON.missingNode() : JSON.readTree(body);
        } catch (IOException noJson) {
            throw new UncheckedIOException(noJson);
        }
    }

    private String send(int number, HttpRequest.Builder request, String path) {
        try {
            return http.send(
                            request.uri(URI.create("http://127.0.0.1:" + api.get(number) + path))
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

    void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(200))
                .conditionEvaluationListener(evaluated -> controllers.values().forEach(controller -> {
                    if (!controller.alive()) {
                        throw new AssertionError(controller.output());
                    }
                }))
                .until(condition);
    }

    /** Every vantage falls silent. */
    void silence() {
        vantages.forEach(ScriptedVantage::close);
        vantages.clear();
    }

    /** Asked to go, and gone. */
    void end(int number) {
        controllers.remove(number).close();
    }

    /** As a machine that loses its power; what it said is kept. */
    void kill(int number) {
        controllers.remove(number).kill();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        vantages.forEach(ScriptedVantage::close);
        agents.values().forEach(JavaProcess::close);
        controllers.values().forEach(JavaProcess::close);
        http.shutdownNow();
        http.close();
    }
}
