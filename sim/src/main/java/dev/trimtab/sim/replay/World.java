package dev.trimtab.sim.replay;

import dev.trimtab.core.spec.ProbeKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The world that a script runs in: agents who look, users who follow, caches and loads. */
public final class World {
    private static final double SECONDS_UNUSED = Duration.ofMinutes(30).toSeconds();
    private static final double IN_USE_PERCENT = 1;
    private static final double WARMING_SECONDS = Duration.ofMinutes(10).toSeconds();

    private final Script script;
    private final Set<String> blindTo;
    private final Set<String> asked = new HashSet<>();
    private final Sampling sampling = new Sampling();
    private final Agents agents;
    private final Cells cells;
    private final TreeMap<String, Cache> caches = new TreeMap<>();
    private final Map<String, Double> ratios = new HashMap<>();
    private Duration ratiosAt = Duration.ofSeconds(-1);
    private final Map<Optional<String>, Map<String, Map<String, Map<String, Slot>>>> slots = new HashMap<>();

    private static final class Cache {
        double hit;
        double unusedFor;

        Cache(double hit, double unusedFor) {
            this.hit = hit;
            this.unusedFor = unusedFor;
        }
    }

    /** @param blindTo kinds of probes that nobody sees */
    World(Script script, Set<String> blindTo) {
        this.script = script;
        this.blindTo = blindTo;
        this.agents = new Agents(script, sampling);
        this.cells = new Cells(script);
        for (Script.Target target : script.targets()) {
            caches.put(
                    target.id(),
                    target.weight() > 0 ? new Cache(target.hit(), 0) : new Cache(target.cold(), SECONDS_UNUSED));
        }
    }

    public Script script() {
        return script;
    }

    public List<Agents.Agent> agents() {
        return agents.all();
    }

    /** What the engine is given, by word of the script. */
    public static Map<String, ProbeKind> kinds() {
        return Vocabulary.KINDS;
    }

    /** The world before anything happens: every look passes, each target as far away as ever. */
    public Tick calm() {
        TreeMap<String, Double> hit = new TreeMap<>();
        caches.forEach((target, cache) -> hit.put(target, cache.hit));
        return new Tick(
                -1,
                Duration.ZERO,
                (agent, target, probe, further) -> Optional.of(new Tick.Seen(
                        Optional.empty(),
                        script.target(target)
                                .map(it -> it.rtt().getOrDefault(agent.region(), 1.0))
                                .orElse(1.0))),
                probe -> Optional.empty(),
                Map.of(),
                Map.of(),
                hit,
                demand(Duration.ZERO),
                List.of(),
                this);
    }

    /** What is shown at a tick. */
    Tick tick(int number) {
        Duration at = script.step().multipliedBy(number);
        Map<String, Boolean> links = new HashMap<>();
        Map<String, Boolean> controls = new HashMap<>();
        for (Agents.Agent agent : agents.all()) {
            links.put(
                    agent.id(),
                    !word("agent_link", Optional.of(agent), at, number).equals(Optional.of("lost")));
            controls.put(
                    agent.id(),
                    !word("agent_control", Optional.of(agent), at, number).equals(Optional.of("bad")));
        }
        TreeMap<String, Double> hit = new TreeMap<>();
        caches.forEach((target, cache) -> hit.put(target, cache.hit));
        Duration before = at.minus(script.step());
        List<Script.Line> injects = script.events().stream()
                .filter(line -> line.inject().isPresent()
                        && line.from().compareTo(before) > 0
                        && line.from().compareTo(at) <= 0)
                .toList();
        return new Tick(
                number,
                at,
                (agent, target, probe, further) -> look(agent, target, probe, further, number, at),
                probe -> stated(probe, at, number),
                links,
                controls,
                hit,
                demand(at),
                injects,
                this);
    }

    private Optional<String> stated(String probe, Duration at, int number) {
        asked.add(probe);
        return blindTo.contains(probe) ? Optional.empty() : word(probe, Optional.empty(), at, number);
    }

