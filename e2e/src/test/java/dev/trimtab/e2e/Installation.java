package dev.trimtab.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trimtab.core.observe.KeyPem;
import dev.trimtab.demo.DevelopmentCa;
import dev.trimtab.provider.server.BindServer;
import dev.trimtab.provider.server.KnotServer;
import dev.trimtab.provider.server.PowerDnsServer;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/**
 * A whole installation on loopback: two edges and an origin (nginx), PowerDNS, BIND and Knot, one controller with its own
 * DNS server, three agents. Vantage fra reaches edge-a at an address of its own, so that it alone can see it fail.
 */
final class Installation implements AutoCloseable {
    static final String HOST = "www.example.com";
    static final String OTHER_HOST = "api.example.com";
    static final List<String> VANTAGES = List.of("fra", "ams", "iad");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "a-token-of-the-test";

    final Path folder;
    final Nginx edgeA;
    final Nginx edgeAForFra;
    final Nginx edgeB;
    final Nginx origin;
    final PowerDnsServer powerDns;
    final BindServer bind;
    final KnotServer knot;
    final Map<String, JavaProcess> agents = new TreeMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final int apiPort;
    private final int dnsPort;
    private final int clusterPort;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private JavaProcess controller;

    Installation(Path folder) throws IOException {
        this.folder = folder;
        DevelopmentCa ca = DevelopmentCa.create(folder, Instant.now());
        Nginx.Certificate good = certificate(ca.leaf("site", HOST, OTHER_HOST));
        Nginx.Certificate expired = certificate(ca.expiredLeaf("expired", HOST, OTHER_HOST));
        List<Integer> ports = freePorts(6);
        List<String> hosts = List.of(HOST, OTHER_HOST);
        edgeA = opened(Nginx.start(folder.resolve("edge-a"), "127.0.0.1", ports.get(0), hosts, good, expired));
        edgeAForFra =
                opened(Nginx.start(folder.resolve("edge-a-fra"), "127.0.0.2", ports.get(0), hosts, good, expired));
        edgeB = opened(Nginx.start(folder.resolve("edge-b"), "127.0.0.1", ports.get(1), hosts, good, expired));
        origin = opened(Nginx.start(folder.resolve("origin"), "127.0.0.1", ports.get(2), hosts, good, expired));
        powerDns = opened(PowerDnsServer.start("pdns.example."));
        bind = opened(BindServer.start("bind.example."));
        knot = opened(KnotServer.start("knot.example."));
        apiPort = ports.get(3);
        dnsPort = ports.get(4);
        clusterPort = ports.get(5);
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(folder.resolve("token"), TOKEN);
        Files.writeString(folder.resolve("pdns.key"), powerDns.apiKey());
        Files.writeString(folder.resolve("bind.key"), bind.secret());
        Files.writeString(folder.resolve("knot.key"), knot.secret());
        Files.writeString(folder.resolve("trimtab.yaml"), configuration(ca, ports, keys()));
        startController();
        Awaitility.await("the controller's key")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(folder.resolve("state/link.pub")));
        VANTAGES.forEach(this::startAgent);
    }

    private static Nginx.Certificate certificate(DevelopmentCa.Leaf leaf) {
        return new Nginx.Certificate(leaf.certificate(), leaf.key());
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    /** Ports that were free a moment ago, all different. */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private Map<String, String> keys() throws IOException {
        Map<String, String> publicKeys = new TreeMap<>();
        for (String vantage : VANTAGES) {
            try {
                KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
                Files.writeString(folder.resolve(vantage + ".key"), KeyPem.write(pair.getPrivate()));
                publicKeys.put(vantage, KeyPem.base64(pair.getPublic()));
            } catch (GeneralSecurityException noEd25519) {
                throw new IOException(noEd25519);
            }
        }
        return publicKeys;
    }

    private String configuration(DevelopmentCa ca, List<Integer> ports, Map<String, String> keys) {
        StringBuilder names = new StringBuilder();
        List.of("here.example.", "pdns.example.", "bind.example.", "knot.example.")
                .forEach(zone -> names.append(name("www." + zone, HOST, ports)));
        names.append(name("api.here.example.", OTHER_HOST, ports));
        return """
                apiVersion: trimtab.dev/v1
                kind: Config
                defaults:
                  detect: { interval: 1s, timeout: 1s, fall: 2, rise: 3 }
                  failback: { mode: auto, holdDown: 3s, holdDownMax: 3s, firstStep: 1%%, stepMax: 25%%, stepEvery: 1s }
                  automation: auto
                credentials:
                  pdns: { type: file, path: "%1$s/pdns.key" }
                  bind: { type: file, path: "%1$s/bind.key" }
                  knot: { type: file, path: "%1$s/knot.key" }
                providers:
                  - { name: here, type: embedded, zone: here.example }
                  - { name: pdns, type: powerdns, zone: pdns.example, url: "%2$s", credential: pdns, verify: ["127.0.0.1:%3$d"] }
                  - { name: bind, type: rfc2136, zone: bind.example, server: "127.0.0.1:%4$d", keyName: "%5$s", credential: bind }
                  - { name: knot, type: rfc2136, zone: knot.example, server: "127.0.0.1:%6$d", keyName: "%7$s", credential: knot }
                regions:
                  eu: { continents: [EU] }
                  na: { continents: [NA] }
                cdns:
                  - { name: edge-a, kind: edge }
                  - { name: edge-b, kind: edge }
                  - { name: origin, kind: origin, capacity: { maxShare: 20%% } }
                vantages:
                  - { name: fra, region: eu, network: AS64500, publicKey: "%8$s" }
                  - { name: ams, region: eu, network: AS64501, publicKey: "%9$s" }
                  - { name: iad, region: na, network: AS64502, publicKey: "%10$s" }
                probes:
                  home:
                    kind: application
                    request: { method: GET, path: "/", host: "{host}", trust: "%11$s" }
                    assertions:
                      - { source: status, in: [200] }
                      - { source: body, matches: 'data-build="[0-9a-f]{7,40}"', within: 64KiB, class: content }
                      - { source: tls, sanIncludes: "{host}", minDaysLeft: 7 }
                names:
                %12$s""".formatted(
                        folder,
                        powerDns.api(),
                        powerDns.address().getPort(),
                        bind.address().getPort(),
                        bind.keyName(),
                        knot.address().getPort(),
                        knot.keyName(),
                        keys.get("fra"),
                        keys.get("ams"),
                        keys.get("iad"),
                        ca.certificate(),
                        names);
    }

    private static String name(String name, String host, List<Integer> ports) {
        return """
                  - name: %1$s
                    hosts: [%2$s]
                    type: CNAME
                    ttl: 5s
                    probes: [home]
                    regions: [default]
                    quorum: { networks: 2, reporting: 2 }
                    targets:
                      - { cdn: edge-a, address: edge-a.example.net, weight: 50, probeAt: "edge-a.example.net:%3$d" }
                      - { cdn: edge-b, address: edge-b.example.net, weight: 50, probeAt: "127.0.0.1:%4$d" }
                      - { cdn: origin, address: origin.example.net, weight: 0, probeAt: "127.0.0.1:%5$d" }
                    limits: { returnPerChange: 25%%, changesPerHour: 600, reservedForEscapes: 200 }
                """.formatted(name, host, ports.get(0), ports.get(1), ports.get(2));
    }

    void startController() {
        controller = JavaProcess.controller(folder, apiPort, dnsPort, clusterPort, "e2e-" + clusterPort);
    }

    void startAgent(String vantage) {
        try {
            Path hosts = folder.resolve(vantage + ".hosts");
            Files.writeString(hosts, (vantage.equals("fra") ? "127.0.0.2" : "127.0.0.1") + " edge-a.example.net\n");
            agents.put(
                    vantage,
                    JavaProcess.agent(
                            folder, vantage, clusterPort, "e2e-" + clusterPort, "-Djdk.net.hosts.file=" + hosts));
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    JavaProcess controller() {
        return controller;
    }

    InetSocketAddress embeddedDns() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), dnsPort);
    }

    /** The steered name and its authoritative server, by the provider's kind. */
    Map<String, InetSocketAddress> names() {
        Map<String, InetSocketAddress> names = new TreeMap<>();
        names.put("www.here.example.", embeddedDns());
        names.put("www.pdns.example.", powerDns.address());
        names.put("www.bind.example.", bind.address());
        names.put("www.knot.example.", knot.address());
        return names;
    }

    JsonNode get(String path) {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort + path))
                            .header("Authorization", "Bearer " + TOKEN)
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return JSON.readTree(response.body());
        } catch (IOException noAnswer) {
            return JSON.missingNode();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() throws Exception {
        agents.values().forEach(JavaProcess::close);
        controller.close();
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
