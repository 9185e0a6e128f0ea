package dev.trimtab.e2e;

import dev.trimtab.core.observe.KeyPem;
import java.io.IOException;
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
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    private final Path folder;
    private final int names;
    private final List<KeyPair> keys = new ArrayList<>();
    private final List<Integer> api = new ArrayList<>();
    private final List<Integer> dns = new ArrayList<>();
    private final List<Integer> cluster = new ArrayList<>();
    private final KeyPair link;
    private final Map<Integer, JavaProcess> controllers = new HashMap<>();
    private final List<ScriptedVantage> vantages = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> more = new HashMap<>();
    private final String heap;

    /** Starts nothing yet. */
    SmallFleet(Path folder, int controllers, int names, int vantages, String heap)
            throws IOException, GeneralSecurityException {
        this.folder = folder;
        this.names = names;
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
        Files.writeString(folder.resolve("token"), TOKEN);
        Files.writeString(folder.resolve("trimtab.yaml"), configuration());
    }

    /** A variable of every controller that is started from now on. */
    void variable(String key, String value) {
        more.put(key, value);
    }

    void start(int number) {
        Map<String, String> environment = new HashMap<>(more);
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
        controllers.put(
                number,
                JavaProcess.start(
                        "dev.trimtab.controller.ControllerMain",
                        environment,
                        List.of(heap),
                        folder.resolve("controller" + number + ".log")));
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
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.get(number) + path))
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

    /** As a machine that loses its power; what it said is kept. */
    void kill(int number) {
        controllers.remove(number).kill();
    }

    private String configuration() {
        StringBuilder text = new StringBuilder("""
                apiVersion: trimtab.dev/v1
                kind: Config
                defaults:
                  detect: { interval: 1s, timeout: 1s, fall: 2, rise: 3 }
                  automation: auto
                  ttl: 5s
                  quorum: { networks: 2, reporting: 2 }
                  limits: { changesPerHour: 600, reservedForEscapes: 200 }
                providers:
                  - { name: here, type: embedded, zone: here.example }
                cdns:
                  - { name: edge-a, kind: edge }
                  - { name: edge-b, kind: edge }
                probes:
                  home: { kind: application, request: { method: GET, path: "/", host: "{host}" }, assertions: [{ source: status, in: [200] }] }
                vantages:
                """);
        for (int i = 0; i < keys.size(); i++) {
            text.append("  - { name: v%d, region: default, network: AS%d, publicKey: \"%s\" }\n"
                    .formatted(i, 64500 + i, KeyPem.base64(keys.get(i).getPublic())));
        }
        text.append("names:\n");
        text.append(IntStream.range(0, names).mapToObj(i -> """
                  - { name: n%1$d.here.example, hosts: [www%1$d.example.com], type: CNAME, probes: [home], targets: [{ cdn: edge-a, address: edge-a.example.net, weight: 50 }, { cdn: edge-b, address: edge-b.example.net, weight: 50 }] }
                """.formatted(i)).collect(Collectors.joining()));
        return text.toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        vantages.forEach(ScriptedVantage::close);
        controllers.values().forEach(JavaProcess::close);
        http.shutdownNow();
        http.close();
    }
}
