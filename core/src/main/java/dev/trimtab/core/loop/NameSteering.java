package dev.trimtab.core.loop;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.judge.Beliefs;
import dev.trimtab.core.judge.Judgement;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.judge.Vote;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.plan.Division;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.plan.Planner;
import dev.trimtab.core.plan.Standing;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Publication;
import dev.trimtab.core.safety.Clearance;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Ruling;
import dev.trimtab.core.safety.SafetyReview;
import dev.trimtab.core.safety.Surroundings;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One name's way through a round, and what is remembered of it from round to round. Belongs to the loop's thread. */
final class NameSteering {
    /**
     * What a round brings.
     *
     * @param approved digest that an operator approved
     * @param around what is known beside the name itself
     */
    record Round(
            Spec spec,
            NameSpec name,
            Beliefs beliefs,
            Interventions interventions,
            Optional<Leadership.Lease> lease,
            Optional<String> approved,
            Signals signals,
            Surroundings around,
            Instant now) {}

    private final Ports ports;
    private final Publisher publisher;
    private PlanStore.Memory memory;
    private boolean seeded;
    private boolean unsaved;
    private boolean saveTold;
    private Judgement judgement = Judgement.NONE;
    private SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts = new TreeMap<>();
    private Optional<Decision> lastDecision = Optional.empty();
    private Optional<Decision> lastMove = Optional.empty();
    private SortedMap<String, Instant> satisfiedSince = new TreeMap<>();
    private Quiet quiet = Quiet.NOT;

    NameSteering(Ports ports, Publisher publisher, SteeredName name) {
        this.ports = ports;
        this.publisher = publisher;
        this.memory = ports.plans().all().getOrDefault(name, PlanStore.Memory.NONE);
        this.seeded = memory.publication().isPresent();
    }

    /**
     * Goes on from what the leader stored, when it is not older than the own memory: his plan, his hold-downs, and the
     * changes that he spent of the hour (R11, R22). Followers do so each round, so that whoever leads next continues.
     */
    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
    void follow(PlanStore.Memory stored) {
        Generation mine = memory.publication().map(Publication::generation).orElse(Generation.NONE);
        Generation his = stored.publication().map(Publication::generation).orElse(Generation.NONE);
        boolean told = his.compareTo(mine) > 0 || (his.equals(mine) && !unsaved);
        if (stored != memory && told && !stored.equals(memory)) {
            memory = stored;
            seeded |= memory.publication().isPresent();
            quiet = Quiet.NOT;
        }
    }

    /** The same for a new leader, who from now on stores what differs. */
    void lead(PlanStore.Memory stored) {
        follow(stored);
        unsaved |= !memory.equals(stored);
    }

    /**
     * Steers, unless nothing that the name's state rests on has changed since the last round: then the same view is
     * returned, at no cost that grows with what is known.
     */
    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
    NameView steer(Conditions conditions, NameSpec name, Optional<String> approved) {
        if (quiet.holds(conditions, name, approved)) {
            Judgement next =
                    judgement.next(conditions.spec(), name, quiet.regions(), conditions.beliefs(), conditions.now());
            if (next == judgement) {
                return quiet.view();
            }
        }
        Round round = conditions.round(name, approved);
        NameView seen = steer(round);
        boolean rests = seeded
                && !unsaved
                && seen.decision().disposition() == Decision.Disposition.KEEP
                && seen.places().byRegionAndCdn().values().stream()
                        .allMatch(place -> place.standing() instanceof Standing.In);
        quiet = rests
                ? Quiet.of(
                        conditions,
                        approved,
                        List.copyOf(seen.verdicts().keySet()),
                        seen,
                        publisher.nextStir(name.name(), seen.deliveries().keySet(), conditions.now()))
                : Quiet.NOT;
        return seen;
    }

