package dev.trimtab.core.loop;

import dev.trimtab.core.event.Event;
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
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.port.InterventionStore;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.port.ObservationFeed;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.LimitsSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.core.spec.QuorumSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.core.spec.VantageSpec;
import dev.trimtab.fake.FakeDnsProvider;
import dev.trimtab.fake.FakeGate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Three vantages in three networks, two edges at 50/50, an origin capped at 20 %, one name, the clock in the test's hand.
 * Every second each vantage looks once at every target (and confirms a failure at once), and the loop makes four rounds.
 */
final class World {
    static final SteeredName WWW = SteeredName.of("www.steer.example.com");
    static final CdnId A = new CdnId("edge-a");
    static final CdnId B = new CdnId("edge-b");
    static final CdnId ORIGIN = new CdnId("origin");
    static final ProviderId DNS = new ProviderId("dns");
    static final String OWNER = "0123456789abcdef";
    static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

    final FakeDnsProvider provider;
    final FakeGate gate = new FakeGate();
    final List<Event> events = new ArrayList<>();
    final Map<CdnId, Outcome> truth = new TreeMap<>();
    final Map<String, Outcome> seenOnlyBy = new TreeMap<>();
    final List<String> silent = new ArrayList<>();
    final Map<String, Report.Control> controls = new TreeMap<>();
    final TreeMap<SteeredName, PlanStore.Memory> stored = new TreeMap<>();
    private final TreeMap<VantageId, TreeMap<CdnId, Tally>> tallies = new TreeMap<>();
    private final TreeMap<VantageId, ObservationFeed.Received> reports = new TreeMap<>();
    private final List<Intervention> interventions = new ArrayList<>();
    private Spec spec;
    private SteeringLoop loop;
    private long sequence;
    private Optional<SteeringLoop> other = Optional.empty();
    final List<Event> otherEvents = new ArrayList<>();
    long fence = 1;
    long otherFence;
    boolean diskFull;
    final Trouble trouble = new Trouble();
    Instant now = START;

    World() {
        this(FakeDnsProvider.EXACT);
    }

    World(Capabilities capabilities) {
        provider = new FakeDnsProvider(DNS, capabilities);
        spec = spec(Automation.AUTO, new LimitsSpec(1_000, 120, 40));
        loop = newLoop();
        for (CdnId cdn : List.of(A, B, ORIGIN)) {
            truth.put(cdn, new Outcome.Pass());
        }
    }

    static Spec spec(Automation automation, LimitsSpec limits) {
        TreeMap<CdnId, CdnSpec> cdns = new TreeMap<>();
        cdns.put(A, new CdnSpec(A, CdnKind.EDGE, Shares.WHOLE, false, List.of()));
        cdns.put(B, new CdnSpec(B, CdnKind.EDGE, Shares.WHOLE, false, List.of()));
        cdns.put(ORIGIN, new CdnSpec(ORIGIN, CdnKind.ORIGIN, 2_000, false, List.of()));
        TreeMap<VantageId, VantageSpec> vantages = new TreeMap<>();
        long asn = 64_500;
        for (String id : List.of("ams", "fra", "iad")) {
            vantages.put(
                    new VantageId(id),
                    new VantageSpec(new VantageId(id), new RegionId("eu"), new Network(asn++), Optional.empty()));
        }
        TreeMap<SteeredName, NameSpec> names = new TreeMap<>();
        names.put(
                WWW,
                new NameSpec(
                        WWW,
                        List.of(new HostName("www.example.com")),
                        NameSpec.RecordType.CNAME,
                        Duration.ofSeconds(5),
                        List.of(new ProbeId("home")),
                        List.of(RegionId.DEFAULT),
                        new QuorumSpec(2, 2),
                        List.of(target(A, 50), target(B, 50), target(ORIGIN, 0)),
                        List.of(A, B, ORIGIN),
                        List.of(DNS),
                        new DetectSpec(Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 3, Duration.ofMinutes(5)),
                        new FailbackSpec(
                                FailbackSpec.Mode.AUTO,
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(2),
                                true,
                                100,
                                1_000,
                                Duration.ofSeconds(5)),
                        limits,
                        automation,
                        new TreeMap<>(),
                        true,
                        ""));
        TreeMap<ProviderId, ProviderSpec> providers = new TreeMap<>();
        providers.put(DNS, new ProviderSpec(DNS, "embedded", "steer.example.com.", Optional.empty(), new TreeMap<>()));
        return new Spec(
                "test", new TreeMap<>(), providers, new TreeMap<>(), cdns, vantages, List.of(), new TreeMap<>(), names);
    }

