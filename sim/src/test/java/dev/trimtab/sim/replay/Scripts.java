package dev.trimtab.sim.replay;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Scripts for tests: those that ship, and small ones made by hand. */
final class Scripts {
    /** Two CDNs and an origin, two regions, an hour. Events and expectations follow. */
    static final String SMALL = """
            replay: 1
            id: small
            title: two CDNs and an origin
            kind: synthetic
            t0: 2025-01-01T00:00:00Z
            length: 2h
            step: 60s
            seed: 7
            sources: {S1: "a page"}
            cast:
              regions: {eu: .75, af: .25}
              targets:
                A: {vendor: a, role: cdn, weight: 80, cap: 1.5, hit: .90, cold: .50}
                B: {vendor: b, role: cdn, weight: 20, cap: 0.60, hit: .80, cold: .40, rtt: {af: 2}, cap_region: {af: .2}}
                O: {vendor: o, role: origin, weight: 0, cap: .20}
              dns: {provider: independent, ttl: 60s, independent_of: [A, B]}
              agents: {g: .34}
            world:
              demand: [[0m, 1.0]]
              follow: [[0s, 0], [60s, .5], [2m, 1]]
              origin_cap: .20
            baseline: {fail: 0, rtt: 1}
            """;

    private Scripts() {}

    static Script shipped(String id) {
        return read(resource(id + ".yaml"));
    }

    /** The identities of all that ship. */
    static List<String> library() {
        return resource("LIBRARY").lines().map(line -> line.split("\t")[0]).toList();
    }

    private static String resource(String file) {
        try (InputStream in = Scripts.class.getResourceAsStream("/dev/trimtab/sim/incidents/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static Script small(String events, String expect) {
        return read(SMALL + "events:\n" + events.indent(2) + "expect:\n" + expect.indent(2));
    }

    static Script small(String events) {
        return read(SMALL + "events:\n" + events.indent(2));
    }

    static Script read(String yaml) {
        return switch (ScriptReader.read(yaml)) {
            case ScriptReader.Read(Script script) -> script;
            case ScriptReader.Unreadable unreadable -> throw new AssertionError(problems(unreadable));
        };
    }

    static String problems(ScriptReader.Unreadable unreadable) {
        return unreadable.problems().stream().map(Object::toString).collect(Collectors.joining("\n"));
    }
}
