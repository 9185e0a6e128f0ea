package dev.trimtab.sim.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/** What is true in each cell of target, region and probe at one moment: later lines override what they name. */
final class Cells {
    private final Script script;
    private final Failing calm;
    private final Map<String, Map<String, Map<String, List<Script.Line>>>> byCell = new HashMap<>();

    /**
     * The failing of a cell.
     *
     * @param event index of the line, −1 for the baseline
     */
    record Failing(int event, double p, List<Script.Manner> as, Script.Unit unit, SortedSet<String> groups) {}

    Cells(Script script) {
        this.script = script;
        this.calm =
                new Failing(-1, script.baselineFail(), List.of(), Script.Unit.REQUEST, Collections.emptySortedSet());
    }

    private List<Script.Line> lines(String target, String region, String probe) {
        // What has no target, or no region, is struck by a line whatever target or region that line names.
        return byCell.computeIfAbsent(target, it -> new HashMap<>())
                .computeIfAbsent(region, it -> new HashMap<>())
                .computeIfAbsent(probe, it -> {
                    List<Script.Line> found = new ArrayList<>();
                    for (Script.Line line : script.events()) {
                        String on = target.isEmpty() && !line.targets().isEmpty()
                                ? line.targets().first()
                                : target;
                        String in = region.isEmpty() && !line.regions().isEmpty()
                                ? line.regions().first()
                                : region;
                        if (line.inject().isEmpty() && line.cell(on, in, probe)) {
                            found.add(line);
                        }
                    }
                    return found;
                });
    }

    /** What an agent meets; users when there is none. A line of a group of agents is theirs alone, and hurts no user. */
    Failing failing(String target, String region, String probe, Optional<Agents.Agent> agent, Duration at) {
        Failing now = calm;
        for (Script.Line line : lines(target, region, probe)) {
            boolean his = agent.map(one -> Agents.in(line.groups(), one))
                    .orElse(line.groups().isEmpty());
            if (line.fail().isPresent() && line.state().isEmpty() && line.covers(at) && his) {
                now = line.still(at)
                        ? calm
                        : new Failing(
                                line.index(),
                                ramped(line, line.fail().get(), at),
                                line.as(),
                                line.unit(),
                                line.groups());
            }
        }
        return now;
    }

    private static double ramped(Script.Line line, double from, Duration at) {
        return line.ramp()
                .filter(to -> line.set().isEmpty() || line.fail().isPresent())
                .map(to -> from + (to - from) * line.part(at))
                .orElse(from);
    }

    /** The latency factor that an agent meets; users when there is none. */
    double rtt(String target, String region, String probe, Optional<Agents.Agent> agent, Duration at) {
        double rtt = script.baselineRtt();
        for (Script.Line line : lines(target, region, probe)) {
            boolean his = agent.map(one -> Agents.in(line.groups(), one))
                    .orElse(line.groups().isEmpty());
            if (line.rtt().isPresent() && line.covers(at) && his) {
                rtt = line.still(at) ? script.baselineRtt() : line.rtt().get();
            }
        }
        return rtt;
    }

    /** A property that a line sets; empty when none does now. */
    Optional<Double> set(String target, String property, Duration at) {
        Optional<Double> value = Optional.empty();
        for (Script.Line line : script.events()) {
            Double set = line.set().get(property);
            if (set != null
                    && line.covers(at)
                    && (line.targets().isEmpty() || line.targets().contains(target))) {
                double now = line.fail().isPresent()
                        ? set
                        : line.ramp()
                                .map(to -> set + (to - set) * line.part(at))
                                .orElse(set);
                value = line.still(at) ? Optional.empty() : Optional.of(now);
            }
        }
        return value;
    }

    /** The line that gives a state probe its word now; empty for the normal word. */
    Optional<Script.Line> stated(
            String target, String region, String probe, Optional<Agents.Agent> agent, Duration at) {
        Optional<Script.Line> now = Optional.empty();
        for (Script.Line line : lines(target, region, probe)) {
            boolean his = agent.map(one -> Agents.in(line.groups(), one)).orElse(true);
            if (line.state().isPresent() && line.covers(at) && his) {
                now = line.still(at) ? Optional.empty() : Optional.of(line);
            }
        }
        return now;
    }

    /** The true failure ratio of users or probes in a cell, whoever looks. */
    double ratio(String target, String region, String probe, Duration at) {
        Failing failing = failing(target, region, probe, Optional.empty(), at);
        return switch (failing.unit()) {
            case REQUEST -> failing.p();
            case POP -> {
                double part = Math.round(Agents.POPS * failing.p()) / (double) Agents.POPS;
                yield part + (1 - part) * script.baselineFail();
            }
            case AGENT -> script.baselineFail();
        };
    }
}
