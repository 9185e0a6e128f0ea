package dev.trimtab.sim.engine;

import dev.trimtab.config.Reading;
import dev.trimtab.config.SpecReader;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.sim.replay.Script;
import dev.trimtab.sim.replay.ScriptReader;

/** A script and a configuration that fit each other, small enough to run in a second. */
final class Small {
    private static final String SCRIPT = """
            replay: 1
            id: small
            t0: 2025-01-01T09:00:00Z
            length: 90m
            step: 60s
            seed: 7
            cast:
              regions: {eu: .75, af: .25}
              targets:
                A: {role: cdn, weight: 80, cap: 1.5, hit: .90, cold: .50}
                B: {role: cdn, weight: 20, cap: 0.60, hit: .95, cold: .90}
                O: {role: origin, weight: 0, cap: .40}
            world: {follow: [[0s, 0], [60s, .5], [2m, 1]]}
            baseline: {fail: 0}
            events:
            """;
    private static final String CONFIGURATION = """
            apiVersion: trimtab.dev/v1
            kind: Config
            providers:
              - { name: here, type: embedded, zone: steer.example.com, ns: [ns1.example.com, ns2.example.com] }
            cdns:
              - { name: alpha, kind: edge, capacity: { regions: { af: 10% } }, cache: { warm: "80%", cold: "40%" } }
              - { name: beta, kind: edge }
              - { name: dc, kind: origin, capacity: { maxShare: 30% } }
            regions:
              eu: { continents: [EU] }
              af: { continents: [AF] }
            vantages:
              - { name: fra, region: eu, network: AS64500, publicKey: "MCowBQYDK2VwAyEAk/foEtNsg4pVUW3BjZ0QRB9hjpuPvpdcef51hOZU1+k=" }
              - { name: ams, region: eu, network: AS64501, publicKey: "MCowBQYDK2VwAyEAbYGS2ZBOyeUEeGRDnbsyeI8sNol0aYdKZhkz1EgZ9zw=" }
              - { name: waw, region: eu, network: AS64502, publicKey: "MCowBQYDK2VwAyEAHmk+/oPlFcv9t3LzcFNC+7R03gZ/36EZkBJ3mMaOIKk=" }
            probes:
              home-page:
                kind: application
                request: { path: "/" }
                assertions: [{ source: status, in: [200] }]
            names:
              - name: www.steer.example.com
                hosts: [www.example.com]
                probes: [home-page]
                automation: auto
                targets:
                  - { cdn: alpha, address: shop.alpha.example.net, weight: 30 }
                  - { cdn: beta, address: shop.beta.example.net, weight: 30 }
                  - { cdn: dc, address: shop.dc.example.net, weight: 0 }
            """;

    private Small() {}

    static Script script(String events) {
        return switch (ScriptReader.read(SCRIPT + events.indent(2))) {
            case ScriptReader.Read read -> read.script();
            case ScriptReader.Unreadable unreadable -> throw new AssertionError(unreadable.problems());
        };
    }

    /** @param rules lines of {@code safetyRules}, if any */
    static Spec configuration(String rules) {
        String yaml = CONFIGURATION + (rules.isEmpty() ? "" : "safetyRules:\n" + rules.indent(2));
        return switch (SpecReader.read(yaml)) {
            case Reading.Good good -> good.spec();
            case Reading.Bad bad -> throw new AssertionError(bad.problems());
        };
    }
}