    /** Kinds of probes that somebody has asked for: one that nobody did cannot have mattered. */
    Set<String> asked() {
        return asked;
    }

    /** The word of a state probe; empty for the normal word. */
    private Optional<String> word(String probe, Optional<Agents.Agent> agent, Duration at, int number) {
        String region = agent.map(Agents.Agent::region).orElse("");
        Optional<Script.Line> line = Optional.empty();
        for (String target : targetsOf(probe)) {
            Optional<Script.Line> found = cells.stated(target, region, probe, agent, at);
            line = found.isPresent() ? found : line;
        }
        return line.filter(there -> there.fail()
                        .map(p -> sampling.draw(
                                        script.seed(),
                                        there.index(),
                                        "",
                                        region,
                                        probe,
                                        number,
                                        agent.map(one -> "" + one.number()).orElse(""))
                                < p)
                        .orElse(true))
                .flatMap(Script.Line::state);
    }

    private List<String> targetsOf(String probe) {
        return probe.startsWith("vendor")
                ? script.targets().stream().map(Script.Target::id).toList()
                : List.of("");
    }

    private Optional<Tick.Seen> look(
            Agents.Agent agent, String target, String probe, int further, int number, Duration at) {
        asked.add(probe);
        if (blindTo.contains(probe)) {
            return Optional.empty();
        }
        Cell cell = cell(agent, target, probe, at);
        if (cell.stated().map(line -> met(line, agent, target, probe, number)).orElse(false)) {
            return Optional.empty();
        }
        Cells.Failing failing = cell.failing();
        boolean fixed = failing.unit() == Script.Unit.POP
                || (failing.unit() == Script.Unit.AGENT && failing.groups().isEmpty());
        boolean struck = switch (failing.unit()) {
            case REQUEST -> true;
            case AGENT -> !fixed || agent.number() < Math.round(Agents.PER_REGION * failing.p());
            case POP -> agents.struck(target, agent, failing.p());
        };
        double p = !struck ? script.baselineFail() : fixed ? 1 : failing.p();
        double drawn = sampling.look(struck ? cell.asWritten() : cell.atBaseline(), number, agent.number(), further);
        return drawn < p
                ? Optional.of(new Tick.Seen(Optional.of(failure(failing, struck, probe, drawn / p)), 1))
                : cell.passed();
    }

    /** Whether a round meets the state that a line gives: always, unless the line says how often. */
    private boolean met(Script.Line line, Agents.Agent agent, String target, String probe, int number) {
        return line.fail()
                .map(p -> sampling.draw(
                                script.seed(), line.index(), target, agent.region(), probe, number, agent.number())
                        < p)
                .orElse(true);
    }

    /** What is so for all agents of one group at one moment; the beginnings of the texts that are drawn from. */
    private record Cell(
            Optional<Script.Line> stated,
            Cells.Failing failing,
            Sampling.Beginning asWritten,
            Sampling.Beginning atBaseline,
            Optional<Tick.Seen> passed) {}

    /** The cell as it was last drawn. Most stay as they were for hours: what is so at another tick is kept where it is equal. */
    private static final class Slot {
        private Duration at = Duration.ofSeconds(-1);
        private Optional<Cell> newest = Optional.empty();
    }

    private Cell cell(Agents.Agent agent, String target, String probe, Duration at) {
        Slot slot = slots.computeIfAbsent(agent.group(), group -> new HashMap<>())
                .computeIfAbsent(agent.region(), region -> new HashMap<>())
                .computeIfAbsent(target, it -> new HashMap<>())
                .computeIfAbsent(probe, it -> new Slot());
        if (slot.newest.isEmpty() || !at.equals(slot.at)) {
            slot.newest = Optional.of(drawn(slot.newest, agent, target, probe, at));
            slot.at = at;
        }
        return slot.newest.get();
    }

