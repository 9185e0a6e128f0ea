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
import dev.trimtab.core.plan.Gate;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.plan.Planner;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.port.PlanStore;
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
    /** What was worked out of this round before its turn. */
    private Optional<Outlook> ahead = Optional.empty();

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

    /** Works out ahead what its turn in this round will ask for; by any one thread, before its turn. */
    void foresee(Conditions conditions, NameSpec name, int number, Optional<String> approved) {
        ahead = Optional.of(outlook(conditions, name, number, approved));
    }

    void foreseeNothing() {
        ahead = Optional.empty();
    }

    /** What the round holds for it; touches nothing. */
    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
    private Outlook outlook(Conditions conditions, NameSpec name, int number, Optional<String> approved) {
        Optional<Judgement> judged = Optional.empty();
        if (quiet.holds(conditions, name, approved)) {
            Judgement next = judged(conditions, name, number, quiet.regions());
            if (next == judgement || next.verdicts() == verdicts || (quiet.calm() && next.allHealthy())) {
                return new Outlook(conditions, approved, next, Optional.empty(), Optional.empty());
            }
            judged = Optional.of(next);
        }
        Outlook.Reach reach = Outlook.Reach.of(name, conditions.providers());
        Judgement next = judged.filter(same -> reach.regions().equals(quiet.regions()))
                .orElseGet(() -> judged(conditions, name, number, reach.regions()));
        Optional<Outlook.Planning> planning = seeded
                ? Optional.of(
                        Outlook.Planning.of(conditions, name, reach, next.verdicts(), memory.upTo(conditions.now())))
                : Optional.empty();
        return new Outlook(conditions, approved, next, Optional.of(reach), planning);
    }

    private Judgement judged(Conditions conditions, NameSpec name, int number, List<RegionId> regions) {
        return judgement.next(
                conditions.spec(), name, regions, conditions.beliefs(), conditions.stirs(number), conditions.now());
    }

    /**
     * Steers, unless nothing that the name's state rests on has changed since the last round: then the same view is
     * returned, at no cost that grows with what is known.
     *
     * @param number of the name among those of the configuration
     */
    NameView steer(Conditions conditions, NameSpec name, int number, Optional<String> approved) {
        Outlook outlook = ahead.filter(foreseen -> foreseen.isOf(conditions, approved))
                .orElseGet(() -> outlook(conditions, name, number, approved));
        ahead = Optional.empty();
        if (outlook.reach().isEmpty()) {
            take(outlook.judgement(), name, conditions.now());
            quiet = quiet.with(verdicts);
            return quiet.view();
        }
        Outlook.Reach reach = outlook.reach().get();
        // Asked before the view is made: what a lane finishes after it is looked at in the next round.
        Optional<Publication> asked = memory.publication();
        Instant stirs = publisher.nextStir(name, asked, reach.providers().keySet(), conditions.now());
        Round round = conditions.round(name, approved);
        // Until it is seen to the end: what fails half-way must not rest on what was seen before.
        quiet = Quiet.NOT;
        NameView seen = steer(round, outlook, reach);
        boolean rests = seeded
                && needed.isEmpty()
                && memory.publication().equals(asked)
                && !(unsaved && round.lease().isPresent())
                && seen.decision().disposition() == Decision.Disposition.KEEP
                && seen.places().allIn();
        Instant ends = Planner.standsUntil(conditions.spec(), name, conditions.now());
        quiet = rests
                ? Quiet.of(conditions, approved, reach.regions(), seen, ends.isBefore(stirs) ? ends : stirs)
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

    private NameView steer(Round round, Outlook outlook, Outlook.Reach reach) {
        memory = memory.upTo(round.now());
        satisfiedSince = pastOnly(satisfiedSince, round.now());
        take(outlook.judgement(), round.name(), round.now());
        seed(round, reach.providers());
        Outlook.Planning planning = outlook.planning()
                .orElseGet(() -> Outlook.Planning.of(outlook.conditions(), round.name(), reach, verdicts, memory));
        Planner.Output planned = planning.output();
        needed = planning.needed();
        Optional<Plan> current = planning.input().current();
        Surroundings around = round.around().satisfied(satisfiedSince);
        Optional<SafetyReview.Input> review = Deciding.review(
                round.spec(),
                round.name(),
                planned,
                current,
                verdicts,
                memory.changes(),
                round.interventions(),
                reach.division(),
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
        memory.publication().ifPresent(publication -> publish(round, publication, reach.providers()));
        return new NameView(
                round.name(),
                verdicts,
                round.interventions().concerning(round.name().name()),
                memory.places(),
                decision,
                telling.lastMove(),
                memory.publication(),
                publisher.deliveries(round.name().name(), reach.providers().keySet()),
                reach.division(),
                memory.changes(),
                around);
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

    /** Without moments ahead of now, noted by a clock that ran ahead. */
    private static SortedMap<String, Instant> pastOnly(SortedMap<String, Instant> noted, Instant now) {
        if (noted.isEmpty()) {
            return noted;
        }
        TreeMap<String, Instant> past = new TreeMap<>(noted);
        past.replaceAll((rule, since) -> NotBefore.happened(since, now));
        return past;
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
        List<Instant> recent = new ArrayList<>(memory.changes());
        recent.removeIf(at -> !at.isAfter(now.minus(SafetyReview.HOUR)));
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
}