    private NameView steer(Round round) {
        SortedMap<ProviderId, DnsProvider> providers = providersOf(round.name());
        List<Capabilities> capabilities = providers.values().stream()
                .map(provider -> Objects.requireNonNull(provider.capabilities()))
                .toList();
        List<RegionId> regions = Steerable.regions(round.name(), capabilities);
        judge(round, regions);
        seed(round, providers);

        Optional<Plan> current = memory.publication().map(Publication::plan);
        Division division = Steerable.division(capabilities);
        Planner.Output planned = Planner.plan(
                new Planner.Input(
                        round.spec(),
                        round.name(),
                        regions,
                        verdicts,
                        round.interventions(),
                        current,
                        memory.publication().map(Publication::at),
                        memory.places(),
                        division,
                        round.signals()),
                round.now());
        Surroundings around = round.around().satisfied(satisfiedSince);
        Optional<SafetyReview.Input> review = Deciding.review(
                round.spec(),
                round.name(),
                planned,
                current,
                verdicts,
                memory.changes(),
                round.interventions(),
                division,
                memory.places(),
                around,
                round.now());
        satisfiedSince =
                review.map(asked -> SafetyReview.satisfied(asked, round.now())).orElseGet(TreeMap::new);
        Decision decision = seeded
                ? Deciding.ruled(
                        round.name(),
                        planned,
                        review,
                        round.interventions(),
                        round.approved(),
                        round.lease(),
                        round.now())
                : unread(planned, round.now());
        remember(round, planned, decision);
        tell(round, decision);
        memory.publication().ifPresent(publication -> publish(round, publication, providers));
        return new NameView(
                round.name(),
                verdicts,
                round.interventions().concerning(round.name().name()),
                memory.places(),
                decision,
                lastMove,
                memory.publication(),
                publisher.deliveries(round.name().name(), providers.keySet()),
                division,
                memory.changes(),
                around);
    }

    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
    private void judge(Round round, List<RegionId> regions) {
        SortedMap<RegionId, SortedMap<CdnId, Verdict>> before = verdicts;
        Judgement next = judgement.next(round.spec(), round.name(), regions, round.beliefs(), round.now());
        if (next == judgement) {
            return;
        }
        judgement = next;
        verdicts = next.verdicts();
        verdicts.forEach((region, byCdn) -> byCdn.forEach((cdn, verdict) -> {
            Optional<Verdict> old = Optional.ofNullable(
                    before.getOrDefault(region, new TreeMap<>()).get(cdn));
            old.filter(o -> o != verdict).ifPresent(o -> tellVotes(round, o, verdict));
            if (old.map(o -> o.state() != verdict.state()).orElse(true)) {
                ports.events().accept(verdictChanged(round, region, cdn, old, verdict));
            }
        }));
    }

    private void tellVotes(Round round, Verdict old, Verdict verdict) {
        for (Vote vote : verdict.votes()) {
            old.votes().stream()
                    .filter(was -> was.vantage().equals(vote.vantage()) && was.family() == vote.family())
                    .filter(was -> was.state() != vote.state())
                    .findFirst()
                    .ifPresent(was -> ports.events()
                            .accept(Event.of(
                                            Event.Type.HEALTH_CHANGED,
                                            round.now(),
                                            round.name().name(),
                                            vote.vantage() + " sees "
                                                    + verdict.target().cdn() + " " + was.state() + " → " + vote.state()
                                                    + ": " + vote.reason())
                                    .with("vantage", vote.vantage())
                                    .with("cdn", verdict.target().cdn())
                                    .with("state", vote.state())));
        }
    }

    private static Event verdictChanged(
            Round round, RegionId region, CdnId cdn, Optional<Verdict> old, Verdict verdict) {
        String was = old.map(o -> o.state() + " → ").orElse("");
        return Event.of(
                        Event.Type.VERDICT_CHANGED,
                        round.now(),
                        round.name().name(),
                        cdn + " in " + region + ": " + was + verdict.state() + ", " + verdict.reason())
                .with("cdn", cdn)
                .with("region", region)
                .with("state", verdict.state())
                .with("attribution", verdict.attribution())
                .with("cause", verdict.cause().map(Object::toString).orElse(""));
    }

    /** Before the first plan: what do the providers hold? A plan made in ignorance of it could undo an escape. */
    private void seed(Round round, SortedMap<ProviderId, DnsProvider> providers) {
        if (seeded) {
            return;
        }
        Publisher.Seed seed = publisher.seed(round.name(), providers);
        seeded = seed.known();
        seed.publication().ifPresent(found -> {
            memory = new PlanStore.Memory(
                    Optional.of(found), Seeding.places(round.name(), found.plan(), round.now()), memory.changes());
            unsaved = round.lease().isPresent();
        });
    }

    private Decision unread(Planner.Output planned, Instant now) {
        String because = "waiting to read what the providers hold";
        Ruling hold = new Ruling.Hold("read-first", because, "a provider that can be read");
        return new Decision(planned.plan(), planned.move(), hold, Decision.Disposition.HOLD, because, now);
    }

    private void remember(Round round, Planner.Output planned, Decision decision) {
        Instant now = round.now();
        List<Instant> recent = memory.changes().stream()
                .filter(at -> at.isAfter(now.minus(SafetyReview.HOUR)))
                .toList();
        PlanStore.Memory next = new PlanStore.Memory(
                memory.publication(), Remembering.places(memory.places(), planned.places(), decision), recent);
        if (decision.disposition() == Decision.Disposition.WRITE) {
            List<Instant> changes = new ArrayList<>(recent);
            changes.add(now);
            Publication accepted =
                    new Publication(decision.wanted().orElseThrow(), nextGeneration(round), decision.move(), now);
            next = new PlanStore.Memory(Optional.of(accepted), next.places(), changes);
        } else if (round.lease().isPresent()) {
            next = takeUpNewer(round, next);
        }
        unsaved |= round.lease().isPresent()
                && (!next.publication().equals(memory.publication())
                        || !next.places().equals(memory.places()));
        memory = next;
        save(round);
    }

