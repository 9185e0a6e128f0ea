package dev.trimtab.sim.recording;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.loop.Steerable;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Proposal;
import dev.trimtab.core.records.Publication;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.sim.engine.SimController;
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

/** One configuration on its way through a recording: the real loop, over zones in memory that take every write. */
final class Course {
    /** Until everybody has spoken once, no quorum and no report are the recording's beginning and no alarm. */
    private static final Duration FIRST_WORDS = Duration.ofSeconds(10);

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final Spec spec;
    private final SimFeed feed = new SimFeed();
    private final SimElection election = new SimElection();
    private final Map<ProviderId, SimProvider> providers = new TreeMap<>();
    private final SimController controller;
    private final Looks looks;
    private final Toll toll;
    private final Outcome.Builder told = new Outcome.Builder();
    private final Map<SteeredName, Publication> published = new HashMap<>();
    private Instant now = Instant.EPOCH;
    private Optional<Instant> begun = Optional.empty();
    private Optional<RoundView> view = Optional.empty();

    /** @param can what each provider expresses */
    Course(Spec spec, Map<ProviderId, Capabilities> can) {
        this.spec = spec;
        this.looks = new Looks(check -> Recordable.usersPath(spec, check));
        this.toll = new Toll(spec, looks);
        spec.providers()
                .keySet()
                .forEach(id -> providers.put(
                        id,
                        new SimProvider(
                                id,
                                can.getOrDefault(id, SimProvider.GLOBAL),
                                new SimZone(),
                                () -> SimProvider.Weather.FINE,
                                set -> told.write())));
        this.controller = new SimController(
                "backtest",
                spec,
                feed,
                election,
                new SimStore(),
                List.copyOf(providers.values()),
                () -> Signals.NONE,
                this::event,
                () -> now);
    }

    /** What is held when the recording begins: an installation goes on from what its predecessor published. */
    void seed(Map<SteeredName, SortedMap<RegionId, Shares>> held, Instant at) {
        held.forEach((name, regions) -> {
            NameSpec configured = spec.names().get(name);
            if (configured != null && Recordable.holds(configured, regions.values())) {
                seed(configured, regions, at);
            }
        });
        told.begin();
    }

    private void seed(NameSpec name, Map<RegionId, Shares> regions, Instant at) {
        List<SimProvider> ofName = name.providers().stream()
                .map(id -> Objects.requireNonNull(providers.get(id), id + " is configured"))
                .toList();
        List<RegionId> steered = Steerable.regions(
                name, ofName.stream().map(SimProvider::capabilities).toList());
        TreeMap<RegionId, Shares> shares = new TreeMap<>(regions);
        shares.keySet().retainAll(steered);
        if (!shares.containsKey(RegionId.DEFAULT)) {
            return;
        }
        Plan plan = new Plan(name.name(), shares, new TreeMap<>());
        Publication publication = new Publication(plan, new Generation(0, 1), Move.FIRST, at);
        for (SimProvider provider : ofName) {
            Proposal proposal =
                    provider.plan(publication.recordSet(name, SimController.OWNER), Snapshot.absent(name.name()));
            if (proposal instanceof Proposal.Write write) {
                provider.apply(write.change(), TIMEOUT);
            }
        }
    }

    /** A report, without what this configuration does not know. */
    void hear(Report report, Instant at) {
        if (!spec.vantages().containsKey(report.vantage())) {
            return;
        }
        List<Observation> lines = report.observations();
        List<Observation> kept = lines.stream()
                .filter(line -> Recordable.configured(spec, line.check()))
                .toList();
        Report ours = kept.size() == lines.size()
                ? report
                : new Report(
                        report.vantage(),
                        report.epoch(),
                        report.sequence(),
                        report.assignment(),
                        kept,
                        report.control());
        if (feed.hear(ours, at)) {
            looks.hear(ours, at);
        }
    }

    void round(Instant at) {
        Duration passed = now.equals(Instant.EPOCH) ? Duration.ZERO : Duration.between(now, at);
        now = at;
        begun = begun.or(() -> Optional.of(at));
        toll.charge(view, passed, at);
        // This controller has led all the time, also while nothing was recorded.
        election.kept(controller.id(), at);
        RoundView round = controller.round(at);
        round.names().values().forEach(this::moved);
        view = Optional.of(round);
    }

    /** Time in which nobody spoke and nothing was asked. */
    void skip(Instant to) {
        now = to;
    }

    private void moved(NameView name) {
        Optional<Publication> is = name.publication();
        if (is.isEmpty()) {
            return;
        }
        Publication before = published.put(name.spec().name(), is.get());
        if (before == null || before.plan().sameSharesAs(is.get().plan())) {
            return;
        }
        List<Outcome.Change> changes = new ArrayList<>();
        is.get().plan().shares().forEach((region, after) -> {
            Shares was = before.plan().in(region);
            if (!was.equals(after)) {
                changes.add(new Outcome.Change(region, was, after));
            }
        });
        told.move(new Outcome.Moved(
                now,
                name.spec().name(),
                Optional.of(is.get().move()),
                name.lastMove().map(decision -> decision.because()).orElse(""),
                changes,
                is.get().move() == Move.ESCAPE
                        ? Hindsight.of(spec, looks, name.spec(), changes, now)
                        : Outcome.Right.NOT_ASKED));
    }

    private void event(Event event) {
        Outcome.Told line =
                new Outcome.Told(event.at(), event.name(), event.type().word(), event.sentence());
        switch (event.type()) {
            case VERDICT_CHANGED -> told.verdict(line);
            case DECISION_HELD -> told.held(line);
            default -> {
                boolean early = begun.map(first -> now.isBefore(first.plus(FIRST_WORDS)))
                        .orElse(true);
                if (event.type().severity() == Event.Severity.ALARM && !early) {
                    told.alarm(line);
                }
            }
        }
    }

    Spec spec() {
        return spec;
    }

    Looks looks() {
        return looks;
    }

    Outcome outcome() {
        return told.done(toll.unhealthyMinutes(), toll.failedMinutes());
    }
}
