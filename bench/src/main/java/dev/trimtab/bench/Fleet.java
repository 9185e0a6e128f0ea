package dev.trimtab.bench;

import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.ProviderId;
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
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.observe.Tally;
import dev.trimtab.core.override.Intervention;
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
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.core.spec.QuorumSpec;
import dev.trimtab.core.spec.RequestSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.core.spec.VantageSpec;
import dev.trimtab.sim.engine.SimController;
import dev.trimtab.sim.ports.SimElection;
import dev.trimtab.sim.ports.SimFeed;
import dev.trimtab.sim.ports.SimProvider;
import dev.trimtab.sim.ports.SimStore;
import dev.trimtab.sim.ports.SimZone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Many names with four targets each, seen by nine vantages in nine networks, steered by one controller. */
final class Fleet {
    static final int TARGETS = 4;
    static final int VANTAGES = 9;

    private static final ProviderId DNS = new ProviderId("dns");
    private static final HostName HOST = new HostName("www.example.com");
    private static final ProbeId HOME = new ProbeId("home");
    private static final Phases TYPICAL = new Phases(100, 1_000, 2_000, 30_000, 40_000);
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Spec spec;
    private final List<VantageId> vantages = new ArrayList<>();
    private final List<List<Observation>> lines = new ArrayList<>();
    private final SimFeed feed = new SimFeed();
    private final SimStore store = new SimStore();
    private final SimController controller;
    private Instant now = Instant.parse("2026-11-25T10:00:00Z");
    private long sequence;
    private boolean reported;

    Fleet(int names) {
        this.spec = spec(names);
        SimProvider provider =
                new SimProvider(DNS, SimProvider.GLOBAL, new SimZone(), () -> SimProvider.Weather.FINE, set -> {});
        controller = new SimController(
                "ctl-1",
                spec,
                feed,
                new SimElection(),
                store,
                List.of(provider),
                () -> Signals.NONE,
                event -> {},
                () -> now);
        for (int v = 0; v < VANTAGES; v++) {
            vantages.add(vantage(v));
            List<Observation> mine = new ArrayList<>();
            for (NameSpec name : spec.names().values()) {
                for (TargetSpec target : name.targets()) {
                    CheckId check = new CheckId(new TargetId(name.name(), target.cdn()), HOST, HOME, CheckId.Family.V4);
                    mine.add(new Observation(check, Tally.EMPTY, Duration.ZERO));
                }
            }
            lines.add(mine);
        }
    }

    private static VantageId vantage(int number) {
        return new VantageId("v" + number);
    }

    /**
     * An interval passes: every vantage has looked at everything once more and reports it.
     *
     * @param news what happens beside that
     */
    void lookAgain(Runnable news) {
        pass(INTERVAL);
        lookAll();
        news.run();
        report(0, VANTAGES);
    }

    /** Every vantage has looked at everything once more. */
    void lookAll() {
        for (List<Observation> mine : lines) {
            mine.replaceAll(line -> looked(line, new Outcome.Pass()));
        }
    }

    /** One vantage has seen one failure. */
    void failOne(int line) {
        lines.get(0).set(line, looked(lines.get(0).get(line), new Outcome.Fail(FailureClass.STATUS)));
    }

    /** One vantage has seen a failure at every target of a tenth of the names, another tenth each round. */
    void failTenth(int round) {
        for (int line = 0; line < lines.get(0).size(); line++) {
            if (Math.floorMod(line / TARGETS + round, 10) == 0) {
                failOne(line);
            }
        }
    }

    void passOne(int line) {
        lines.get(0).set(line, looked(lines.get(0).get(line), new Outcome.Pass()));
    }

    private static Observation looked(Observation line, Outcome outcome) {
        return new Observation(
                line.check(),
                line.tally().next(new Look(line.check(), Look.Turn.INTERVAL, outcome, TYPICAL, "")),
                Duration.ZERO);
    }

    /** The reports of these vantages arrive. */
    void report(int first, int end) {
        if (reported) {
            throw new IllegalStateException("no round took the last reports up: something else is measured");
        }
        reported = true;
        sequence++;
        for (int v = first; v < end; v++) {
            feed.hear(new Report(vantages.get(v), 1, sequence, "bench", List.copyOf(lines.get(v))), now);
        }
    }

