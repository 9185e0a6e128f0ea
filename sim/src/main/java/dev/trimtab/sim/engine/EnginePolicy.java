package dev.trimtab.sim.engine;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.sim.ports.SimProvider;
import dev.trimtab.sim.replay.Agents;
import dev.trimtab.sim.replay.Decided;
import dev.trimtab.sim.replay.Policy;
import dev.trimtab.sim.replay.Script;
import dev.trimtab.sim.replay.Tick;
import dev.trimtab.sim.replay.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** The product itself as a policy: agents look as a real agent does, and the real loop decides and writes. */
public final class EnginePolicy implements Policy {
    /** Steps of calm before a script begins: an installation has lived before its incident. */
    private static final int CALM_STEPS = 40;

    private static final Duration ROUND = Duration.ofSeconds(1);

    private final Script script;
    private final World world;
    private final List<String> scopes;
    private final Engine engine;
    private final Injects injects;
    private final BiConsumer<Instant, NameView> watcher;
    private int dropped;

    private EnginePolicy(
            Script script, World world, List<String> scopes, Conduct conduct, BiConsumer<Instant, NameView> watcher) {
        this.watcher = watcher;
        this.script = script;
        this.world = world;
        this.scopes = scopes;
        Instant begin = script.t0().minus(script.step().multipliedBy(CALM_STEPS));
        this.engine = new Engine(cast(script, world, scopes), conduct, script.step(), begin);
        this.injects = new Injects(engine, script);
        calm(begin);
    }

    /** The product under this conduct. */
    public static Policy.Maker under(Conduct conduct) {
        return watched(conduct, (at, name) -> {});
    }

    /** The same; after every round of the script the watcher is shown the name that carries the demand. */
    static Policy.Maker watched(Conduct conduct, BiConsumer<Instant, NameView> watcher) {
        return new Policy.Maker() {
            @Override
            public String word() {
                return "engine";
            }

            @Override
            public Policy policy(Script script, World world, List<String> scopes) {
                return new EnginePolicy(script, world, scopes, conduct, watcher);
            }
        };
    }

    /** What the script does to the controllers. */
    Injects injects() {
        return injects;
    }

    private static Cast cast(Script script, World world, List<String> scopes) {
        List<Cast.Role> roles = script.targets().stream()
                .map(target -> new Cast.Role(
                        target.id(),
                        switch (target.part()) {
                            case CDN -> CdnKind.EDGE;
                            case ORIGIN -> CdnKind.ORIGIN;
                            case STATIC -> CdnKind.STATIC;
                        },
                        target.weight(),
                        target.cap(),
                        target.capRegion(),
                        target.hit(),
                        target.cold()))
                .toList();
        List<Cast.Seat> seats = world.agents().stream()
                .map(agent -> new Cast.Seat(agent.id(), agent.region(), agent.network()))
                .toList();
        TreeMap<String, SortedSet<ProbeKind>> kinds = new TreeMap<>();
        scopes.forEach(scope -> kinds.put(scope, kinds(scope)));
        return new Cast(script.regions(), roles, seats, kinds);
    }

    /** Whose evidence a scope has: cached objects only, what goes through to the origin, or everything. */
    private static NavigableSet<ProbeKind> kinds(String scope) {
        TreeSet<ProbeKind> kinds = new TreeSet<>(List.of(ProbeKind.ORIGIN_BEHIND, ProbeKind.ORIGIN_PUBLIC));
        if (scope.equals("static hosts")) {
            kinds.add(ProbeKind.CACHED_OBJECT);
        } else if (scope.startsWith("hosts with origin")) {
            kinds.addAll(List.of(ProbeKind.FORCED_MISS, ProbeKind.APPLICATION));
        } else {
            kinds.addAll(List.of(ProbeKind.values()));
            // No incident is told by what a vendor says of itself.
            kinds.remove(ProbeKind.VENDOR_STATUS);
        }
        return kinds;
    }

    private void calm(Instant begin) {
        Tick first = world.calm();
        for (int step = 0; step < CALM_STEPS; step++) {
            Instant at = begin.plus(script.step().multipliedBy(step));
            looks(first, true);
            engine.signals(first.demand(), first.hit());
            engine.report(seats(first), at);
            engine.round(at);
            engine.round(at.plus(ROUND));
        }
        engine.news();
        engine.writersSince();
    }

