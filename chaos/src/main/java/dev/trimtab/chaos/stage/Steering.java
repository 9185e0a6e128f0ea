package dev.trimtab.chaos.stage;

import dev.trimtab.core.observe.KeyPem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Map;
import java.util.TreeMap;

/** The configuration that every controller reads, with the keys that it speaks of. */
final class Steering {
    private Steering() {}

    /** Writes {@code trimtab.yaml}, the providers' secrets and each vantage's key; times are short, limits wide. */
    static void write(Path folder, Topology topology, Network network, Servers servers) throws IOException {
        Files.writeString(folder.resolve("pdns.key"), Servers.POWERDNS_KEY);
        Files.writeString(folder.resolve("tsig.key"), Servers.KEY);
        StringBuilder vantages = new StringBuilder();
        int number = 64_500;
        for (Map.Entry<String, String> key : keys(folder, topology).entrySet()) {
            vantages.append("  - { name: ")
                    .append(key.getKey())
                    .append(", region: world, network: AS")
                    .append(number++)
                    .append(", publicKey: \"")
                    .append(key.getValue())
                    .append("\" }\n");
        }
        StringBuilder names = new StringBuilder();
        topology.servers().values().stream()
                .flatMap(java.util.List::stream)
                .distinct()
                .forEach(name -> names.append(name(name, network.address(Topology.EDGES))));
        Files.writeString(folder.resolve("trimtab.yaml"), """
                apiVersion: trimtab.dev/v1
                kind: Config
                defaults:
                  detect: { interval: 1s, timeout: 1s, fall: 2, rise: 2 }
                  failback: { mode: auto, holdDown: 2s, holdDownMax: 2s, firstStep: 10%%, stepMax: 25%%, stepEvery: 1s }
                  automation: auto
                credentials:
                  pdns: { type: file, path: "%1$s/pdns.key" }
                  tsig: { type: file, path: "%1$s/tsig.key" }
                providers:
                  - { name: here, type: embedded, zone: here.example }
                  - { name: pdns, type: powerdns, zone: pdns.example, url: "%2$s", credential: pdns, verify: ["%3$s:%6$d"] }
                  - { name: bind, type: rfc2136, zone: bind.example, server: "%4$s:%6$d", keyName: "%7$s", credential: tsig }
                  - { name: knot, type: rfc2136, zone: knot.example, server: "%5$s:%6$d", keyName: "%7$s", credential: tsig }
                regions:
                  world: { continents: [EU] }
                cdns:
                  - { name: edge-a, kind: edge }
                  - { name: edge-b, kind: edge }
                  - { name: edge-c, kind: edge }
                  - { name: origin, kind: origin, capacity: { maxShare: 20%% } }
                vantages:
                %8$sprobes:
                  home:
                    kind: application
                    request: { method: GET, path: "/", host: "{host}", scheme: http }
                    assertions:
                      - { source: status, in: [200] }
                      - { source: body, matches: 'data-build="[0-9a-f]{7,40}"', within: 64KiB, class: content }
                names:
                %9$s""".formatted(
                        folder,
                        servers.powerDnsApi(),
                        network.address(Topology.POWERDNS),
                        network.address(Topology.BIND),
                        network.address(Topology.KNOT),
                        Topology.DNS,
                        Servers.KEY_NAME,
                        vantages,
                        names));
    }

    private static String name(String name, String edges) {
        StringBuilder targets = new StringBuilder();
        Map<String, Integer> weights = Map.of("edge-a", 50, "edge-b", 30, "edge-c", 20, "origin", 0);
        Topology.cdns()
                .forEach((cdn, port) -> targets.append("      - { cdn: ")
                        .append(cdn)
                        .append(", address: ")
                        .append(cdn)
                        .append(".example.net, weight: ")
                        .append(weights.get(cdn))
                        .append(", probeAt: \"")
                        .append(edges)
                        .append(':')
                        .append(port)
                        .append("\" }\n"));
        return """
                  - name: %s
                    hosts: [www.example.com]
                    type: CNAME
                    ttl: 5s
                    probes: [home]
                    regions: [default]
                    quorum: { networks: 3, reporting: 3 }
                    targets:
                %s    limits: { returnPerChange: 25%%, changesPerHour: 3000, reservedForEscapes: 1000 }
                """.formatted(name, targets);
    }

    private static Map<String, String> keys(Path folder, Topology topology) throws IOException {
        Map<String, String> publicKeys = new TreeMap<>();
        for (String vantage : topology.vantages()) {
            KeyPair pair = pair();
            Files.writeString(folder.resolve(vantage + ".key"), KeyPem.write(pair.getPrivate()));
            publicKeys.put(vantage, KeyPem.base64(pair.getPublic()));
        }
        return publicKeys;
    }

    /** The key pair by which agents know a controller's assignments: the same for all of them. */
    static void linkKeys(Path folder) throws IOException {
        KeyPair pair = pair();
        Files.writeString(folder.resolve("link.key"), KeyPem.write(pair.getPrivate()));
        Files.writeString(folder.resolve("link.pub"), KeyPem.write(pair.getPublic()));
    }

    private static KeyPair pair() throws IOException {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException noEd25519) {
            throw new IOException(noEd25519);
        }
    }
}
