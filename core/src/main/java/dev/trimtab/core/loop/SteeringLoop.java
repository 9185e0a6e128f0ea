package dev.trimtab.core.loop;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.judge.Beliefs;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.port.ObservationFeed;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Fleet;
import dev.trimtab.core.safety.Lever;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The conductor: one round is one walk along the sentence report → verdict → plan → ruling → write → verification → event.
 *
 * <p>{@link #runOnce} belongs to one thread. It decides; what it decides is written and verified in lanes, one for each
 * name at each provider, by a {@link Publisher}. Whatever goes wrong with one name leaves the others alone, and leaves its
 * DNS as it is.
 */
public final class SteeringLoop {
    private final Ports ports;
    private final Levers levers;
    private final Publisher publisher;
    private final Alarms alarms;
    private final Departures departures = new Departures();
    private final Map<SteeredName, NameSteering> steerings = new TreeMap<>();
    private final Map<SteeredName, String> approvals = new ConcurrentHashMap<>();

    private volatile Spec spec;
    private volatile Optional<RoundView> view = Optional.empty();
    private Beliefs beliefs = Beliefs.NONE;
    private Optional<Leadership.Lease> lease = Optional.empty();
    private Interventions interventions = Interventions.NONE;
    private Signals signals = Signals.NONE;

    /**
     * @param owner opaque hash of the installation's name, for marks
     * @param writeTimeout of one read or write at a provider
     */
    public SteeringLoop(Ports ports, Spec spec, String owner, Duration writeTimeout) {
        this.ports = ports;
        this.spec = spec;
        this.levers = new Levers(ports, writeTimeout);
        this.publisher = new Publisher(ports, levers, owner, writeTimeout);
        this.alarms = new Alarms(ports.events());
    }

    /** One round at {@code now}. */
    public RoundView runOnce(Instant now) {
        Spec configured = spec;
        SortedMap<VantageId, ObservationFeed.Received> reports = ports.feed().newest();
        Beliefs believed = beliefs;
        beliefs = believed.next(configured, heard(reports, now), now);
        Vantages.tellMutes(configured, believed, beliefs, ports.events(), now);
        Interventions wishes = Interventions.at(now, ports.interventions().all());
        interventions = wishes.equals(interventions) ? interventions : wishes;
        Optional<Long> led = lease.map(Leadership.Lease::fence);
        lease = lead(now);
        if (lease.isEmpty() || !lease.map(Leadership.Lease::fence).equals(led)) {
            recall();
        }
        Signals load = ports.signals().get();
        signals = load.equals(signals) ? signals : load;

        levers.keep(configured, lease, now);
        SortedMap<ProviderId, Lever> tried = levers.all();
        SortedSet<ProviderId> leversLost = Levers.lost(tried);
        TreeMap<SteeredName, NameView> steered = new TreeMap<>();
        Fleet fleet = departures.begin(configured, steered, view, now);
        Conditions conditions = new Conditions(
                configured,
                beliefs,
                interventions,
                lease,
                signals,
                fleet,
                leversLost,
                Vantages.heardByNetwork(configured, reports),
                now);
        steerings.keySet().retainAll(configured.names().keySet());
        for (NameSpec name : configured.names().values()) {
            steer(conditions, name).ifPresent(seen -> steered.put(name.name(), seen));
        }
        RoundView round = new RoundView(
                now,
                configured,
                lease,
                Vantages.view(configured, reports, beliefs, now),
                steered,
                tried,
                Vantages.orphans(configured, ports.plans().all()),
                signals);
        alarms.tell(round, interventions);
        view = Optional.of(round);
        return round;
    }

    /** A follower each round, and a new leader once, goes on from what the leader stored. */
    private void recall() {
        SortedMap<SteeredName, PlanStore.Memory> stored = ports.plans().all();
        steerings.forEach((name, steering) -> {
            PlanStore.Memory his = stored.getOrDefault(name, PlanStore.Memory.NONE);
            if (lease.isPresent()) {
                steering.lead(his);
            } else {
                steering.follow(his);
            }
        });
    }

    /** One name; a bug in it is told, and its DNS stays as it is. */
    private Optional<NameView> steer(Conditions conditions, NameSpec name) {
        NameSteering steering = steerings.computeIfAbsent(name.name(), id -> new NameSteering(ports, publisher, id));
        try {
            Optional<String> approved = approval(name);
            NameView seen = steering.steer(conditions, name, approved);
            departures.note(seen, conditions.now());
            spend(approved, seen);
            return Optional.of(seen);
        } catch (RuntimeException bug) {
            ports.events().accept(Event.of(Event.Type.ROUND_FAILED, conditions.now(), name.name(), bug.toString()));
            return Optional.empty();
        }
    }

    /** The state after the newest round; empty before the first. Any thread may ask. */
    public Optional<RoundView> view() {
        return view;
    }

    /** Takes a new configuration from the next round on, whole. */
    public void reload(Spec next) {
        spec = next;
    }

    /** An operator approves a plan of a name in mode {@code recommend}, by its digest. */
    public void approve(SteeredName name, String digest) {
        approvals.put(name, digest);
    }

    /** What would be decided for each name under these interventions; changes and writes nothing. */
    public SortedMap<SteeredName, Decision> dryRun(List<Intervention> interventions, Instant now) {
        TreeMap<SteeredName, Decision> decisions = new TreeMap<>();
        view.ifPresent(round -> round.names()
                .forEach((name, seen) -> decisions.put(
                        name, Deciding.wouldDecide(round, seen, Interventions.at(now, interventions), now))));
        return decisions;
    }

    /** An approval is for one write, or for as long as its plan waits: not for the next outage. */
    private void spend(Optional<String> approved, NameView seen) {
        boolean waits = switch (seen.decision().disposition()) {
            case HOLD, STAND_BY, AWAIT_APPROVAL -> true;
            case WRITE, KEEP, RECORD_ONLY -> false;
        };
        if (!waits) {
            approved.ifPresent(digest -> approvals.remove(seen.spec().name(), digest));
        }
    }

    /** A leader's fence is above every mark of ours; one that cannot raise it does not lead (R21). */
    private Optional<Leadership.Lease> lead(Instant now) {
        Optional<Leadership.Lease> held = ports.leadership().lease(now);
        long seen = publisher.highestFenceSeen();
        if (held.isEmpty() || held.get().fence() > seen) {
            return held;
        }
        return publisher.mayRaise(now) ? ports.leadership().raiseAbove(seen, now) : Optional.empty();
    }

    private Optional<String> approval(NameSpec name) {
        return Optional.ofNullable(approvals.get(name.name()));
    }

    private static SortedMap<VantageId, Beliefs.Heard> heard(
            SortedMap<VantageId, ObservationFeed.Received> reports, Instant now) {
        TreeMap<VantageId, Beliefs.Heard> heard = new TreeMap<>();
        reports.forEach((vantage, received) -> {
            Duration ago = Duration.between(received.at(), now);
            heard.put(vantage, new Beliefs.Heard(received.report(), ago.isNegative() ? Duration.ZERO : ago));
        });
        return heard;
    }
}
