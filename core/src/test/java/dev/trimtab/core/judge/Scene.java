package dev.trimtab.core.judge;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Tally;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.LimitsSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.ProbeSpec;
import dev.trimtab.core.spec.QuorumSpec;
import dev.trimtab.core.spec.RequestSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.core.spec.VantageSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Two edges and an origin, vantages in networks of their own, probes of chosen kinds; the clock and every look in the test's
 * hand. One tick is one interval: every vantage looks once at every check, and once more at what failed.
 */
final class Scene {
    static final CdnId A = new CdnId("edge-a");
    static final CdnId B = new CdnId("edge-b");
    static final CdnId ORIGIN = new CdnId("origin");
    static final SteeredName WWW = SteeredName.of("www.steer.example.com");
    static final RegionId EU = new RegionId("eu");
    static final int USUAL_MILLIS = 100;

    /** What a look meets. */
    record Fault(double ratio, FailureClass how, double slower) {
        static final Fault NONE = new Fault(0, FailureClass.STATUS, 1);

        static Fault of(double ratio, FailureClass how) {
            return new Fault(ratio, how, 1);
        }

        static Fault slow(double factor) {
            return new Fault(0, FailureClass.STATUS, factor);
        }
    }

    /** What a look of one vantage at one check meets now. */
    interface World {
        Fault at(int vantage, CdnId cdn, ProbeKind kind);
    }

    final Spec spec;
    final NameSpec name;
    final Map<Integer, Report.Control> controls = new HashMap<>();
    final Set<Integer> silent = new HashSet<>();
    World world = (vantage, cdn, kind) -> Fault.NONE;
    Beliefs beliefs = Beliefs.NONE;
    Judgement judgement = Judgement.NONE;
    Instant now = Instant.parse("2026-11-24T10:00:00Z");
    private final SplittableRandom random;
    private final TreeMap<VantageId, TreeMap<CheckId, Tally>> tallies = new TreeMap<>();
    private final TreeMap<VantageId, Beliefs.Heard> heard = new TreeMap<>();
    private long sequence;
    long epoch = 1;