    private Cell drawn(Optional<Cell> before, Agents.Agent agent, String target, String probe, Duration at) {
        Optional<Agents.Agent> who = Optional.of(agent);
        String region = agent.region();
        Cells.Failing failing = cells.failing(target, region, probe, who, at);
        double far = script.target(target)
                .map(it -> it.rtt().getOrDefault(region, 1.0))
                .orElse(1.0);
        return new Cell(
                cells.stated(target, region, probe, who, at),
                failing,
                before.filter(was -> was.failing().event() == failing.event())
                        .map(Cell::asWritten)
                        .orElseGet(() -> new Sampling.Beginning(script.seed(), failing.event(), target, region, probe)),
                before.map(Cell::atBaseline)
                        .orElseGet(() -> new Sampling.Beginning(script.seed(), -1, target, region, probe)),
                Optional.of(new Tick.Seen(Optional.empty(), far * cells.rtt(target, region, probe, who, at))));
    }

    private static String failure(Cells.Failing failing, boolean struck, String probe, double part) {
        if (!struck || failing.as().isEmpty()) {
            return probe.startsWith("dns") ? "dns_timeout" : "timeout";
        }
        double sum = 0;
        for (Script.Manner one : failing.as()) {
            sum += one.share();
            if (part < sum) {
                return one.outcome();
            }
        }
        return failing.as().get(failing.as().size() - 1).outcome();
    }

    double demand(Duration at) {
        return Script.at(script.demand(), at);
    }

    /** The latency factor of a target, highest over regions: what a gate reads. */
    double highestRtt(String target, Duration at) {
        double highest = 0;
        for (String region : script.regions().keySet()) {
            for (String probe : List.of("http_app", "http_static", "http_miss", "rum")) {
                highest = Math.max(highest, cells.rtt(target, region, probe, Optional.empty(), at));
            }
        }
        return highest;
    }

    /** The part of users' requests that fails by the script alone. */
    public double userFail(String target, String region, Duration at) {
        if (!at.equals(ratiosAt)) {
            ratios.clear();
            ratiosAt = at;
        }
        return ratios.computeIfAbsent(target + " " + region, cell -> {
            boolean origin = script.target(target)
                    .map(it -> it.part() == Script.Part.ORIGIN)
                    .orElse(false);
            boolean rum =
                    cells.failing(target, region, "rum", Optional.empty(), at).event() >= 0 || !origin;
            return cells.ratio(target, region, rum ? "rum" : "origin_direct", at);
        });
    }

    /** The part of looks of one kind that fails by the script alone. */
    public double probeFail(String target, String region, String probe, Duration at) {
        return cells.ratio(target, region, probe, at);
    }

    double cap(String target, Duration at) {
        return cells.set(target, "cap", at)
                .orElseGet(() -> script.target(target).map(Script.Target::cap).orElse(1.0));
    }

    /** Caches after one step in which these mean shares were published. */
    void live(SortedMap<String, Double> meanShares, Duration at) {
        double seconds = script.step().toMillis() / 1000.0;
        for (Script.Target target : script.targets()) {
            Cache cache = caches.computeIfAbsent(target.id(), id -> new Cache(target.cold(), SECONDS_UNUSED));
            double goal = cells.set(target.id(), "hit", at).orElse(target.hit());
            if (meanShares.getOrDefault(target.id(), 0.0) < IN_USE_PERCENT) {
                cache.unusedFor += seconds;
                if (cache.unusedFor >= SECONDS_UNUSED) {
                    cache.hit = Math.min(
                            cache.hit, cells.set(target.id(), "cold", at).orElse(target.cold()));
                }
            } else {
                cache.unusedFor = 0;
                cache.hit = goal < cache.hit
                        ? goal
                        : cache.hit + (goal - cache.hit) * (1 - Math.exp(-seconds / WARMING_SECONDS));
            }
        }
    }

    double hit(String target) {
        Cache cache = caches.get(target);
        return cache == null ? 0 : cache.hit;
    }

    List<String> targets() {
        List<String> ids = new ArrayList<>();
        script.targets().forEach(target -> ids.add(target.id()));
        return ids;
    }
}