    /** A newer plan of ours at a provider: a memory older than DNS gives way to what users are told. */
    private PlanStore.Memory takeUpNewer(Round round, PlanStore.Memory mine) {
        Generation published = mine.publication().map(Publication::generation).orElse(Generation.NONE);
        return publisher
                .newerHeld(round.name().name(), published)
                .flatMap(snapshot -> Seeding.plan(round.name(), snapshot))
                .map(plan -> new PlanStore.Memory(
                        Optional.of(new Publication(plan, nextGeneration(round), Move.FIRST, round.now())),
                        Seeding.outWhereUnserved(mine.places(), round.name(), plan, round.now()),
                        mine.changes()))
                .orElse(mine);
    }

    /**
     * Only a leader stores: what a follower remembers would cover his plan. A full disk does not stop an escape; it is told,
     * and tried again with every round.
     */
    private void save(Round round) {
        if (!unsaved || round.lease().isEmpty()) {
            return;
        }
        try {
            ports.plans().put(round.name().name(), memory);
            unsaved = false;
            saveTold = false;
        } catch (UncheckedIOException diskRefuses) {
            if (!saveTold) {
                saveTold = true;
                ports.events()
                        .accept(Event.of(
                                Event.Type.ROUND_FAILED,
                                round.now(),
                                round.name().name(),
                                "the plan cannot be stored: " + diskRefuses.getMessage()));
            }
        }
    }

    private Generation nextGeneration(Round round) {
        long fence = round.lease().map(Leadership.Lease::fence).orElseThrow();
        Generation last = memory.publication().map(Publication::generation).orElse(Generation.NONE);
        return last.fence() == fence ? new Generation(fence, last.sequence() + 1) : new Generation(fence, 1);
    }

    /** Tells a decision when it is new; a hold that goes on is told once. */
    private void tell(Round round, Decision decision) {
        boolean same = lastDecision.map(old -> alike(old, decision)).orElse(false);
        if (decision.disposition() == Decision.Disposition.WRITE || !same) {
            Event.Type type = switch (decision.disposition()) {
                case WRITE -> Event.Type.DECISION_MADE;
                case HOLD -> Event.Type.DECISION_HELD;
                case AWAIT_APPROVAL -> Event.Type.PLAN_RECOMMENDED;
                case KEEP, RECORD_ONLY, STAND_BY -> Event.Type.DECISION_RECORDED;
            };
            ports.events().accept(told(type, round, decision));
        }
        if (decision.disposition() != Decision.Disposition.KEEP && !same) {
            lastMove = Optional.of(decision);
        }
        lastDecision = Optional.of(decision);
    }

    private static Event told(Event.Type type, Round round, Decision decision) {
        String held = decision.ruling() instanceof Ruling.Hold hold
                ? "held by " + hold.rule() + ": " + hold.reason() + "; lifted by " + hold.lifts() + " — "
                : "";
        Event event = Event.of(type, round.now(), round.name().name(), held + decision.because())
                .with("move", decision.move())
                .with("disposition", decision.disposition());
        if (decision.ruling() instanceof Ruling.Hold hold) {
            event = event.with("rule", hold.rule());
        }
        return decision.wanted().isPresent()
                ? event.with("digest", decision.wanted().get().digest())
                : event;
    }

    private static boolean alike(Decision a, Decision b) {
        Optional<String> ruleA = a.ruling() instanceof Ruling.Hold hold ? Optional.of(hold.rule()) : Optional.empty();
        Optional<String> ruleB = b.ruling() instanceof Ruling.Hold hold ? Optional.of(hold.rule()) : Optional.empty();
        return a.disposition() == b.disposition()
                && ruleA.equals(ruleB)
                && a.wanted().map(Plan::shares).equals(b.wanted().map(Plan::shares));
    }

    private void publish(Round round, Publication publication, SortedMap<ProviderId, DnsProvider> providers) {
        boolean byOperator = publication.move() == Move.OPERATOR
                && round.interventions().concerning(round.name().name()).stream()
                        .anyMatch(wish -> !(wish instanceof Intervention.Freeze));
        boolean frozen = round.interventions()
                .freezeOf(round.name().name(), Intervention.Freeze.Scope.EVERYTHING)
                .isPresent();
        boolean mayWrite =
                round.name().steered() && (byOperator || (round.name().automation() != Automation.OBSERVE && !frozen));
        Publisher.Right right =
                mayWrite && round.lease().isPresent() ? Publisher.Right.WRITE : Publisher.Right.LOOK_ONLY;
        Clearance.Warrant warrant = byOperator
                ? new Clearance.Warrant.Operator()
                : new Clearance.Warrant.Evidence(
                        round.around().evidenceAt(), round.name().detect().staleAfter());
        providers
                .values()
                .forEach(provider -> publisher.keep(round.name(), publication, provider, right, warrant, round.now()));
    }

    private SortedMap<ProviderId, DnsProvider> providersOf(NameSpec name) {
        TreeMap<ProviderId, DnsProvider> mine = new TreeMap<>(ports.providers().get());
        mine.keySet().retainAll(name.providers());
        return mine;
    }
}
