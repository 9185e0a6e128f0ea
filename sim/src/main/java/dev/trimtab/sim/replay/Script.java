package dev.trimtab.sim.replay;

import dev.trimtab.config.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * An incident as a script, whole and consistent: the reader has seen to it.
 *
 * @param t0 wall clock of offset 0
 * @param step probe period
 * @param seed of the sampling
 * @param regions part of the users by region, adding up to 1
 * @param agents share of the agents by group, in the order of the file
 * @param demand and {@code follow}: points of piecewise linear curves
 * @param events later ones override earlier ones in the same cell
 * @param variants further events by name, and what they expect
 */
public record Script(
        String id,
        String title,
        String kind,
        Instant t0,
        Duration length,
        Duration step,
        long seed,
        SortedMap<String, Double> regions,
        List<Target> targets,
        List<Group> agents,
        List<Point> demand,
        List<Point> follow,
        double baselineFail,
        double baselineRtt,
        List<Line> events,
        SortedMap<String, Variant> variants,
        List<Expect> expect) {
    /** What a target is. */
    public enum Part {
        CDN,
        ORIGIN,
        STATIC
    }

    /**
     * A target's part.
     *
     * @param cap share of total demand that it can carry
     * @param hit and {@code cold}: cache hit ratio warm, and after being unused
     * @param rtt latency factor by region
     * @param capRegion cap by region, as a share of total demand
     */
    public record Target(
            String id,
            String vendor,
            Part part,
            double weight,
            double cap,
            double hit,
            double cold,
            SortedMap<String, Double> rtt,
            SortedMap<String, Double> capRegion) {
        public Target {
            rtt = Collections.unmodifiableSortedMap(new TreeMap<>(rtt));
            capRegion = Collections.unmodifiableSortedMap(new TreeMap<>(capRegion));
        }
    }

    /** A group of agents that is one network. */
    public record Group(String id, double share) {}

    /** A point of a curve. */
    public record Point(Duration at, double value) {}

    /** Another customer of the same vendor. */
    public record Variant(List<Line> events, List<Expect> expect) {}

    /** Who is struck. */
    public enum Unit {
        REQUEST,
        POP,
        AGENT
    }

    /** A wave: one letter per period, {@code B} as written, {@code g} baseline. */
    public record Wave(Duration period, String seq) {}

    /**
     * One line of {@code events}; what it does not name stays as it was.
     *
     * @param index its place, notes and injects counted
     * @param targets and the other cells; empty for all
     * @param ramp value that {@code fail}, or the value of {@code set}, moves to
     * @param as classes by share, in the order of the file
     */
    public record Line(
            int index,
            int line,
            Duration from,
            Duration until,
            SortedSet<String> targets,
            SortedSet<String> regions,
            SortedSet<String> probes,
            Optional<Double> fail,
            Optional<Double> ramp,
            List<Manner> as,
            Unit unit,
            SortedSet<String> groups,
            Optional<Wave> wave,
            Optional<Double> rtt,
            SortedMap<String, Double> set,
            Optional<String> state,
            Optional<Inject> inject) {
        boolean covers(Duration at) {
            return at.compareTo(from) >= 0 && at.compareTo(until) < 0;
        }

        boolean cell(String target, String region, String probe) {
            return (targets.isEmpty() || targets.contains(target))
                    && (regions.isEmpty() || regions.contains(region))
                    && (probes.isEmpty() || probes.contains(probe));
        }

        /** How far through its span, 0 to 1. */
        double part(Duration at) {
            long span = until.minus(from).toMillis();
            return span <= 0 ? 0 : (double) at.minus(from).toMillis() / span;
        }

        /** Whether the wave is at baseline now. */
        boolean still(Duration at) {
            return wave.map(w -> w.seq().charAt((int) (at.minus(from).toMillis()
                                    / w.period().toMillis()
                                    % w.seq().length()))
                            == 'g')
                    .orElse(false);
        }
    }

    /** A class of failure and its share. */
    public record Manner(String outcome, double share) {}

    /** A fault inside the controller itself: the keys of the line as written. */
    public record Inject(SortedMap<String, String> words, SortedMap<String, SortedMap<String, String>> maps) {
        public Optional<String> word(String key) {
            return Optional.ofNullable(words.get(key));
        }

        /** A word of a map. */
        public Optional<String> word(String key, String inner) {
            return Optional.ofNullable(maps.get(key)).flatMap(map -> Optional.ofNullable(map.get(inner)));
        }

        public Optional<Duration> duration(String key) {
            return word(key).flatMap(ScriptReader.Reading::parsed);
        }

        public Optional<Duration> duration(String key, String inner) {
            return word(key, inner).flatMap(ScriptReader.Reading::parsed);
        }
    }

    /** A line of {@code expect}: its keys, for {@link Expectations}. */
    public record Expect(int line, String rule, Cursor at) {}

    public Script {
        targets = List.copyOf(targets);
        agents = List.copyOf(agents);
        events = List.copyOf(events);
        expect = List.copyOf(expect);
    }

    /** A span as scripts write it, such as {@code 1h5m}. */
    public static Optional<Duration> time(String text) {
        return ScriptReader.Reading.parsed(text);
    }

    /**
     * The moment that a person means: an offset ({@code 48m}), a time of day in UTC ({@code 11:48}, the first since the begin)
     * or an instant.
     *
     * @return its offset; empty when it lies outside of the script, or is no time at all
     */
    public Optional<Duration> offset(String moment) {
        Optional<Duration> meant = ScriptReader.Reading.parsed(moment);
        if (meant.isEmpty()) {
            try {
                meant = Optional.of(
                        moment.matches("\\d{1,2}:\\d\\d(:\\d\\d)?")
                                ? sinceBegin(LocalTime.parse(moment.length() % 3 == 1 ? "0" + moment : moment))
                                : Duration.between(t0, Instant.parse(moment)));
            } catch (DateTimeParseException nothing) {
                return Optional.empty();
            }
        }
        return meant.filter(offset -> !offset.isNegative() && offset.compareTo(length) < 0);
    }

    private Duration sinceBegin(LocalTime time) {
        LocalTime begin = t0.atZone(ZoneOffset.UTC).toLocalTime();
        Duration since = Duration.between(begin, time);
        return since.isNegative() ? since.plusDays(1) : since;
    }

    public int steps() {
        return (int) (length.toMillis() / step.toMillis());
    }

    public Optional<Target> target(String id) {
        return targets.stream().filter(target -> target.id().equals(id)).findFirst();
    }

    /** This script with a variant's events after its own, and the variant's expectations in place of its own. */
    public Script with(String variant) {
        Variant other = Optional.ofNullable(variants.get(variant))
                .orElseThrow(() -> new IllegalArgumentException("no variant " + variant + " in " + id));
        List<Line> all = new ArrayList<>(events);
        all.addAll(other.events());
        return with(length, targets, all, other.expect());
    }

    /** The same incident with others in its roles. */
    public Script playedBy(List<Target> others) {
        return with(length, others, events, expect);
    }

    /** Its beginning, up to and with the round at an offset. */
    public Script until(Duration offset) {
        long rounds = offset.toMillis() / step.toMillis() + 1;
        return with(step.multipliedBy(rounds), targets, events, expect);
    }

    private Script with(Duration lasting, List<Target> playing, List<Line> happening, List<Expect> expected) {
        return new Script(
                id,
                title,
                kind,
                t0,
                lasting,
                step,
                seed,
                regions,
                playing,
                agents,
                demand,
                follow,
                baselineFail,
                baselineRtt,
                happening,
                variants,
                expected);
    }

    /** The value of a piecewise linear curve. */
    static double at(List<Point> curve, Duration when) {
        Point before = curve.get(0);
        for (Point point : curve) {
            if (point.at().compareTo(when) > 0) {
                if (point.at().equals(before.at())) {
                    return point.value();
                }
                double part = (double) when.minus(before.at()).toMillis()
                        / point.at().minus(before.at()).toMillis();
                return before.value() + (point.value() - before.value()) * Math.max(0, part);
            }
            before = point;
        }
        return before.value();
    }
}
