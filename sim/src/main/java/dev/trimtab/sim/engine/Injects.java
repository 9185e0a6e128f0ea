package dev.trimtab.sim.engine;

import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.records.Publication;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Ruling;
import dev.trimtab.core.safety.SafetyReview;
import dev.trimtab.sim.ports.SimProvider;
import dev.trimtab.sim.ports.SimStore;
import dev.trimtab.sim.replay.Script;
import dev.trimtab.sim.replay.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Faults inside the controller, done to the real code through its ports. */
final class Injects {
    private static final Duration A_DAY = Duration.ofDays(1);

    private final Engine engine;
    private final Script script;
    private final Map<String, SimController> writers = new TreeMap<>();
    private final Map<Integer, Shares> labelled = new TreeMap<>();
    private final List<String> refused = new ArrayList<>();
    private final List<Integer> applied = new ArrayList<>();
    private Optional<Snapshot> collected = Optional.empty();
    private boolean deletedLive;
    private final List<OldReports> oldReports = new ArrayList<>();
    private Optional<Split> split = Optional.empty();

    Injects(Engine engine, Script script) {
        this.engine = engine;
        this.script = script;
        script.events()
                .forEach(line -> line.inject()
                        .filter(inject -> inject.maps().containsKey("replay_reports"))
                        .ifPresent(inject -> oldReports.add(new OldReports(script, line, inject))));
    }

    /** The second controller, while it sees something else. */
    Optional<Split> split() {
        return split;
    }

    List<String> refused() {
        List<String> since = List.copyOf(refused);
        refused.clear();
        return since;
    }

    boolean deletedLive() {
        return deletedLive;
    }

    /** Labels of plans that the zone took at this tick. */
    List<Integer> applied(Tick tick) {
        List<Integer> since = List.copyOf(applied);
        applied.clear();
        return since;
    }

    void before(Tick tick, Instant at) {
        engine.now(at);
        for (Script.Line line : tick.injects()) {
            line.inject().ifPresent(inject -> inject(inject, line, at));
        }
    }

    /** After the round's reports: old ones come again, and the far side of a split has its round. */
    void reports(Tick tick, Instant at) {
        for (OldReports old : oldReports) {
            old.keep(engine.reported(), at);
            old.due(tick.at()).forEach(report -> engine.feed().hear(report, at));
        }
        split = split.filter(it -> it.lasts(tick.at()));
        split.ifPresent(it -> it.round(engine.reported(), at));
    }

    private void inject(Script.Inject inject, Script.Line line, Instant at) {
        if (inject.words().containsKey("writer")) {
            write(inject, at);
        } else if (inject.words().containsKey("janitor")) {
            janitor();
        } else if (inject.words().containsKey("planner")) {
            emptyPlan(inject);
        } else if (inject.words().containsKey("operator")) {
            operator(inject, at);
        } else if (inject.words().containsKey("split")) {
            split = Optional.of(Split.begin(engine, inject, line.until(), at));
        }
    }

    /** Plans by label: the lowest is the live one, each later one moves a point between the first two targets. */
    private Shares shares(int plan) {
        Shares live = engine.served(Cast.ALL).values().iterator().next();
        int lowest = script.events().stream()
                .flatMap(line -> line.inject().stream())
                .flatMap(inject -> inject.words().entrySet().stream())
                .filter(entry ->
                        entry.getKey().equals("load_plan") || entry.getKey().equals("apply_plan"))
                .mapToInt(entry -> Integer.parseInt(entry.getValue()))
                .min()
                .orElse(plan);
        CdnId first = Cast.cdn(script.targets().get(0).id());
        CdnId second = Cast.cdn(
                script.targets().get(Math.min(1, script.targets().size() - 1)).id());
        TreeMap<CdnId, Integer> bp = new TreeMap<>(live.bp());
        int moved = Math.min(100 * (plan - lowest), live.of(first));
        bp.merge(first, -moved, Integer::sum);
        bp.merge(second, moved, Integer::sum);
        return new Shares(bp);
    }

    private void write(Script.Inject inject, Instant at) {
        String id = inject.word("writer").orElse("");
        if (inject.word("load_plan").isPresent()) {
            int plan = Integer.parseInt(inject.word("load_plan").orElse("0"));
            labelled.put(plan, shares(plan));
            SimController writer = writer(id, plan, at);
            writer.pauseNextWrite();
            engine.election().expire();
            writer.round(at);
            collected = Optional.of(engine.snapshot(Cast.ALL));
        } else if (inject.word("apply_plan").isPresent()) {
            int plan = Integer.parseInt(inject.word("apply_plan").orElse("0"));
            labelled.put(plan, shares(plan));
            SimController writer = writer(id, plan, at);
            engine.election().expire();
            note(() -> {
                writer.round(at);
                writer.round(at.plusMillis(500));
            });
            engine.election().expire();
        } else {
            note(() -> Optional.ofNullable(writers.get(id)).ifPresent(SimController::goOn));
        }
    }