    @Override
    public Decided decide(Tick tick) {
        Instant at = script.t0().plus(tick.at());
        engine.weather(() -> weather(tick.stating().word("dns_api").orElse("ok")));
        engine.signals(tick.demand(), tick.hit());
        injects.before(tick, at);
        looks(tick, false);
        tick.controls().forEach((seat, sees) -> engine.control(seat, sees ? Report.Control.SEEN : Report.Control.LOST));
        engine.report(seats(tick), at);
        injects.reports(tick, at);
        engine.round(at);
        engine.round(at.plus(ROUND));
        engine.steered(Cast.ALL).ifPresent(name -> watcher.accept(at, name));
        return decided(tick);
    }

    private List<String> seats(Tick tick) {
        return world.agents().stream()
                .map(Agents.Agent::id)
                .filter(id -> tick.links().getOrDefault(id, true))
                .toList();
    }

    private static SimProvider.Weather weather(String word) {
        return switch (word) {
            case "auth_fail" -> SimProvider.Weather.REFUSED;
            case "error", "frozen" -> SimProvider.Weather.ERROR;
            case "accepted_not_live" -> SimProvider.Weather.LOST_BEFORE;
            default -> SimProvider.Weather.FINE;
        };
    }

    private void looks(Tick tick, boolean calm) {
        for (Script.Target target : script.targets()) {
            if (target.part() == Script.Part.STATIC) {
                continue;
            }
            Map<String, List<ProbeKind>> probes = probes(target);
            Set<String> confirmed = new HashSet<>();
            boolean suspected = false;
            for (Agents.Agent agent : world.agents()) {
                for (Map.Entry<String, List<ProbeKind>> probe : probes.entrySet()) {
                    ProbeKind kind = probe.getValue().get(0);
                    Optional<Tick.Seen> seen = tick.looking().look(agent, target.id(), probe.getKey(), 0);
                    seen.ifPresent(found -> look(agent, target, probe.getValue(), Look.Turn.INTERVAL, found));
                    boolean failed = seen.map(Tick.Seen::bad).orElse(false);
                    if (failed && kind.userPath()) {
                        suspected = true;
                    }
                    if (failed && engine.failedLooks(agent.id(), target.id(), kind) < fall()) {
                        again(tick, agent, target, probe, 1, Look.Turn.CONFIRMATION);
                        confirmed.add(agent.id() + " " + probe.getKey());
                    }
                }
            }
            if (suspected && !calm) {
                suspicion(tick, target, probes, confirmed);
            }
        }
    }

    /** What one agent suspects all others look at once more, at once. */
    private void suspicion(
            Tick tick, Script.Target target, Map<String, List<ProbeKind>> probes, Set<String> confirmed) {
        for (Agents.Agent agent : world.agents()) {
            for (Map.Entry<String, List<ProbeKind>> probe : probes.entrySet()) {
                boolean looked = confirmed.contains(agent.id() + " " + probe.getKey());
                if (!looked && probe.getValue().get(0).userPath()) {
                    boolean failed = again(tick, agent, target, probe, 1, Look.Turn.SUSPICION);
                    ProbeKind kind = probe.getValue().get(0);
                    if (failed && engine.failedLooks(agent.id(), target.id(), kind) < fall()) {
                        again(tick, agent, target, probe, 2, Look.Turn.CONFIRMATION);
                    }
                }
            }
        }
    }

    private boolean again(
            Tick tick,
            Agents.Agent agent,
            Script.Target target,
            Map.Entry<String, List<ProbeKind>> probe,
            int further,
            Look.Turn turn) {
        Optional<Tick.Seen> seen = tick.looking().look(agent, target.id(), probe.getKey(), further);
        seen.ifPresent(found -> look(agent, target, probe.getValue(), turn, found));
        return seen.map(Tick.Seen::bad).orElse(false);
    }

    private int fall() {
        return engine.spec().names().firstEntry().getValue().detect().fall();
    }

    private void look(Agents.Agent agent, Script.Target target, List<ProbeKind> kinds, Look.Turn turn, Tick.Seen seen) {
        Outcome outcome = seen.failure().map(EnginePolicy::outcome).orElseGet(Outcome.Pass::new);
        for (ProbeKind kind : kinds) {
            engine.look(
                    agent.id(),
                    target.id(),
                    kind,
                    turn,
                    outcome,
                    seen.rtt(),
                    seen.failure().orElse(""));
        }
    }

