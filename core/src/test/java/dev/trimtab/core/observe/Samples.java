package dev.trimtab.core.observe;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.RequestSpec;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/** Assignments and reports out of a seed. */
final class Samples {
    static final VantageId FRA = new VantageId("fra");

    private final SplittableRandom random;

    Samples(long seed) {
        random = new SplittableRandom(seed);
    }

    Assignment assignment(int checks) {
        List<Check> list = new ArrayList<>();
        for (int i = 0; i < checks; i++) {
            list.add(check(i));
        }
        return AssignmentCodec.digested(FRA, random.nextInt(3), 3, list);
    }

    /** A view as a large installation has one: most checks pass, looks every second for up to a week, times all differ. */
    Report report(Assignment assignment) {
        long epochLooks = random.nextLong(1, 600_000);
        List<Observation> lines = new ArrayList<>();
        for (Check check : assignment.checks()) {
            lines.add(new Observation(
                    check.id(), random.nextInt(20) == 0 ? ill() : well(epochLooks), Duration.ofMillis(below(1000))));
        }
        return new Report(
                FRA,
                random.nextLong(1L << 41),
                random.nextLong(1L << 30),
                assignment.digest(),
                lines,
                pick(Report.Control.values()));
    }

    private Tally well(long looks) {
        long passed = Math.max(0, looks - random.nextLong(3));
        return new Tally(
                new Outcome.Pass(),
                0,
                (int) Math.min(passed, Tally.RUN_MAX),
                0,
                0,
                32,
                passed,
                0,
                below(3),
                below(3),
                Optional.empty(),
                phases(),
                "200");
    }

    private Tally ill() {
        FailureClass failureClass = pick(FailureClass.values());
        Outcome outcome = switch (below(3)) {
            case 0 -> new Outcome.Fail(failureClass);
            case 1 -> new Outcome.Degraded(failureClass);
            default -> new Outcome.Blind();
        };
        return new Tally(
                outcome,
                below(Tally.RUN_MAX + 1),
                below(Tally.RUN_MAX + 1),
                below(Tally.RUN_MAX + 1),
                random.nextInt(),
                below(33),
                random.nextLong(1L << 40),
                random.nextLong(1L << 40),
                random.nextLong(1L << 40),
                random.nextLong(1L << 40),
                Optional.of(pick(FailureClass.values())),
                phases(),
                "é".repeat(below(ReportCodec.DETAIL_CHARACTERS_MAX + 1)));
    }

    private Phases phases() {
        return new Phases(below(20_000), below(40_000), below(80_000), below(200_000), 20_000 + below(400_000));
    }

    private Check check(int i) {
        CheckId id = new CheckId(
                new TargetId(SteeredName.of("n" + i + ".steer.example.com"), new CdnId("cdn" + below(4))),
                new HostName("www" + i + ".example.com"),
                new ProbeId("home"),
                pick(CheckId.Family.values()));
        TreeMap<String, String> headers = new TreeMap<>();
        headers.put("user-agent", "trimtab/" + below(9));
        RequestSpec request = new RequestSpec(
                "GET",
                pick(RequestSpec.Scheme.values()),
                "/" + below(1000),
                "www" + i + ".example.com",
                List.of(RequestSpec.Protocol.H2, RequestSpec.Protocol.HTTP1),
                headers,
                below(5),
                below(1 << 20),
                below(2) == 0 ? List.of() : List.of("/ca.pem", RequestSpec.PLATFORM),
                new TreeMap<>(below(2) == 0 ? Map.of() : Map.of("x-probe-key", "/secret")),
                below(65_536),
                below(2) == 0 ? List.of() : List.of("192.0.2.53", "192.0.2.54:5300"));
        DetectSpec detect = new DetectSpec(
                Duration.ofMillis(100 + below(9000)),
                Duration.ofMillis(10 + below(5000)),
                2,
                6,
                Duration.ofMinutes(5),
                1 + below(99));
        return new Check(
                id,
                pick(ProbeKind.values()),
                answer(),
                below(2) == 0 ? "" : "127.0.0.1:8443",
                request,
                assertions(),
                detect);
    }

    /** One that agents of every version understand. */
    static Check plain() {
        return new Check(
                new CheckId(
                        new TargetId(SteeredName.of("www.steer.example.com"), new CdnId("east")),
                        new HostName("www.example.com"),
                        new ProbeId("page"),
                        CheckId.Family.V4),
                new Answer.Cname(new HostName("east.cdn.example")),
                "",
                new RequestSpec(
                        "GET",
                        RequestSpec.Scheme.HTTPS,
                        "/",
                        "www.example.com",
                        List.of(RequestSpec.Protocol.HTTP1),
                        new TreeMap<>(),
                        0,
                        1024,
                        "/ca.pem"),
                List.of(new Assertion.Tls(
                        Optional.of("www.example.com"), 14, FailureClass.TLS, Assertion.Severity.FAILED)),
                new DetectSpec(Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 6, Duration.ofMinutes(5)));
    }

    private Answer answer() {
        try {
            return below(2) == 0
                    ? new Answer.Cname(new HostName("edge" + below(9) + ".example.net"))
                    : new Answer.Addresses(List.of(
                            InetAddress.getByName("192.0.2." + below(256)), InetAddress.getByName("2001:db8::1")));
        } catch (UnknownHostException notALiteral) {
            throw new AssertionError(notALiteral);
        }
    }

    private List<Assertion> assertions() {
        FailureClass c = pick(FailureClass.values());
        Assertion.Severity s = pick(Assertion.Severity.values());
        return List.of(
                new Assertion.Status(new TreeSet<>(List.of(200, 200 + below(300))), c, s),
                new Assertion.Header("x", below(2) == 0, Optional.of("y"), Optional.empty(), c, s),
                new Assertion.Body(Optional.of("ours"), Optional.empty(), below(1 << 16), c, s),
                new Assertion.Json("$.status", "ok", c, s),
                new Assertion.Tls(Optional.of("www.example.com"), below(90), c, s),
                new Assertion.Tls(Optional.empty(), 0, below(90), Optional.of("O=Ours"), below(2) == 0, c, s),
                new Assertion.Timing(pick(Assertion.Phase.values()), Duration.ofMillis(below(9000)), c, s));
    }

    private int below(int bound) {
        return random.nextInt(bound);
    }

    private <E> E pick(E[] all) {
        return all[random.nextInt(all.length)];
    }
}
