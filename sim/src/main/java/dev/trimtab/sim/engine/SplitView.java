package dev.trimtab.sim.engine;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Tally;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.sim.ports.SimFeed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A second controller on the far side of a split: it hears every agent, but of some targets it hears something else. */
final class SplitView {
    /** Looks whose outcome differs; more would tell no more. */
    private static final int LOOKS_MAX = 64;

    private final SimController controller;
    private final SimFeed feed;
    private final SortedMap<CdnId, Outcome> told;
    private final Duration until;
    private int rounds;

    /**
     * @param view {@code bad} or {@code good} by target of the script; the others as they are
     * @param until offset at which the split is over
     */
    SplitView(SimController controller, SimFeed feed, SortedMap<String, String> view, Duration until) {
        this.controller = controller;
        this.feed = feed;
        this.until = until;
        this.told = new TreeMap<>();
        view.forEach((target, word) -> told.put(
                Cast.cdn(target), word.equals("bad") ? new Outcome.Fail(FailureClass.TIMEOUT) : new Outcome.Pass()));
    }

    boolean over(Duration at) {
        return at.compareTo(until) > 0;
    }

    void round(List<Report> reports, Instant at) {
        rounds = Math.min(LOOKS_MAX, rounds + 1);
        reports.forEach(report -> feed.hear(told(report), at));
        controller.round(at);
    }

    private Report told(Report report) {
        List<Observation> lines = new ArrayList<>();
        for (Observation line : report.observations()) {
            Outcome outcome = told.get(line.check().target().cdn());
            lines.add(outcome == null ? line : new Observation(line.check(), told(line, outcome), line.age()));
        }
        return new Report(
                report.vantage(), report.epoch(), report.sequence(), report.assignment(), lines, report.control());
    }

    private Tally told(Observation line, Outcome outcome) {
        Tally tally = line.tally();
        for (int look = 0; look < rounds; look++) {
            tally = tally.next(new Look(line.check(), Look.Turn.INTERVAL, outcome, Phases.NONE, "the other side"));
        }
        return tally;
    }
}
