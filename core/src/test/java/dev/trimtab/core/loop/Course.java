package dev.trimtab.core.loop;

import static dev.trimtab.core.loop.World.A;
import static dev.trimtab.core.loop.World.B;
import static dev.trimtab.core.loop.World.DNS;
import static dev.trimtab.core.loop.World.ORIGIN;
import static dev.trimtab.core.loop.World.OWNER;

import dev.trimtab.contract.BypassGateContract.Manner;
import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
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
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.port.InterventionStore;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.port.ObservationFeed;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Publication;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.fake.FakeDnsProvider;
import dev.trimtab.fake.FakeGate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/** Two controllers, each with a zone of its own, in one and the same world. */
final class Course {
    static final int NAMES = 5;
    private static final List<CdnId> CDNS = List.of(A, B, ORIGIN);
    private static final List<VantageId> VANTAGES =
            List.of(new VantageId("ams"), new VantageId("fra"), new VantageId("iad"));
    static final Instant MIDNIGHT = Instant.parse("2026-11-25T00:00:00Z");

    private static final Capabilities REGIONAL = new Capabilities(
            FakeDnsProvider.EXACT.weights(),
            FakeDnsProvider.EXACT.weightSteps(),
            FakeDnsProvider.EXACT.compareAndSet(),
            true,
            true,
            FakeDnsProvider.EXACT.propagation(),
            FakeDnsProvider.EXACT.types(),
            Duration.ZERO);

    private final SplittableRandom random;
    final TreeMap<TargetId, Double> failing =
            new TreeMap<>(Comparator.comparing(TargetId::name).thenComparing(TargetId::cdn));
    private final TreeMap<VantageId, List<Observation>> lines = new TreeMap<>();
    private final TreeMap<VantageId, Long> epochs = new TreeMap<>();
    private final TreeMap<VantageId, ObservationFeed.Received> reports = new TreeMap<>();
    private final TreeSet<VantageId> silent = new TreeSet<>();
    private final TreeSet<VantageId> lost = new TreeSet<>();
    private final List<Intervention> interventions = new ArrayList<>();
    final Controller lazy;
    final Controller thorough;
    /** As {@code lazy}, with every name worked out ahead by whichever thread comes first. */
    final Controller shared;

    double everyday = 0.01;
    private Signals signals = Signals.NONE;
    Instant now = MIDNIGHT.minusSeconds(90);
    private long fence = 1;
    private boolean leads = true;
    private Manner gateBehaves = Manner.WELL;
    private long sequence;

    Course(SplittableRandom random) {
        this.random = random;
        VANTAGES.forEach(this::restart);
        Foresight.Cores one = new Foresight.Cores(0, 0, 1);
        lazy = new Controller(this, SteeringLoop.Attention.WHAT_CHANGED, one);
        thorough = new Controller(this, SteeringLoop.Attention.EVERYTHING, one);
        shared = new Controller(this, SteeringLoop.Attention.WHAT_CHANGED, new Foresight.Cores(3, 1, 2));
    }

