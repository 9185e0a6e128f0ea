package dev.trimtab.core.loop;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.judge.Beliefs;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.plan.Gate;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.port.ObservationFeed;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Lever;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

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
    private final Gatekeeping gatekeeping;
    private final Saving saving;
    private final Departures departures = new Departures();
    private final Orphans orphans = new Orphans();
    private final Map<SteeredName, NameSteering> steerings = new TreeMap<>();
    /** The same by their numbers on the agenda; null for one that was not due yet. */
    private @Nullable NameSteering[] byNumber;

    private final Map<SteeredName, String> approvals = new ConcurrentHashMap<>();
    private final Attention attention;
    private final Foresight.Cores cores;

    private volatile Spec spec;
    private volatile Optional<RoundView> view = Optional.empty();
    private Beliefs beliefs = Beliefs.NONE;
    private Optional<Leadership.Lease> lease = Optional.empty();
    /** The term that was begun from what is stored; a round that failed before that leaves it to the next. */
    private Optional<Long> term = Optional.empty();

    private Interventions interventions = Interventions.NONE;
    private Signals signals = Signals.NONE;
    private Agenda agenda;
    private NameViews names;
    private Optional<Conditions.Circumstances> before = Optional.empty();
    private Optional<SortedMap<SteeredName, PlanStore.Memory>> recalled = Optional.empty();
    private BitSet steered = new BitSet();

    /** Which names a round looks at. */
    enum Attention {
        /** Those of which something changed, and those whose time has come. */
        WHAT_CHANGED,
        /** All of them, each judged and planned from the beginning: what the former must not differ from. */
        EVERYTHING
    }

    /**
     * @param owner opaque hash of the installation's name, for marks
     * @param writeTimeout of one read or write at a provider
     */
    public SteeringLoop(Ports ports, Spec spec, String owner, Duration writeTimeout) {
        this(ports, spec, owner, writeTimeout, Attention.WHAT_CHANGED, Foresight.Cores.ofMachine());
    }

    SteeringLoop(
            Ports ports, Spec spec, String owner, Duration writeTimeout, Attention attention, Foresight.Cores cores) {
        this.ports = ports;
        this.attention = attention;
        this.cores = cores;
        this.agenda = new Agenda(spec);
        this.byNumber = new NameSteering[spec.names().size()];
        this.names = NameViews.of(spec, new TreeMap<>());
        this.spec = spec;
        this.levers = new Levers(ports, writeTimeout);
        this.publisher = new Publisher(ports, levers, owner, writeTimeout);
        this.alarms = new Alarms(ports.events(), ports.leadership());
        this.gatekeeping = new Gatekeeping(ports);
        this.saving = new Saving(ports);
    }

    /** One round at {@code now}. */
    public RoundView runOnce(Instant now) {
        Spec configured = spec;
        Optional<Conditions.Circumstances> old = before;
        // Of a round that does not end nobody knows what it called: the next one looks at everything.
        before = Optional.empty();
        SortedMap<VantageId, ObservationFeed.Received> reports =
                Vantages.heardBy(now, ports.feed().newest());
        Beliefs believed = beliefs;
        beliefs = believed.next(configured, heard(reports, now), now);
        Vantages.tellMutes(configured, believed, beliefs, ports.events(), now);
        Interventions wishes = Interventions.at(now, ports.interventions().all());
        interventions = wishes.equals(interventions) ? interventions : wishes;
        lease = lead(now);
        Optional<Long> fence = lease.map(Leadership.Lease::fence);
        boolean newTerm = fence.isPresent() && !fence.equals(term);
        SortedMap<CdnId, Gate> gates = gatekeeping.begin(configured, lease, newTerm, now);
        if (lease.isEmpty() || newTerm) {
            recall();
            lease.ifPresent(held -> publisher.tookLead(ports.providers().get(), now, now.plus(held.left())));
        }
        term = fence;
        Signals load = ports.signals().get();
        signals = load.equals(signals) ? signals : load;

        levers.keep(configured, lease, now);
        SortedMap<ProviderId, Lever> tried = levers.all();
        SortedSet<ProviderId> leversLost = Levers.lost(tried);
        if (!agenda.isOf(configured)) {
            agenda = new Agenda(configured);
            byNumber = new @Nullable NameSteering[configured.names().size()];
            names = NameViews.of(configured, names);
            steered = new BitSet();
            steerings.keySet().retainAll(configured.names().keySet());
            approvals.keySet().retainAll(configured.names().keySet());
            publisher.retain(configured.names().keySet());
        }
        Conditions conditions = Conditions.of(
                configured,
                beliefs,
                interventions,
                lease,
                signals,
                departures.begin(configured, names, now),
                leversLost,
                ports.providers().get(),
                Vantages.heardByNetwork(configured, reports),
                gates,
                old.isEmpty() ? Optional.empty() : stirred(believed),
                now);
        call(old, conditions);
        steerDue(conditions);
        lease.ifPresent(held -> saving.save(
                steerings,
                () -> steered.stream().mapToObj(i -> agenda.name(i).name()).iterator(),
                held.fence(),
                now));
        RoundView round = new RoundView(
                now,
                configured,
                lease,
                Vantages.view(configured, reports, beliefs, now),
                names,
                tried,
                orphans.of(configured, ports.plans().all()),
                signals,
                ports.leadership().seen());
        gatekeeping.end(round, lease, gates.isEmpty() ? new TreeMap<>() : needed(), now);
        if (old.isEmpty()) {
            alarms.askAll(round);
        }
        alarms.tell(round, interventions);
        before = Optional.of(conditions.circumstances());
        view = Optional.of(round);
        return round;
    }

    /** Origins behind closed gates that plans need, by name; a name that needs one does not rest, so it was steered now. */
    private SortedMap<SteeredName, SortedSet<CdnId>> needed() {
        TreeMap<SteeredName, SortedSet<CdnId>> needed = new TreeMap<>();
        for (int i = steered.nextSetBit(0); i >= 0; i = steered.nextSetBit(i + 1)) {
            SteeredName name = agenda.name(i).name();
            Optional.ofNullable(steerings.get(name))
                    .map(NameSteering::needed)
                    .filter(origins -> !origins.isEmpty())
                    .ifPresent(origins -> needed.put(name, origins));
        }
        return needed;
    }

    /** Puts on the agenda what this round brings: the names that it concerns, or all when it concerns all. */
    private void call(Optional<Conditions.Circumstances> old, Conditions conditions) {
        boolean alike = old.map(then -> then.alike(conditions.circumstances())).orElse(false);
        if (attention == Attention.EVERYTHING || !alike) {
            agenda.callAll();
        } else {
            conditions.stirred().ifPresentOrElse(agenda::call, agenda::callAll);
        }
        old.map(then -> then.wishes(conditions.circumstances()))
                .orElse(List.of())
                .forEach(agenda::call);
        approvals.keySet().forEach(agenda::call);
    }

    /** Which names the step to these beliefs stirs; empty for all of them. */
    @SuppressWarnings("ReferenceEquality") // what did not change is the same object
    private Optional<BitSet> stirred(Beliefs before) {
        return beliefs == before ? Optional.of(new BitSet()) : beliefs.stirred();
    }

    /** Steers the names that are due, in the order of names. */
    private void steerDue(Conditions conditions) {
        NameViews.Draft draft = names.draft();
        BitSet due = agenda.due(conditions.now());
        steered = due;
        due.stream().forEach(this::enroll);
        try (Foresight foresight = Foresight.of(due, cores, number -> foresee(conditions, number))) {
            int place = 0;
            for (int i = due.nextSetBit(0); i >= 0; i = due.nextSetBit(i + 1)) {
                foresight.reach(place++);
                NameView old = draft.before(i);
                Optional<NameView> seen = steer(conditions, i);
                if (seen.isPresent() && draft.put(i, seen.get())) {
                    departures.seen(conditions.spec(), old, seen.get());
                    alarms.seen(conditions.spec(), seen.get());
                } else if (seen.isEmpty() && old != null && draft.put(i, null)) {
                    departures.drop(old);
                }
            }
        } finally {
            // What departures counted and what is seen stay one, even of a round that does not end.
            names = draft.done();
        }
    }

    /** Before anybody works on a name: what it remembers is found by its number from then on. */
    private void enroll(int number) {
        NameSteering steering = byNumber[number];
        if (steering == null) {
            steering =
                    steerings.computeIfAbsent(agenda.name(number).name(), id -> new NameSteering(ports, publisher, id));
            byNumber[number] = steering;
        }
        if (attention == Attention.EVERYTHING) {
            steering.forget();
        }
    }

    private NameSteering steering(int number) {
        return Objects.requireNonNull(byNumber[number], "what is due was enrolled");
    }

    /** Works out what a name's turn will ask for; a bug in it is met again, and told, when the turn comes. */
    private void foresee(Conditions conditions, int number) {
        NameSpec name = agenda.name(number);
        try {
            steering(number).foresee(conditions, name, number, approval(name));
        } catch (RuntimeException bug) {
            steering(number).foreseeNothing();
        }
    }

    /**
     * A follower each round, and a new leader once, goes on from what the leader stored. When the store holds what it held,
     * only names that were steered since can differ from it.
     */
    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
    private void recall() {
        SortedMap<SteeredName, PlanStore.Memory> stored = ports.plans().all();
        boolean asBefore = recalled.filter(old -> old == stored).isPresent();
        recalled = lease.isEmpty() ? Optional.of(stored) : Optional.empty();
        if (asBefore && lease.isEmpty()) {
            for (int i = steered.nextSetBit(0); i >= 0; i = steered.nextSetBit(i + 1)) {
                SteeredName name = agenda.name(i).name();
                Optional.ofNullable(steerings.get(name)).ifPresent(steering -> recall(name, steering, stored));
            }
        } else {
            steerings.forEach((name, steering) -> recall(name, steering, stored));
        }
    }

    private void recall(SteeredName name, NameSteering steering, SortedMap<SteeredName, PlanStore.Memory> stored) {
        PlanStore.Memory his = stored.getOrDefault(name, PlanStore.Memory.NONE);
        boolean another = lease.isPresent() ? steering.lead(his) : steering.follow(his);
        if (another) {
            agenda.call(name);
        }
    }

    /** One name; a bug in it is told, and its DNS stays as it is. */
    private Optional<NameView> steer(Conditions conditions, int number) {
        NameSpec name = agenda.name(number);
        NameSteering steering = steering(number);
        try {
            Optional<String> approved = approval(name);
            NameView seen = steering.steer(conditions, name, number, approved);
            departures.note(seen, conditions.now());
            spend(approved, seen);
            if (steering.restsUntil().isAfter(conditions.now())) {
                agenda.rests(number, steering.restsUntil());
            } else {
                agenda.stirs(number);
            }
            return Optional.of(seen);
        } catch (RuntimeException bug) {
            // From the beginning: nobody knows how far it came.
            steering.forget();
            agenda.stirs(number);
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
            approved.ifPresent(digest -> {
                approvals.remove(seen.spec().name(), digest);
                agenda.call(seen.spec().name());
            });
        }
    }

    /** A leader's fence is above every mark of ours, and not below who has stored; one that cannot raise it does not lead (R21). */
    private Optional<Leadership.Lease> lead(Instant now) {
        Optional<Leadership.Lease> held = ports.leadership().lease();
        long seen = Math.max(publisher.highestFenceSeen(), ports.plans().highestFence() - 1);
        if (held.isEmpty() || held.get().fence() > seen) {
            return held;
        }
        return publisher.mayRaise(now) ? ports.leadership().raiseAbove(seen) : Optional.empty();
    }

    private Optional<String> approval(NameSpec name) {
        return approvals.isEmpty() ? Optional.empty() : Optional.ofNullable(approvals.get(name.name()));
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