    private static TargetSpec target(CdnId cdn, int weight) {
        TreeMap<RegionId, Integer> weights = new TreeMap<>();
        weights.put(RegionId.DEFAULT, weight);
        return new TargetSpec(cdn, new Answer.Cname(new HostName(cdn.value() + ".example.net")), weights, "");
    }

    private SteeringLoop newLoop() {
        return newLoop(new HeldLease(), stored, events);
    }

    /** A second controller beside the first, with a disk of its own; it leads when {@link #otherFence} is above zero. */
    World beside() {
        other = Optional.of(newLoop(new OtherLease(), new TreeMap<>(), otherEvents));
        return this;
    }

    /** The same over one disk: the second goes on where the first stopped. */
    World besideOnOneDisk() {
        other = Optional.of(newLoop(new OtherLease(), stored, otherEvents));
        return this;
    }

    /** The second one starts anew, when something has been published. */
    void restartBeside() {
        beside();
        otherEvents.clear();
    }

    private SteeringLoop newLoop(
            Leadership leadership, SortedMap<SteeredName, PlanStore.Memory> disk, List<Event> told) {
        TreeMap<ProviderId, DnsProvider> providers = new TreeMap<>();
        providers.put(DNS, provider);
        Ports ports = new Ports(
                () -> reports,
                leadership,
                new InMemoryInterventions(),
                new InMemoryPlans(disk, () -> diskFull),
                () -> providers,
                (server, name, type, timeout) -> {
                    throw new IllegalStateException("the fake has no servers");
                },
                (id, name, urgency, write) -> trouble.start(id, write),
                event -> trouble.tell(told, event),
                () -> now,
                () -> Signals.NONE,
                gate);
        return new SteeringLoop(ports, spec, OWNER, Duration.ofSeconds(3));
    }

    void configure(Automation automation, LimitsSpec limits) {
        spec = spec(automation, limits);
        loop.reload(spec);
    }

    /** No name is steered any more, or those of before again. */
    void configure(SortedMap<SteeredName, NameSpec> names) {
        spec = new Spec(
                "names",
                spec.credentials(),
                spec.providers(),
                spec.regions(),
                spec.cdns(),
                spec.vantages(),
                spec.controlGroup(),
                spec.probes(),
                names);
        loop.reload(spec);
    }

    /** One CDN otherwise than in {@link #spec}. */
    World with(CdnSpec cdn) {
        TreeMap<CdnId, CdnSpec> cdns = new TreeMap<>(spec.cdns());
        cdns.put(cdn.id(), cdn);
        spec = new Spec(
                "with",
                spec.credentials(),
                spec.providers(),
                spec.regions(),
                cdns,
                spec.vantages(),
                spec.controlGroup(),
                spec.probes(),
                spec.names());
        loop.reload(spec);
        return this;
    }

    /** A new controller process: its memory of this run is gone, its disk is not. */
    void restart() {
        fence++;
        loop = newLoop();
    }

    /** A controller on an empty disk. */
    void restartWithoutDisk() {
        stored.clear();
        fence = 1;
        loop = newLoop();
    }

    void fail(CdnId cdn, FailureClass how) {
        truth.put(cdn, new Outcome.Fail(how));
    }

    void mend(CdnId cdn) {
        truth.put(cdn, new Outcome.Pass());
    }

