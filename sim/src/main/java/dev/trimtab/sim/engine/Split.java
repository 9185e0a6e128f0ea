package dev.trimtab.sim.engine;

import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Tally;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.sim.ports.SimFeed;
import dev.trimtab.sim.ports.SimStore;
import dev.trimtab.sim.replay.Script;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Two controllers over one zone that see different things. The second hears the same agents, except that some targets look to
 * it as the script says; it has a copy of the store from before, decides every round, and competes for the lease like any
 * controller. What keeps its hands off the zone is what does in production: no lease, and if it has one, fence, mark and
 * compare-and-set (R21).
 */
final class Split {
    private static final String SECOND = "ctl-2";
    private static final Duration ROUND = Duration.ofSeconds(1);

    private final Engine engine;
    private final SimController controller;
    private final SimFeed feed = new SimFeed();
    private final SortedMap<String, String> view;
    private final Duration until;
    private final Map<VantageId, Map<CheckId, Tally>> seen = new TreeMap<>();
    private final String leader;

    private Split(Engine engine, SortedMap<String, String> view, String leader, Duration until) {
        this.engine = engine;
        this.view = view;
        this.leader = leader;
        this.until = until;
        SimStore store = new SimStore();
        PlanStore plans = store.plans();
        plans.putAll(0, engine.store().plans().all());
        engine.store().interventions().all().forEach(store.interventions()::put);
        this.controller = engine.controller(SECOND, feed, store);
    }

    /** The controller that is named first holds the lease when the split begins. */
    static Split begin(Engine engine, Script.Inject inject, Duration until, Instant at) {
        TreeMap<String, String> view = new TreeMap<>();
        inject.maps()
                .getOrDefault("ctl-2_view", new TreeMap<>())
                .forEach((target, word) -> view.put(Cast.cdn(target).value(), word));
        boolean second = inject.word("split").orElse("").startsWith(SECOND);
        Split split = new Split(engine, view, second ? SECOND : engine.main().id(), until);
        if (second) {
            engine.election().expire();
            engine.election().renew(SECOND, at);
        }
        return split;
    }

    boolean lasts(Duration at) {
        return at.compareTo(until) < 0;
    }

    SimController controller() {
        return controller;
    }

    /** A round of the second controller, over what it has heard. */
    void round(List<Report> reports, Instant at) {
        reports.forEach(report -> feed.hear(asSeen(report), at));
        // Who holds the lease is alive, and has renewed it since the last round of the script.
        engine.election().kept(leader, at);
        engine.now(at);
        controller.round(at);
        engine.now(at.plus(ROUND));
        controller.round(at.plus(ROUND));
        engine.now(at);
    }

    private Report asSeen(Report report) {
        Map<CheckId, Tally> tallies = seen.computeIfAbsent(report.vantage(), added -> new TreeMap<>());
        List<Observation> lines = new ArrayList<>();
        for (Observation line : report.observations()) {
            String word = view.get(line.check().target().cdn().value());
            if (word == null) {
                lines.add(line);
            } else {
                outcome(word).ifPresent(outcome -> {
                    Tally tally = tallies.getOrDefault(line.check(), line.tally())
                            .next(new Look(line.check(), Look.Turn.INTERVAL, outcome, Phases.NONE, "as ctl-2 sees it"));
                    tallies.put(line.check(), tally);
                    lines.add(new Observation(line.check(), tally, line.age()));
                });
            }
        }
        return new Report(
                report.vantage(), report.epoch(), report.sequence(), report.assignment(), lines, report.control());
    }

    /** Empty when it sees nothing of the target. */
    private static Optional<Outcome> outcome(String word) {
        return switch (word) {
            case "bad" -> Optional.of(new Outcome.Fail(FailureClass.STATUS));
            case "good" -> Optional.of(new Outcome.Pass());
            default -> Optional.empty();
        };
    }
}