    private static Map<String, List<ProbeKind>> probes(Script.Target target) {
        TreeMap<String, List<ProbeKind>> probes = new TreeMap<>();
        if (target.part() == Script.Part.ORIGIN) {
            probes.put("origin_direct", List.of(ProbeKind.ORIGIN_BEHIND, ProbeKind.ORIGIN_PUBLIC));
        } else {
            World.kinds().forEach((probe, kind) -> probes.put(probe, List.of(kind)));
        }
        return probes;
    }

    private static Outcome outcome(String word) {
        return switch (word) {
            case "slow" -> new Outcome.Degraded(FailureClass.LATENCY);
            case "challenge" -> new Outcome.Fail(FailureClass.CHALLENGE);
            case "wrong_body" -> new Outcome.Fail(FailureClass.CONTENT);
            case "timeout" -> new Outcome.Fail(FailureClass.TIMEOUT);
            case "refused", "reset" -> new Outcome.Fail(FailureClass.CONNECT);
            case "tls_chain" -> new Outcome.Fail(FailureClass.TLS);
            case "nxdomain" -> new Outcome.Fail(FailureClass.NXDOMAIN);
            case "nodata" -> new Outcome.Fail(FailureClass.NODATA);
            case "servfail" -> new Outcome.Fail(FailureClass.SERVFAIL);
            case "dns_timeout" -> new Outcome.Fail(FailureClass.DNS_TIMEOUT);
            default -> new Outcome.Fail(FailureClass.STATUS);
        };
    }

    private Decided decided(Tick tick) {
        TreeMap<String, Decided.OfScope> all = new TreeMap<>();
        scopes.forEach(scope -> all.put(scope, ofScope(scope)));
        List<String> alarms = new ArrayList<>();
        List<String> because = new ArrayList<>();
        for (Event event : engine.news()) {
            if (event.type().severity() == Event.Severity.ALARM) {
                alarms.add(event.type().word());
            }
            if (event.type().severity() != Event.Severity.INFO) {
                because.add(event.type().word() + ": " + event.sentence());
            }
        }
        int since = engine.droppedReports() - dropped;
        dropped = engine.droppedReports();
        return new Decided(
                all,
                alarms,
                muted(),
                since,
                engine.writersSince(),
                injects.refused(),
                injects.applied(tick),
                injects.deletedLive(),
                List.of(),
                because);
    }

    private Decided.OfScope ofScope(String scope) {
        TreeMap<String, SortedMap<String, Double>> shares = new TreeMap<>();
        Map<String, Shares> served = engine.served(scope);
        TreeMap<String, SortedMap<String, String>> verdicts = new TreeMap<>();
        for (String region : script.regions().keySet()) {
            TreeMap<String, Double> split = new TreeMap<>();
            TreeMap<String, String> words = new TreeMap<>();
            for (Script.Target target : script.targets()) {
                Shares there = served.get(region);
                split.put(target.id(), there == null ? 0 : there.of(engine.cdn(target.id())) / 100.0);
                words.put(
                        target.id(),
                        engine.verdict(scope, region, target.id())
                                .map(EnginePolicy::word)
                                .orElse("unknown"));
            }
            shares.put(region, split);
            verdicts.put(region, words);
        }
        return new Decided.OfScope(shares, verdicts);
    }

    private static String word(Verdict verdict) {
        return switch (verdict.state()) {
            case HEALTHY -> "good";
            case UNHEALTHY -> "bad";
            case DEGRADED, UNKNOWN, ORIGIN_FAULT -> verdict.state().name().toLowerCase(Locale.ROOT);
        };
    }

    /** Groups all of whose agents are not believed. */
    private NavigableSet<String> muted() {
        TreeSet<String> muted = new TreeSet<>();
        for (Script.Group group : script.agents()) {
            List<Agents.Agent> members = world.agents().stream()
                    .filter(agent -> agent.group().equals(Optional.of(group.id())))
                    .toList();
            boolean all = !members.isEmpty() && members.stream().allMatch(agent -> engine.muted(agent.id()));
            if (all) {
                muted.add(group.id());
            }
        }
        return muted;
    }
}
