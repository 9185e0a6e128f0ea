package dev.trimtab.sim.engine;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.safety.Decision;
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
    private Optional<Split> split = Optional.empty();

    private final List<Heard> heard = new ArrayList<>();

    /** A report, and the offset at which it was new. */
    private record Heard(Duration at, Report report) {}

    Injects(Engine engine, Script script) {
        this.engine = engine;
        this.script = script;
    }

    List<String> refused() {
        List<String> since = List.copyOf(refused);
        refused.clear();
        return since;
    }

    Optional<Split> split() {
        return split;
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
        split = split.filter(it -> it.lasts(tick.at()));
        for (Script.Line line : tick.injects()) {
            line.inject().ifPresent(inject -> inject(inject, line, at));
        }
    }

    /** After the agents have reported: what comes again, and what another controller makes of it. */
    void reports(Tick tick, Instant at) {
        for (Script.Line line : script.events()) {
            line.inject()
                    .map(inject -> inject.maps().get("replay_reports"))
                    .ifPresent(span -> replay(span, line, tick, at));
        }
        split.ifPresent(it -> it.round(at));
    }

    /** Reports of a past span come again at every round of the line, and at its first if it has no length. */
    private void replay(SortedMap<String, String> span, Script.Line line, Tick tick, Instant at) {
        Duration from = time(span, "from");
        Duration to = time(span, "to");
        if (tick.at().compareTo(from) >= 0 && tick.at().compareTo(to) <= 0) {
            engine.feed().newest().values().forEach(received -> {
                if (received.at().equals(at)) {
                    heard.add(new Heard(tick.at(), received.report()));
                }
            });
        }
        boolean first = tick.injects().contains(line);
        boolean within = tick.at().compareTo(line.from()) >= 0 && tick.at().compareTo(line.until()) < 0;
        if (first || within) {
            heard.stream()
                    .filter(old -> old.at().compareTo(from) >= 0 && old.at().compareTo(to) <= 0)
                    .filter(old -> old.at().compareTo(tick.at()) < 0)
                    .limit(rate(span))
                    .forEach(old -> engine.feed().hear(old.report(), at));
        }
    }

    private static Duration time(SortedMap<String, String> span, String key) {
        return Script.time(span.getOrDefault(key, "")).orElse(Duration.ZERO);
    }

    /** How many reports come again in one round: all, unless the line says how many a second. */
    private long rate(SortedMap<String, String> span) {
        String text = span.getOrDefault("rate", "");
        if (text.isEmpty()) {
            return Long.MAX_VALUE;
        }
        double number = Double.parseDouble(text.replaceAll("/[sm]$", ""));
        double perSecond = text.endsWith("/m") ? number / 60 : number;
        return Math.max(1, Math.round(perSecond * script.step().toMillis() / 1000.0));
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
        } else if (inject.maps().containsKey("ctl-2_view") || inject.words().containsKey("split")) {
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
        CdnId second = Cast.cdn(script.targets().get(1).id());
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
        engine.store().plans().all().forEach(mine::put);
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
            refused.add("delete_records " + inject.word("selector").orElse(""));
        }
    }

    /** An operator's drain, refused where its dry run says that a rule would hold it. */
    private void drain(Script.Inject inject, Instant at) {
        String target = inject.word("target").orElse("");
        Duration ttl = inject.word("ttl").flatMap(Script::time).orElse(A_DAY);
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