    World run(Duration time) {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            look();
            for (int quarter = 0; quarter < 4; quarter++) {
                loop.runOnce(now);
                other.ifPresent(beside -> beside.runOnce(now));
                now = now.plusMillis(250);
            }
        }
        return this;
    }

    private void look() {
        sequence++;
        for (VantageId vantage : spec.vantages().keySet()) {
            if (silent.contains(vantage.value())) {
                continue;
            }
            List<Observation> seen = new ArrayList<>();
            for (CdnId cdn : truth.keySet()) {
                CheckId check = new CheckId(
                        new TargetId(WWW, cdn),
                        new HostName("www.example.com"),
                        new ProbeId("home"),
                        CheckId.Family.V4);
                Outcome outcome =
                        seenOnlyBy.getOrDefault(vantage + " " + cdn, truth.getOrDefault(cdn, new Outcome.Pass()));
                TreeMap<CdnId, Tally> mine = tallies.computeIfAbsent(vantage, id -> new TreeMap<>());
                Tally tally = mine.getOrDefault(cdn, Tally.EMPTY)
                        .next(new Look(check, Look.Turn.INTERVAL, outcome, Phases.NONE, ""));
                if (outcome instanceof Outcome.Fail) {
                    tally = tally.next(new Look(check, Look.Turn.CONFIRMATION, outcome, Phases.NONE, ""));
                }
                mine.put(cdn, tally);
                seen.add(new Observation(check, tally, Duration.ZERO));
            }
            Report.Control control = controls.getOrDefault(vantage.value(), Report.Control.UNKNOWN);
            reports.put(
                    vantage,
                    new ObservationFeed.Received(new Report(vantage, 1, sequence, "digest", seen, control), now));
        }
    }

    Shares published() {
        List<RecordSet> applied = provider.applied();
        return applied.get(applied.size() - 1).shares();
    }

    Generation generation() {
        List<RecordSet> applied = provider.applied();
        return applied.get(applied.size() - 1).mark().generation();
    }

    int writes() {
        return provider.applied().size();
    }

    NameView view() {
        return loop.view().orElseThrow().names().get(WWW);
    }

    NameView otherView() {
        return other.flatMap(SteeringLoop::view).orElseThrow().names().get(WWW);
    }

    SteeringLoop loop() {
        return loop;
    }

    List<Event.Type> told() {
        return events.stream().map(Event::type).toList();
    }

    InterventionStore interventions() {
        return new InMemoryInterventions();
    }

    private final class HeldLease implements Leadership {
        @Override
        public Optional<Lease> lease() {
            return fence == 0 ? Optional.empty() : Optional.of(new Lease(fence, Duration.ofSeconds(15)));
        }

        @Override
        public Optional<Lease> raiseAbove(long other) {
            fence = Math.max(fence, other + 1);
            return lease();
        }

        @Override
        public Sight seen() {
            return Sight.NONE;
        }

        @Override
        public void close() {}
    }

    private final class OtherLease implements Leadership {
        @Override
        public Optional<Lease> lease() {
            return otherFence == 0 ? Optional.empty() : Optional.of(new Lease(otherFence, Duration.ofSeconds(15)));
        }

        @Override
        public Optional<Lease> raiseAbove(long seen) {
            otherFence = Math.max(otherFence, seen + 1);
            return lease();
        }

        @Override
        public Sight seen() {
            return Sight.NONE;
        }

        @Override
        public void close() {}
    }

    private final class InMemoryInterventions implements InterventionStore {
        @Override
        public List<Intervention> all() {
            trouble.hiccup();
            return List.copyOf(interventions);
        }

        @Override
        public void put(Intervention intervention) {
            interventions.add(intervention);
        }

        @Override
        public Optional<Intervention> end(String id, Instant at) {
            Optional<Intervention> found =
                    interventions.stream().filter(i -> i.id().equals(id)).findFirst();
            found.ifPresent(interventions::remove);
            return found;
        }
    }
}
