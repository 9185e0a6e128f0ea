package dev.trimtab.sim.recording;

import dev.trimtab.config.Reading;
import dev.trimtab.config.SpecReader;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.ReportCodec;
import dev.trimtab.core.observe.Tally;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.Spec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** A recording made by hand: three vantages that look at two CDNs every second, as an agent counts and a recorder writes. */
final class Tape {
    static final Instant START = Instant.parse("2026-11-24T10:00:00Z");
    static final SteeredName WWW = SteeredName.of("www.steer.example.com");
    static final List<String> VANTAGES = List.of("ams", "fra", "iad");
    static final List<String> CDNS = List.of("east", "west");

    /** Whether a look of a vantage at a CDN fails at a second. */
    interface Faults {
        boolean fails(String vantage, String cdn, int second);
    }

    private final List<List<String>> members = new ArrayList<>();
    private final Map<String, Tally> tallies = new HashMap<>();

    Tape() {
        List<String> head = new ArrayList<>();
        head.add("{\"t\":\"header\",\"format\":\"trimtab-recording\",\"version\":1,\"product\":\"test\","
                + "\"configDigest\":\"d1ge57\",\"start\":\"" + START + "\",\"names\":[\"" + WWW + "\"],\"vantages\":["
                + VANTAGES.stream()
                        .map(vantage -> "{\"vantage\":\"" + vantage + "\",\"network\":64500,\"region\":\"default\"}")
                        .collect(Collectors.joining(","))
                + "]}");
        head.add("{\"t\":\"checks\",\"list\":0,\"checks\":["
                + CDNS.stream()
                        .map(cdn -> "[\"" + WWW + "\",\"" + cdn + "\",\"www.example.com\",\"page\",\"V4\"]")
                        .collect(Collectors.joining(","))
                + "]}");
        members.add(head);
    }

    Tape line(String json) {
        members.add(List.of(json));
        return this;
    }

    Tape published(int second, int eastBp, int westBp) {
        return line("{\"t\":\"state\",\"at\":\"" + at(second) + "\",\"configDigest\":\"d1ge57\",\"muted\":{},"
                + "\"interventions\":0,\"names\":{\"" + WWW + "\":{\"default\":{\"east\":" + eastBp + ",\"west\":"
                + westBp + "}}}}");
    }

    /** Seconds of looks and reports, a member for every five of them. */
    Tape looks(int from, int to, Faults faults) {
        List<String> lines = new ArrayList<>();
        for (int second = from; second < to; second++) {
            for (String vantage : VANTAGES) {
                lines.add(report(vantage, second, faults));
            }
            if (second % 5 == 4) {
                members.add(List.copyOf(lines));
                lines.clear();
            }
        }
        if (!lines.isEmpty()) {
            members.add(lines);
        }
        return this;
    }

    private String report(String vantage, int second, Faults faults) {
        List<Observation> observations = new ArrayList<>();
        for (CheckId check : checks()) {
            String cdn = check.target().cdn().value();
            Outcome outcome =
                    faults.fails(vantage, cdn, second) ? new Outcome.Fail(FailureClass.STATUS) : new Outcome.Pass();
            Look look = new Look(check, Look.Turn.INTERVAL, outcome, new Phases(0, 0, 0, 80_000, 90_000), "looked");
            Tally tally = tallies.getOrDefault(vantage + cdn, Tally.EMPTY).next(look);
            tallies.put(vantage + cdn, tally);
            observations.add(new Observation(check, tally, Duration.ofMillis(20)));
        }
        Report report = new Report(new VantageId(vantage), 1, second + 1, "list", observations, Report.Control.SEEN);
        return "{\"t\":\"report\",\"at\":\"" + at(second) + "\",\"vantage\":\"" + vantage
                + "\",\"network\":64500,\"region\":\"default\",\"epoch\":1,\"sequence\":" + (second + 1)
                + ",\"list\":0,\"body\":\""
                + HexFormat.of().formatHex(ReportCodec.encodeBare(report, checks())) + "\"}";
    }

    static List<CheckId> checks() {
        return CDNS.stream()
                .map(cdn -> new CheckId(
                        new TargetId(WWW, new CdnId(cdn)),
                        new HostName("www.example.com"),
                        new ProbeId("page"),
                        CheckId.Family.V4))
                .toList();
    }

    static Instant at(int second) {
        return START.plusSeconds(second);
    }

    byte[] bytes() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (List<String> member : members) {
            GZIPOutputStream gzip = new GZIPOutputStream(all);
            for (String line : member) {
                gzip.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
            gzip.finish();
        }
        return all.toByteArray();
    }

    /** A configuration that steers what is on the tape; its detection is the caller's. */
    static Spec spec(String detect) {
        return spec(detect, "east", "west");
    }

    static Spec spec(String detect, String one, String other) {
        String yaml = """
                apiVersion: trimtab.dev/v1
                kind: Config
                providers:
                  - { name: here, type: embedded, zone: steer.example.com }
                cdns:
                  - { name: %2$s, kind: edge }
                  - { name: %3$s, kind: edge }
                vantages:
                  - { name: ams, region: default, network: AS64500 }
                  - { name: fra, region: default, network: AS64501 }
                  - { name: iad, region: default, network: AS64502 }
                probes:
                  page: { kind: application, request: { path: "/" }, assertions: [ { source: status, in: [200] } ] }
                names:
                  - name: www.steer.example.com
                    hosts: [www.example.com]
                    probes: [page]
                    quorum: { networks: 2, reporting: 2 }
                    detect: %1$s
                    targets:
                      - { cdn: %2$s, address: one.cdn.example, weight: 50 }
                      - { cdn: %3$s, address: other.cdn.example, weight: 50 }
                """.formatted(detect, one, other);
        return switch (SpecReader.read(yaml)) {
            case Reading.Good good -> good.spec();
            case Reading.Bad bad -> throw new AssertionError(bad.problems().toString());
        };
    }
}