    private void restart(VantageId vantage) {
        epochs.merge(vantage, 1L, Long::sum);
        List<Observation> fresh = new ArrayList<>();
        for (int i = 0; i < NAMES; i++) {
            for (CdnId cdn : CDNS) {
                CheckId check = new CheckId(
                        new TargetId(name(i), cdn),
                        new HostName("www.example.com"),
                        new ProbeId("home"),
                        CheckId.Family.V4);
                fresh.add(new Observation(check, Tally.EMPTY, Duration.ZERO));
            }
        }
        lines.put(vantage, fresh);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Time passes, something happens or nothing, and some vantages report. */
    void step() {
        pass(Duration.ofMillis(
                switch (random.nextInt(40)) {
                    case 0 -> 65_000;
                    case 1, 2 -> 7_000;
                    case 3 -> -300;
                    default -> 250 + random.nextInt(1_000);
                }));
        happen();
        for (VantageId vantage : VANTAGES) {
            if (!silent.contains(vantage) && random.nextInt(4) > 0) {
                report(vantage, random.nextInt(3) == 0 ? NAMES * CDNS.size() : random.nextInt(4));
            }
        }
    }

    void reportAll() {
        VANTAGES.forEach(vantage -> report(vantage, NAMES * CDNS.size()));
    }

    /** So many lines are looked at anew; the others are said again, as the same objects or as equal ones. */
    private void report(VantageId vantage, int looked) {
        List<Observation> mine = lines.get(vantage);
        int first = random.nextInt(mine.size());
        for (int i = 0; i < looked; i++) {
            mine.set((first + i) % mine.size(), looked(mine.get((first + i) % mine.size())));
        }
        int repeated = random.nextInt(mine.size());
        Observation old = mine.get(repeated);
        mine.set(repeated, new Observation(old.check(), old.tally(), old.age().plusMillis(100)));
        sequence++;
        Report.Control control = lost.contains(vantage) ? Report.Control.LOST : Report.Control.SEEN;
        reports.put(
                vantage,
                new ObservationFeed.Received(
                        new Report(vantage, epochs.get(vantage), sequence, "digest", mine, control), now));
    }

    private Observation looked(Observation line) {
        boolean bad = random.nextDouble() < failing.getOrDefault(line.check().target(), everyday);
        Outcome outcome = bad ? new Outcome.Fail(FailureClass.STATUS) : new Outcome.Pass();
        Phases phases = new Phases(100, 1_000, 2_000, 30_000, 40_000 + random.nextInt(20_000));
        Tally tally = line.tally().next(new Look(line.check(), Look.Turn.INTERVAL, outcome, phases, ""));
        return new Observation(line.check(), tally, Duration.ZERO);
    }

    private void happen() {
        switch (random.nextInt(36)) {
            case 0, 1, 2 -> failing.put(target(), List.of(0.02, 0.2, 1.0).get(random.nextInt(3)));
            case 3, 4, 5, 6 -> failing.clear();
            case 7 -> silent.add(vantage());
            case 8, 9 -> silent.clear();
            case 10 -> lost.add(vantage());
            case 11, 12 -> lost.clear();
            case 13 -> restart(vantage());
            case 14, 15 -> interventions.add(intervention());
            case 16 -> configure();
            case 17 -> signals = new Signals(0.5 + random.nextDouble(), new TreeMap<>());
            case 18 -> fence++;
            case 19 -> leads = false;
            case 20, 21 -> leads = true;
            case 22 -> anotherLeads();
            case 23 -> approve();
            case 24 -> gateBehaves = List.of(Manner.values()).get(random.nextInt(Manner.values().length));
            default -> {}
        }
    }

    private TargetId target() {
        return new TargetId(name(random.nextInt(NAMES)), CDNS.get(random.nextInt(CDNS.size())));
    }

    private VantageId vantage() {
        return VANTAGES.get(random.nextInt(VANTAGES.size()));
    }

    /** An operator drains one CDN of one name. */
    void drain(TargetId target) {
        Intervention.Claim claim =
                new Intervention.Claim("operator", "to see", now, now.plus(Duration.ofHours(1)), new TreeSet<>());
        interventions.add(new Intervention.Drain(
                "drain-" + interventions.size(),
                target.cdn(),
                new TreeSet<>(List.of(target.name())),
                new TreeSet<>(),
                claim));
    }

    /** It begins at once or by time alone, and ends by time alone. */
    private Intervention intervention() {
        Instant begins = now.plusSeconds(random.nextBoolean() ? 0 : random.nextInt(20));
        Intervention.Claim claim = new Intervention.Claim(
                "op", "trial", begins, begins.plusSeconds(1 + random.nextInt(30)), new TreeSet<>());
        TargetId target = target();
        String id = "i" + interventions.size();
        return switch (random.nextInt(3)) {
            case 0 ->
                new Intervention.Drain(id, target.cdn(), new TreeSet<>(List.of(target.name())), new TreeSet<>(), claim);
            case 1 ->
                new Intervention.Freeze(
                        id,
                        Optional.of(target.name()),
                        List.of(Intervention.Freeze.Scope.EVERYTHING, Intervention.Freeze.Scope.RETURNS)
                                .get(random.nextInt(2)),
                        claim);
            default ->
                new Intervention.Pin(
                        id,
                        target.name(),
                        Optional.empty(),
                        new Shares(new TreeMap<>(Map.of(A, 7_000, B, 3_000))),
                        claim);
        };
    }

    /** While nobody here leads, somebody else does, and what he stored reaches both. */
    private void anotherLeads() {
        SteeredName name = name(random.nextInt(NAMES));
        Optional<Publication> last = lazy.loop
                .view()
                .map(RoundView::names)
                .map(names -> names.get(name))
                .flatMap(NameView::publication);
        if (leads || last.isEmpty()) {
            return;
        }
        fence++;
        TreeMap<RegionId, Shares> shares = new TreeMap<>(last.get().plan().shares());
        shares.replaceAll((region, old) -> new Shares(new TreeMap<>(Map.of(A, 4_000, B, 6_000))));
        Publication his =
                new Publication(new Plan(name, shares, new TreeMap<>()), new Generation(fence, 1), Move.REBALANCE, now);
        fence++;
        PlanStore.Memory memory = new PlanStore.Memory(Optional.of(his), Places.NONE, List.of(now));
        lazy.plans.put(name, memory);
        thorough.plans.put(name, memory);
        shared.plans.put(name, memory);
    }

    /** What waits, or something that nobody proposes. */
    private void approve() {
        lazy.loop
                .view()
                .ifPresent(round -> round.names().forEach((name, seen) -> {
                    if (random.nextBoolean()) {
                        String digest =
                                seen.decision().wanted().map(Plan::digest).orElse("nothing");
                        lazy.loop.approve(name, digest);
                        thorough.loop.approve(name, digest);
                        shared.loop.approve(name, digest);
                    }
                }));
    }

    /** Other limits, and now and then a CDN that begins to leave at midnight. */
    private void configure() {
        Spec next = CourseSpecs.any(random);
        lazy.loop.reload(next);
        thorough.loop.reload(next);
        shared.loop.reload(next);
    }

    static SteeredName name(int number) {
        return SteeredName.of("n" + number + ".steer.example.com");
    }

    static final class Controller {
        final SteeringLoop loop;
        final InMemoryPlans plans = new InMemoryPlans(new TreeMap<>(), () -> false);
        final List<Event> told = new ArrayList<>();
        private final FakeGate gate = new FakeGate();

        Controller(Course course, SteeringLoop.Attention attention, Foresight.Cores cores) {
            TreeMap<ProviderId, DnsProvider> providers = new TreeMap<>();
            providers.put(DNS, new FakeDnsProvider(DNS, REGIONAL));
            Ports ports = new Ports(
                    () -> course.reports,
                    new Held(course),
                    new Wishes(course),
                    plans,
                    () -> providers,
                    (server, name, type, timeout) -> {
                        throw new IllegalStateException("the fake has no servers");
                    },
                    (id, name, urgency, write) -> {
                        write.run();
                        return true;
                    },
                    told::add,
                    () -> course.now,
                    () -> course.signals,
                    (origin, bypass, ask, token, timeout) -> {
                        gate.behaves(course.gateBehaves);
                        return gate.ask(origin, bypass, ask, token, timeout);
                    });
            loop = new SteeringLoop(
                    ports, CourseSpecs.spec(1_000, false), OWNER, Duration.ofSeconds(3), attention, cores);
        }
    }

    private record Held(Course course) implements Leadership {
        @Override
        public Optional<Lease> lease() {
            return course.leads ? Optional.of(new Lease(course.fence, Duration.ofSeconds(15))) : Optional.empty();
        }

        @Override
        public Optional<Lease> raiseAbove(long other) {
            course.fence = Math.max(course.fence, other + 1);
            return lease();
        }

        @Override
        public Sight seen() {
            return Sight.NONE;
        }

        @Override
        public void close() {}
    }

    private record Wishes(Course course) implements InterventionStore {
        @Override
        public List<Intervention> all() {
            return List.copyOf(course.interventions);
        }

        @Override
        public void put(Intervention intervention) {
            course.interventions.add(intervention);
        }

        @Override
        public Optional<Intervention> end(String id, Instant at) {
            return Optional.empty();
        }
    }
}