    /** An operator freezes returns, of which there are none: every name is judged and planned from the beginning. */
    void stirAll() {
        store.interventions().all().stream()
                .filter(freeze -> freeze.activeAt(now))
                .forEach(freeze -> store.interventions().end(freeze.id(), now));
        Intervention.Claim claim = new Intervention.Claim(
                "bench", "so that everything is due", now, now.plus(Duration.ofHours(1)), new TreeSet<>());
        store.interventions()
                .put(new Intervention.Freeze(
                        "freeze-" + sequence, Optional.empty(), Intervention.Freeze.Scope.RETURNS, claim));
    }

    RoundView round() {
        reported = false;
        return controller.round(now);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Lives until everything is known and published. */
    void settle() {
        for (int round = 0; round < 12; round++) {
            lookAll();
            report(0, VANTAGES);
            round();
            pass(INTERVAL);
        }
        lookAll();
        report(0, VANTAGES);
        RoundView view = round();
        if (view.names().values().stream().anyMatch(name -> name.publication().isEmpty())) {
            throw new IllegalStateException("some names were never published");
        }
    }

    private static Spec spec(int count) {
        TreeMap<CdnId, CdnSpec> cdns = new TreeMap<>();
        List<TargetSpec> targets = new ArrayList<>();
        for (int t = 0; t < TARGETS; t++) {
            CdnId cdn = new CdnId("cdn-" + t);
            CdnKind kind = t == TARGETS - 1 ? CdnKind.ORIGIN : CdnKind.EDGE;
            cdns.put(cdn, new CdnSpec(cdn, kind, t == TARGETS - 1 ? 1_000 : Shares.WHOLE, false, List.of()));
            TreeMap<RegionId, Integer> weights = new TreeMap<>();
            weights.put(RegionId.DEFAULT, t < 2 ? 50 : 0);
            targets.add(new TargetSpec(cdn, new Answer.Cname(new HostName(cdn + ".example.net")), weights, ""));
        }
        TreeMap<VantageId, VantageSpec> vantages = new TreeMap<>();
        for (int v = 0; v < VANTAGES; v++) {
            vantages.put(
                    vantage(v),
                    new VantageSpec(vantage(v), new RegionId("r" + v % 3), new Network(64_500 + v), Optional.empty()));
        }
        TreeMap<ProbeId, ProbeSpec> probes = new TreeMap<>();
        RequestSpec request = new RequestSpec(
                "GET",
                RequestSpec.Scheme.HTTPS,
                "/",
                "{host}",
                List.of(RequestSpec.Protocol.HTTP1),
                new TreeMap<>(),
                0,
                RequestSpec.BODY_BYTES_DEFAULT,
                "");
        probes.put(HOME, new ProbeSpec(HOME, ProbeKind.APPLICATION, request, List.of()));
        TreeMap<SteeredName, NameSpec> names = new TreeMap<>();
        for (int n = 0; n < count; n++) {
            SteeredName name = SteeredName.of("n" + n + ".steer.example.com");
            names.put(name, name(name, targets));
        }
        TreeMap<ProviderId, ProviderSpec> providers = new TreeMap<>();
        providers.put(DNS, new ProviderSpec(DNS, "embedded", "steer.example.com.", Optional.empty(), new TreeMap<>()));
        return new Spec("bench", new TreeMap<>(), providers, new TreeMap<>(), cdns, vantages, List.of(), probes, names);
    }

    private static NameSpec name(SteeredName name, List<TargetSpec> targets) {
        return new NameSpec(
                name,
                List.of(HOST),
                NameSpec.RecordType.CNAME,
                Duration.ofSeconds(30),
                List.of(HOME),
                List.of(RegionId.DEFAULT),
                new QuorumSpec(2, 2),
                targets,
                targets.stream().map(TargetSpec::cdn).toList(),
                List.of(DNS),
                new DetectSpec(INTERVAL, Duration.ofSeconds(4), 2, 6, Duration.ofMinutes(5)),
                new FailbackSpec(
                        FailbackSpec.Mode.AUTO,
                        Duration.ofMinutes(20),
                        Duration.ofHours(2),
                        true,
                        100,
                        1_000,
                        Duration.ofMinutes(5)),
                new LimitsSpec(1_000, 18, 6),
                Automation.AUTO,
                new TreeMap<>(),
                true,
                "");
    }
}