    /** Runs something, and notes by label what the zone took meanwhile. */
    private void note(Runnable writing) {
        Optional<RecordSet> before = engine.zone().served(engine.cast().name(Cast.ALL));
        writing.run();
        Optional<RecordSet> after = engine.zone().served(engine.cast().name(Cast.ALL));
        if (!after.equals(before)) {
            after.ifPresent(set -> labelled.forEach((plan, shares) -> {
                if (set.shares().equals(shares)) {
                    applied.add(plan);
                }
            }));
        }
    }

    /** A controller that has loaded a plan: an operator's pin in a store of its own, over what the others published. */
    private SimController writer(String id, int plan, Instant at) {
        SimStore store = new SimStore();
        PlanStore mine = store.plans();
        mine.putAll(0, engine.store().plans().all());
        Intervention.Claim claim = new Intervention.Claim(id, "plan " + plan, at, at.plus(A_DAY), new TreeSet<>());
        store.interventions()
                .put(new Intervention.Pin(
                        "pin-" + plan, engine.cast().name(Cast.ALL), Optional.empty(), shares(plan), claim));
        SimController writer = engine.controller(id, engine.feed(), store);
        writers.put(id, writer);
        return writer;
    }

    /** Collects what it thinks is old, by the one deletion that there is: exactly what was read, or nothing. */
    private void janitor() {
        collected.ifPresent(old -> {
            SimProvider provider = engine.provider();
            WriteResult result = provider.retire(old, Duration.ofSeconds(3));
            deletedLive |= result instanceof WriteResult.Accepted;
        });
    }

    private void emptyPlan(Script.Inject inject) {
        int plan = Integer.parseInt(inject.word("plan").orElse("0"));
        try {
            TreeMap<RegionId, Shares> none = new TreeMap<>();
            none.put(RegionId.DEFAULT, new Shares(new TreeMap<>()));
            Plan empty = new Plan(engine.cast().name(Cast.ALL), none, new TreeMap<>());
            throw new IllegalStateException("a plan without answers could be made: " + empty);
        } catch (IllegalArgumentException impossible) {
            refused.add("plan " + plan);
        }
    }

    private void operator(Script.Inject inject, Instant at) {
        String act = inject.word("operator").orElse("");
        if (act.equals("drain")) {
            drain(inject, at);
        } else if (act.equals("delete_records")) {
            delete(inject.word("selector").orElse(""), at);
        }
    }

    /**
     * What would leave the selected names without answers goes before the safety review. A selector that selects nothing
     * by itself means nothing, and never everything (R20).
     */
    private void delete(String selector, Instant at) {
        String call = ("delete_records " + selector).strip();
        if (selector.isBlank()) {
            refused.add(call);
            return;
        }
        RoundView round = engine.view().orElseThrow();
        for (NameView name : round.names().values()) {
            String words = name.spec().name().toString();
            boolean selected = selector.equals("*") || words.equals(selector) || words.equals(selector + ".");
            if (selected && !emptied(round, name, at)) {
                throw new IllegalStateException("a plan that empties " + words + " passed the safety review");
            }
        }
        refused.add(call);
    }

    /** Whether a plan without the records of any region of a name is stopped: no such plan can be made, or a rule holds. */
    private static boolean emptied(RoundView round, NameView name, Instant at) {
        for (RegionId region : name.verdicts().keySet()) {
            TreeMap<RegionId, Shares> rest = new TreeMap<>(
                    name.publication().map(it -> it.plan().shares()).orElse(new TreeMap<>()));
            rest.remove(region);
            if (rest.containsKey(RegionId.DEFAULT) && !held(round, name, rest, at)) {
                return false;
            }
        }
        return true;
    }

    private static boolean held(RoundView round, NameView name, SortedMap<RegionId, Shares> rest, Instant at) {
        SafetyReview.Input input = new SafetyReview.Input(
                round.spec(),
                name.spec(),
                name.publication().map(Publication::plan),
                new Plan(name.spec().name(), rest, new TreeMap<>()),
                Move.OPERATOR,
                name.verdicts(),
                name.changes(),
                Set.of(),
                name.division(),
                name.places(),
                name.around(),
                at);
        return SafetyReview.RULES.examine(input, at).ruling() instanceof Ruling.Hold;
    }

    /** An operator's drain, refused where its dry run says that a rule would hold it. */
    private void drain(Script.Inject inject, Instant at) {
        String target = inject.word("target").orElse("");
        Duration ttl = inject.duration("ttl").filter(it -> !it.isZero()).orElse(A_DAY);
        Intervention.Claim claim = new Intervention.Claim("operator", "script", at, at.plus(ttl), new TreeSet<>());
        Intervention.Drain drain = new Intervention.Drain(
                "drain-" + at.getEpochSecond(), Cast.cdn(target), new TreeSet<>(), new TreeSet<>(), claim);
        List<Intervention> all = new ArrayList<>(engine.store().interventions().all());
        all.add(drain);
        Decision decision =
                engine.main().loop().dryRun(all, at).get(engine.cast().name(Cast.ALL));
        boolean held = decision != null
                && (decision.disposition() == Decision.Disposition.HOLD
                        || decision.disposition() == Decision.Disposition.KEEP);
        if (held) {
            refused.add("drain " + target);
        } else {
            engine.store().interventions().put(drain);
        }
    }
}
