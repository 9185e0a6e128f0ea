package dev.trimtab.sim.engine;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.sim.ports.SimElection;
import dev.trimtab.sim.ports.SimFeed;
import dev.trimtab.sim.ports.SimProvider;
import dev.trimtab.sim.ports.SimStore;
import dev.trimtab.sim.ports.SimZone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** An installation in virtual time: agents that are told what they see, one zone, and controllers that run the real loop. */
public final class Engine {
    /** What a look at a healthy, near target takes. */
    static final int TYPICAL_MICROS = 100_000;

    private final Cast cast;
    private final Spec spec;
    private final SimZone zone = new SimZone();
    private final SimFeed feed = new SimFeed();
    private final SimElection election = new SimElection();
    private final SimStore store = new SimStore();
    private final SimController main;
    private final List<Event> events = new ArrayList<>();
    private final List<String> writers = new ArrayList<>();
    private final Tallies tallies;
    private final Map<String, CdnId> cdns = new HashMap<>();
    private final SortedMap<String, RegionId> regions = new TreeMap<>();
    private final Map<String, SteeredName> names = new HashMap<>();
    private List<Report> reported = List.of();
    private Supplier<SimProvider.Weather> weather = () -> SimProvider.Weather.FINE;
    private Signals signals = Signals.NONE;
    private Instant now;
    private long sequence;
    private Optional<RoundView> view = Optional.empty();

    public Engine(Cast cast, Conduct conduct, Duration step, Instant start) {
        this.cast = cast;
        this.spec = cast.spec(conduct, step);
        this.tallies = new Tallies(cast);
        cast.roles().forEach(role -> cdns.put(role.id(), Cast.cdn(role.id())));
        cast.regions().keySet().forEach(region -> regions.put(region, cast.regionId(region)));
        cast.scopes().keySet().forEach(scope -> names.put(scope, cast.name(scope)));
        this.now = start;
        this.main = controller("ctl-1", feed, store);
    }

    /** Another controller over the same zone. */
    SimController controller(String id, SimFeed heard, SimStore kept) {
        SimProvider provider =
                new SimProvider(Cast.DNS, SimProvider.REGIONAL, zone, () -> weather.get(), set -> writers.add(id));
        return new SimController(
                id, spec, heard, election, kept, List.of(provider), () -> signals, events::add, () -> now);
    }

    /** How calls to the provider fare from now on. */
    public void weather(Supplier<SimProvider.Weather> next) {
        weather = next;
    }

    public void signals(double demand, Map<String, Double> hitRatio) {
        TreeMap<CdnId, Double> hits = new TreeMap<>();
        hitRatio.forEach((target, hit) -> hits.put(cdn(target), hit));
        signals = new Signals(demand, hits);
    }

    /** What an agent found at one look, for every scope that has such a probe. */
    public void look(
            String seat,
            String target,
            ProbeKind kind,
            Look.Turn turn,
            Outcome outcome,
            double latencyFactor,
            String detail) {
        int micros = (int) Math.min(60_000_000, TYPICAL_MICROS * latencyFactor);
        tallies.add(seat, target, kind, turn, outcome, new Phases(0, 0, 0, micros, micros), detail);
    }

    /** Failed looks in a row of a check of the name that carries the demand, or of any other that has it. */
    public int failedLooks(String seat, String target, ProbeKind kind) {
        return tallies.failedLooks(seat, target, kind);
    }

    /** Whether an agent sees its control group. */
    public void control(String seat, Report.Control control) {
        tallies.control(seat, control);
    }

    /** Every agent whose link holds reports its full view. */
    public void report(List<String> seats, Instant at) {
        sequence++;
        List<Report> all = new ArrayList<>();
        for (String seat : seats) {
            Report report = tallies.report(seat, sequence);
            all.add(report);
            feed.hear(report, at);
        }
        reported = all;
    }

    /** The reports of the newest round. */
    List<Report> reported() {
        return reported;
    }

    /** One round of the controller that leads. */
    public void round(Instant at) {
        now = at;
        election.kept(main.id(), at);
        view = Optional.of(main.round(at));
    }

    /** What the world is answered for a scope, by region of the script; empty before the first write. */
    public SortedMap<String, Shares> served(String scope) {
        TreeMap<String, Shares> shares = new TreeMap<>();
        Optional<RecordSet> set = zone.served(name(scope));
        set.ifPresent(there -> regions.forEach((region, id) -> shares.put(region, there.shares(id))));
        return shares;
    }

    /** The verdicts of a scope, by region and target of the script. */
    public Optional<Verdict> verdict(String scope, String region, String target) {
        return steered(scope)
                .flatMap(name -> Optional.ofNullable(name.verdicts().get(regions.get(region))))
                .flatMap(byCdn -> Optional.ofNullable(byCdn.get(cdn(target))));
    }

    /** A scope's name after the newest round. */
    public Optional<NameView> steered(String scope) {
        return view.flatMap(round -> Optional.ofNullable(round.names().get(name(scope))));
    }

    private SteeredName name(String scope) {
        return Objects.requireNonNull(names.get(scope), "no such scope");
    }

    /** A target of the script as the engine knows it. */
    CdnId cdn(String target) {
        return Objects.requireNonNull(cdns.get(target), "no such target");
    }

    /** Events since the last call. */
    public List<Event> news() {
        List<Event> since = List.copyOf(events);
        events.clear();
        return since;
    }

    /** Who had a change accepted since the last call. */
    public List<String> writersSince() {
        List<String> since = List.copyOf(writers);
        writers.clear();
        return since;
    }

    public int droppedReports() {
        return feed.dropped();
    }

    /** Whether an agent is not believed. */
    public boolean muted(String seat) {
        return view.flatMap(round -> Optional.ofNullable(round.vantages().get(new VantageId(seat))))
                .map(vantage -> vantage.muted().isPresent())
                .orElse(false);
    }

    /** What is held for a scope, as a reader of the provider sees it. */
    Snapshot snapshot(String scope) {
        return switch (provider().read(cast.name(scope), Duration.ofSeconds(3))) {
            case ReadResult.Read read -> read.snapshot();
            case ReadResult.Unreadable unreadable -> Snapshot.absent(cast.name(scope));
        };
    }

    /** A way to the zone that belongs to no controller. */
    SimProvider provider() {
        return new SimProvider(Cast.DNS, SimProvider.REGIONAL, zone, () -> SimProvider.Weather.FINE, set -> {});
    }

    public Optional<RoundView> view() {
        return view;
    }

    SimFeed feed() {
        return feed;
    }

    SimStore store() {
        return store;
    }

    SimZone zone() {
        return zone;
    }

    SimElection election() {
        return election;
    }

    SimController main() {
        return main;
    }

    Cast cast() {
        return cast;
    }

    Spec spec() {
        return spec;
    }

    Instant now() {
        return now;
    }

    void now(Instant at) {
        now = at;
    }
}