    /** @param networks the network of each vantage */
    Scene(SplittableRandom random, Duration interval, List<Integer> networks, ProbeKind... kinds) {
        this.random = random;
        TreeMap<ProbeId, ProbeSpec> probes = new TreeMap<>();
        for (ProbeKind kind : kinds) {
            ProbeId id = new ProbeId(kind.word());
            probes.put(
                    id,
                    new ProbeSpec(
                            id,
                            kind,
                            new RequestSpec(
                                    "GET",
                                    RequestSpec.Scheme.HTTPS,
                                    "/",
                                    "{host}",
                                    List.of(RequestSpec.Protocol.HTTP1),
                                    new TreeMap<>(),
                                    0,
                                    1024,
                                    ""),
                            List.of()));
        }
        TreeMap<CdnId, CdnSpec> cdns = new TreeMap<>();
        cdns.put(A, new CdnSpec(A, CdnKind.EDGE, Shares.WHOLE, false, List.of()));
        cdns.put(B, new CdnSpec(B, CdnKind.EDGE, Shares.WHOLE, false, List.of()));
        cdns.put(ORIGIN, new CdnSpec(ORIGIN, CdnKind.ORIGIN, 2_000, false, List.of()));
        TreeMap<VantageId, VantageSpec> vantages = new TreeMap<>();
        for (int i = 0; i < networks.size(); i++) {
            VantageId id = vantage(i);
            vantages.put(id, new VantageSpec(id, EU, new Network(64_500 + networks.get(i)), Optional.empty()));
        }
        this.name = new NameSpec(
                WWW,
                List.of(new HostName("www.example.com")),
                NameSpec.RecordType.CNAME,
                Duration.ofSeconds(60),
                List.copyOf(probes.keySet()),
                List.of(EU),
                new QuorumSpec(2, 2),
                List.of(target(A), target(B), target(ORIGIN)),
                List.of(A, B, ORIGIN),
                List.of(),
                new DetectSpec(interval, Duration.ofSeconds(4), 2, 6, Duration.ofMinutes(5)),
                new FailbackSpec(
                        FailbackSpec.Mode.AUTO,
                        Duration.ofMinutes(20),
                        Duration.ofHours(2),
                        true,
                        100,
                        1_000,
                        Duration.ofMinutes(5)),
                new LimitsSpec(1_000, 120, 40),
                Automation.AUTO,
                new TreeMap<>(),
                true,
                "");
        TreeMap<SteeredName, NameSpec> names = new TreeMap<>();
        names.put(WWW, name);
        this.spec = new Spec(
                "test", new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), cdns, vantages, List.of(), probes, names);
    }

    static List<Integer> networks(int count) {
        List<Integer> networks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            networks.add(i);
        }
        return networks;
    }

    static VantageId vantage(int number) {
        return new VantageId("v" + (char) ('a' + number));
    }

    private static TargetSpec target(CdnId cdn) {
        TreeMap<RegionId, Integer> weights = new TreeMap<>();
        weights.put(EU, cdn.equals(ORIGIN) ? 0 : 50);
        return new TargetSpec(cdn, new Answer.Cname(new HostName(cdn.value() + ".example.net")), weights, "");
    }

    Scene run(Duration time) {
        for (Instant end = now.plus(time); now.isBefore(end); ) {
            tick();
        }
        return this;
    }

    /** One interval, and the judgement after it. */
    void tick() {
        sequence++;
        for (int i = 0; i < spec.vantages().size(); i++) {
            if (!silent.contains(i)) {
                look(i);
            }
        }
        judge();
        now = now.plus(name.detect().interval());
    }

    /** A judgement without news. */
    void judge() {
        beliefs = beliefs.next(spec, heard, now);
        judgement = judgement.next(spec, name, List.of(EU), beliefs, now);
    }

    private void look(int number) {
        TreeMap<CheckId, Tally> mine = tallies.computeIfAbsent(vantage(number), id -> new TreeMap<>());
        List<Observation> lines = new ArrayList<>();
        for (CdnId cdn : List.of(A, B, ORIGIN)) {
            for (ProbeSpec probe : spec.probes().values()) {
                if (probe.kind().runsOn(spec.cdn(cdn).kind())
                        && !(cdn.equals(ORIGIN) && probe.kind() == ProbeKind.CACHED_OBJECT)) {
                    CheckId check = new CheckId(
                            new TargetId(WWW, cdn), new HostName("www.example.com"), probe.id(), CheckId.Family.V4);
                    Fault fault = world.at(number, cdn, probe.kind());
                    Tally tally = mine.getOrDefault(check, Tally.EMPTY).next(look(check, fault, Look.Turn.INTERVAL));
                    if (tally.last() instanceof Outcome.Fail) {
                        tally = tally.next(look(check, fault, Look.Turn.CONFIRMATION));
                    }
                    mine.put(check, tally);
                    lines.add(new Observation(check, tally, Duration.ZERO));
                }
            }
        }
        say(
                number,
                new Report(
                        vantage(number),
                        epoch,
                        sequence,
                        "digest",
                        lines,
                        controls.getOrDefault(number, Report.Control.UNKNOWN)));
    }

    void say(int number, Report report) {
        heard.put(vantage(number), new Beliefs.Heard(report, Duration.ZERO));
    }

    Report said(int number) {
        return Optional.ofNullable(heard.get(vantage(number))).orElseThrow().report();
    }

    private Look look(CheckId check, Fault fault, Look.Turn turn) {
        boolean fails = random.nextDouble() < fault.ratio();
        Outcome outcome = fails ? new Outcome.Fail(fault.how()) : new Outcome.Pass();
        int micros = (int) (1000 * USUAL_MILLIS * fault.slower() * (0.9 + 0.2 * random.nextDouble()));
        return new Look(check, turn, outcome, new Phases(0, 0, 0, 0, micros), fails ? "500" : "200");
    }

    Verdict of(CdnId cdn) {
        return Optional.ofNullable(judgement.verdicts().get(EU))
                .map(verdicts -> verdicts.get(cdn))
                .orElseThrow();
    }

    Verdict.State state(CdnId cdn) {
        return of(cdn).state();
    }

    List<Verdict.State> states() {
        return List.of(state(A), state(B), state(ORIGIN));
    }
}
