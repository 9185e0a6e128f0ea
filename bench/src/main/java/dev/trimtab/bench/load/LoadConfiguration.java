package dev.trimtab.bench.load;

import java.util.List;

/**
 * A configuration of many names, as YAML: everything by default that can be, in mode {@code auto}.
 *
 * @param targets of each name
 * @param publicKeys of the vantages {@code v0}, {@code v1} and so on, each in a network of its own
 * @param probeAt port on loopback where agents of real processes look, and the CA of its certificate; empty without such
 */
record LoadConfiguration(int names, int targets, List<String> publicKeys, String probeAt, String trust) {
    private static final int FIRST_ASN = 64_512;

    String text() {
        StringBuilder text = new StringBuilder("""
                apiVersion: trimtab.dev/v1
                kind: Config
                defaults: { automation: auto }
                providers:
                  - { name: here, type: embedded, zone: load.example }
                probes:
                  home: { kind: application, request: { method: GET, path: "/", host: "{host}"%s }, assertions: [{ source: status, in: [200] }] }
                cdns:
                """.formatted(trust.isEmpty() ? "" : ", trust: \"" + trust + "\""));
        for (int cdn = 0; cdn < targets; cdn++) {
            text.append("  - { name: cdn-%d, kind: edge }\n".formatted(cdn));
        }
        text.append("vantages:\n");
        for (int vantage = 0; vantage < publicKeys.size(); vantage++) {
            text.append("  - { name: v%d, region: default, network: AS%d, %s }\n"
                    .formatted(vantage, FIRST_ASN + vantage, publicKeys.get(vantage)));
        }
        text.append("names:\n");
        String at = probeAt.isEmpty() ? "" : ", probeAt: \"127.0.0.1:" + probeAt + "\"";
        for (int name = 0; name < names; name++) {
            text.append(
                    "  - { name: n%1$d.load.example, hosts: [www.example.com], type: CNAME, probes: [home], targets: ["
                            .formatted(name));
            for (int cdn = 0; cdn < targets; cdn++) {
                text.append(cdn == 0 ? "" : ", ")
                        .append("{ cdn: cdn-%1$d, address: c%1$d.cdn.example, weight: %2$d%3$s }"
                                .formatted(cdn, 100 / targets, at));
            }
            text.append("] }\n");
        }
        return text.toString();
    }
}
