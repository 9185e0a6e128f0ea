package dev.trimtab.core.loop;

import dev.trimtab.core.judge.Beliefs;
import dev.trimtab.core.judge.Judgement;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.NotBefore;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.plan.Division;
import dev.trimtab.core.plan.Gate;
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
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.safety.Clearance;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Ruling;
import dev.trimtab.core.safety.SafetyReview;
import dev.trimtab.core.safety.Surroundings;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

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
            SortedMap<CdnId, Gate> gates,
            Instant now) {}

    private final Ports ports;
    private final Publisher publisher;
    private PlanStore.Memory memory;
    private boolean seeded;
    private boolean unsaved;
    private boolean saveTold;
    private Judgement judgement = Judgement.NONE;
    private SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts = new TreeMap<>();
    private final Telling telling;
    /** The newest generation of any leader on whose plan ours rest. */
    private Generation inherited;

    private SortedMap<String, Instant> satisfiedSince = new TreeMap<>();
    private Quiet quiet = Quiet.NOT;
    private SortedSet<CdnId> needed = new TreeSet<>();

    NameSteering(Ports ports, Publisher publisher, SteeredName name) {
        this.ports = ports;
        this.publisher = publisher;
        this.memory = ports.plans().all().getOrDefault(name, PlanStore.Memory.NONE);
        this.seeded = memory.publication().isPresent();
        this.inherited = published(memory);
        this.telling = new Telling(ports.events(), name);
    }

    /**
     * Goes on from what the leader stored, when it is not older than the own memory: his plan, his hold-downs, and the
     * changes that he spent of the hour (R11, R22). Followers do so each round, so that whoever leads next continues. Says
     * whether it now remembers something else, and is to be steered.
     */
    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
    boolean follow(PlanStore.Memory stored) {
        Generation mine = published(memory);
        Generation his = published(stored);
        boolean told = his.compareTo(mine) > 0 || (his.equals(mine) && !unsaved);
        boolean another = stored != memory && told && !stored.equals(memory);
        if (another) {
            memory = stored;
            seeded |= memory.publication().isPresent();
            quiet = Quiet.NOT;
        }
        inherited = published(memory);
        return another;
    }

    private static Generation published(PlanStore.Memory memory) {
        return memory.publication().map(Publication::generation).orElse(Generation.NONE);
    }

    /** The same for a new leader, who from now on stores what differs. */
    boolean lead(PlanStore.Memory stored) {
        boolean another = follow(stored);
        boolean differs = !memory.equals(stored);
        unsaved |= differs;
        return another || differs;
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
            if (next.verdicts() == verdicts || (quiet.calm() && next.allHealthy())) {
                take(next, name, conditions.now());
                quiet = quiet.with(verdicts);
                return quiet.view();
            }
        }
        // Asked before the view is made: what a lane finishes after it is looked at in the next round.
        Optional<Publication> asked = memory.publication();
        Instant stirs = publisher.nextStir(name, asked, providersOf(name).keySet(), conditions.now());
        Round round = conditions.round(name, approved);
        // Until it is seen to the end: what fails half-way must not rest on what was seen before.
        quiet = Quiet.NOT;
        NameView seen = steer(round);
        boolean rests = seeded
                && needed.isEmpty()
                && memory.publication().equals(asked)
                && !(unsaved && round.lease().isPresent())
                && seen.decision().disposition() == Decision.Disposition.KEEP
                && seen.places().byRegionAndCdn().values().stream()
                        .allMatch(place -> place.standing() instanceof Standing.In);
        Instant ends = Planner.standsUntil(conditions.spec(), name, conditions.now());
        quiet = rests
                ? Quiet.of(
                        conditions,
                        approved,
                        List.copyOf(seen.verdicts().keySet()),
                        seen,
                        ends.isBefore(stirs) ? ends : stirs)
                : Quiet.NOT;
        return seen;
    }

    /** Origins behind closed gates that its plan would use. */
    SortedSet<CdnId> needed() {
        return needed;
    }

    /** The next round judges and plans it from the beginning, as if everything had changed. */
    void forget() {
        quiet = Quiet.NOT;
        judgement = judgement.questioned();
    }

    /** Up to when it need not be steered again, unless something of what it rests on changes; a lower bound. */
    Instant restsUntil() {
        Instant stands = judgement.standsUntil();
        return quiet.until().isBefore(stands) ? quiet.until() : stands;
    }

    private NameView steer(Round round) {
        memory = memory.upTo(round.now());
        TreeMap<String, Instant> satisfied = new TreeMap<>(satisfiedSince);
        satisfied.replaceAll((rule, since) -> NotBefore.happened(since, round.now()));
        satisfiedSince = satisfied;
        SortedMap<ProviderId, DnsProvider> providers = providersOf(round.name());
        List<Capabilities> capabilities = providers.values().stream()
                .map(provider -> Objects.requireNonNull(provider.capabilities()))
                .toList();
        List<RegionId> regions = Steerable.regions(round.name(), capabilities);
        judge(round, regions);
        seed(round, providers);

        Optional<Plan> current = memory.publication().map(Publication::plan);
        Division division = Steerable.division(capabilities);
        Planner.Input input = new Planner.Input(
                round.spec(),
                round.name(),
                regions,
                verdicts,
                round.interventions(),
                current,
                memory.publication().map(Publication::at),
                memory.places(),
                division,
                round.signals(),
                round.gates());
        Planner.Output planned = Planner.plan(input, round.now());
        needed = Planner.needed(input, round.now());
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
        telling.tell(decision);
        memory.publication().ifPresent(publication -> publish(round, publication, providers));
        return new NameView(
                round.name(),
                verdicts,
                round.interventions().concerning(round.name().name()),
                memory.places(),
                decision,
                telling.lastMove(),
                memory.publication(),
                publisher.deliveries(round.name().name(), providers.keySet()),
                division,
                memory.changes(),
                around);
    }

    private void judge(Round round, List<RegionId> regions) {
        Judgement next = judgement.next(round.spec(), round.name(), regions, round.beliefs(), round.now());
        if (next != judgement) {
            take(next, round.name(), round.now());
        }
    }

    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
    private void take(Judgement next, NameSpec name, Instant now) {
        SortedMap<RegionId, SortedMap<CdnId, Verdict>> before = verdicts;
        judgement = next;
        verdicts = next.verdicts();
        if (before == verdicts) {
            return;
        }
        verdicts.forEach((region, byCdn) -> {
            SortedMap<CdnId, Verdict> old = before.getOrDefault(region, new TreeMap<>());
            byCdn.forEach((cdn, verdict) ->
                    NameNews.tell(name.name(), Optional.ofNullable(old.get(cdn)), verdict, now, ports.events()));
        });
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
            inherited = published(memory);
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
        } else {
            next = takeUpNewer(round, next);
        }
        unsaved |= round.lease().isPresent()
                && (!next.publication().equals(memory.publication())
                        || !next.places().equals(memory.places()));
        memory = next;
    }

    /** A memory older than what users are told gives way: who leads makes it his own, who does not follows it as it is. */
    private PlanStore.Memory takeUpNewer(Round round, PlanStore.Memory mine) {
        boolean leads = round.lease().isPresent();
        Optional<Snapshot> found = publisher.newerHeld(round.name().name(), leads ? inherited : published(mine));
        Optional<Plan> plan = found.flatMap(snapshot -> Seeding.plan(round.name(), snapshot));
        if (found.isEmpty() || plan.isEmpty()) {
            return mine;
        }
        Generation his = Publisher.generation(found.get());
        inherited = his;
        return new PlanStore.Memory(
                Optional.of(new Publication(plan.get(), leads ? nextGeneration(round) : his, Move.FIRST, round.now())),
                Seeding.outWhereUnserved(mine.places(), round.name(), plan.get(), round.now()),
                mine.changes());
    }

    /** What is to be stored; only a leader stores: what a follower remembers would cover his plan. */
    Optional<PlanStore.Memory> unsaved() {
        return unsaved ? Optional.of(memory) : Optional.empty();
    }

    void saved() {
        unsaved = false;
        saveTold = false;
    }

    /** A full disk does not stop an escape; it is told, and tried again with every round. */
    boolean tellsRefusal() {
        boolean news = !saveTold;
        saveTold = true;
        return news;
    }

    private Generation nextGeneration(Round round) {
        long fence = round.lease().map(Leadership.Lease::fence).orElseThrow();
        Generation last = memory.publication().map(Publication::generation).orElse(Generation.NONE);
        return last.fence() == fence ? new Generation(fence, last.sequence() + 1) : new Generation(fence, 1);
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
                .forEach(provider ->
                        publisher.keep(round.name(), publication, inherited, provider, right, warrant, round.now()));
    }

    private SortedMap<ProviderId, DnsProvider> providersOf(NameSpec name) {
        TreeMap<ProviderId, DnsProvider> mine = new TreeMap<>(ports.providers().get());
        mine.keySet().retainAll(name.providers());
        return mine;
    }
}
