package dev.trimtab.e2e;

import dev.trimtab.core.observe.KeyPem;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;

/** The configuration of a {@link SmallFleet}, as YAML. */
final class FleetConfiguration {
    private final int names;
    private final List<PublicKey> vantages;
    private final List<String> providers =
            new ArrayList<>(List.of("{ name: here, type: embedded, zone: here.example }"));
    private final List<String> credentials = new ArrayList<>();
    private final List<String> zones = new ArrayList<>();
    private String probeAtA = "";
    private String probeAtB = "";

    FleetConfiguration(int names, List<PublicKey> vantages) {
        this.names = names;
        this.vantages = List.copyOf(vantages);
    }

    /** Where agents of their own processes look at the two edges. */
    void edges(int portA, int portB) {
        probeAtA = ", probeAt: \"127.0.0.1:" + portA + "\"";
        probeAtB = ", probeAt: \"127.0.0.1:" + portB + "\"";
    }

    /** One more provider, and the name {@code www.} of its zone there. */
    void provider(String zone, String provider, String credential) {
        zones.add(zone);
        providers.add(provider);
        credentials.add(credential);
    }

    String text() {
        StringBuilder text = new StringBuilder("""
                apiVersion: trimtab.dev/v1
                kind: Config
                defaults:
                  detect: { interval: 1s, timeout: 1s, fall: 2, rise: 3 }
                  failback: { mode: auto, holdDown: 3s, holdDownMax: 3s, firstStep: 1%, stepMax: 25%, stepEvery: 1s }
                  automation: auto
                  ttl: 5s
                  quorum: { networks: 2, reporting: 2 }
                  limits: { returnPerChange: 25%, changesPerHour: 600, reservedForEscapes: 200 }
                cdns:
                  - { name: edge-a, kind: edge }
                  - { name: edge-b, kind: edge }
                probes:
                  home: { kind: application, request: { method: GET, path: "/", host: "{host}", scheme: http }, assertions: [{ source: status, in: [200] }] }
                """);
        list(text, "providers", providers);
        if (!credentials.isEmpty()) {
            text.append("credentials:\n");
            credentials.forEach(one -> text.append("  ").append(one).append("\n"));
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < vantages.size(); i++) {
            lines.add("{ name: v%d, region: default, network: AS%d, publicKey: \"%s\" }"
                    .formatted(i, 64500 + i, KeyPem.base64(vantages.get(i))));
        }
        list(text, "vantages", lines);
        List<String> steered = new ArrayList<>();
        for (int i = 0; i < names; i++) {
            steered.add(name("n" + i + ".here.example", "www" + i + ".example.com"));
        }
        zones.forEach(zone -> steered.add(name("www." + zone, "www.example.com")));
        list(text, "names", steered);
        return text.toString();
    }

    private static void list(StringBuilder text, String key, List<String> lines) {
        text.append(key).append(":\n");
        lines.forEach(line -> text.append("  - ").append(line).append("\n"));
    }

    private String name(String name, String host) {
        return ("{ name: %s, hosts: [%s], type: CNAME, probes: [home], targets: ["
                        + "{ cdn: edge-a, address: edge-a.example.net, weight: 50%s },"
                        + " { cdn: edge-b, address: edge-b.example.net, weight: 50%s }] }")
                .formatted(name, host, probeAtA, probeAtB);
    }
}
