package dev.trimtab.sim.engine;

import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Tally;
import dev.trimtab.core.spec.ProbeKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What every agent of a replay remembers of its checks. All checks are known from the start and stand in one order. */
final class Tallies {
    private final List<CheckId> checks;
    private final Map<String, EnumMap<ProbeKind, List<Integer>>> places = new HashMap<>();
    private final Map<String, Seat> seats = new HashMap<>();

    /** An agent; a check that it has not looked at has no tally. */
    private static final class Seat {
        private final VantageId vantage;
        private final @Nullable Tally[] tallies;
        private Report.Control control = Report.Control.UNKNOWN;

        Seat(String id, int checks) {
            vantage = new VantageId(id);
            tallies = new Tally[checks];
        }
    }

    Tallies(Cast cast) {
        TreeSet<CheckId> all = new TreeSet<>();
        TreeMap<String, EnumMap<ProbeKind, List<CheckId>>> byTarget = new TreeMap<>();
        // Scope by scope: the first that has a check is the one that is asked for its failed looks.
        cast.scopes()
                .forEach((scope, kinds) -> cast.roles()
                        .forEach(role -> kinds.forEach(kind -> {
                            TargetId target = new TargetId(cast.name(scope), Cast.cdn(role.id()));
                            CheckId check = new CheckId(target, Cast.HOST, Cast.probe(kind), CheckId.Family.V4);
                            all.add(check);
                            byTarget.computeIfAbsent(role.id(), id -> new EnumMap<>(ProbeKind.class))
                                    .computeIfAbsent(kind, first -> new ArrayList<>())
                                    .add(check);
                        })));
        checks = List.copyOf(all);
        byTarget.forEach((target, byKind) -> {
            EnumMap<ProbeKind, List<Integer>> ofTarget = new EnumMap<>(ProbeKind.class);
            byKind.forEach((kind, mine) ->
                    ofTarget.put(kind, mine.stream().map(checks::indexOf).toList()));
            places.put(target, ofTarget);
        });
        cast.seats().forEach(seat -> seats.put(seat.id(), new Seat(seat.id(), checks.size())));
    }

    private Seat seat(String id) {
        return seats.computeIfAbsent(id, unknown -> new Seat(unknown, checks.size()));
    }

    private List<Integer> places(String target, ProbeKind kind) {
        EnumMap<ProbeKind, List<Integer>> ofTarget = places.get(target);
        return ofTarget == null ? List.of() : ofTarget.getOrDefault(kind, List.of());
    }

    /** One look, counted for every scope that has such a probe. */
    void add(
            String seat, String target, ProbeKind kind, Look.Turn turn, Outcome outcome, Phases phases, String detail) {
        @Nullable Tally[] tallies = seat(seat).tallies;
        for (int place : places(target, kind)) {
            Tally before = tallies[place];
            Look look = new Look(checks.get(place), turn, outcome, phases, detail);
            tallies[place] = (before == null ? Tally.EMPTY : before).next(look);
        }
    }

    /** Failed looks in a row of a check of the name that carries the demand, or of any other that has it. */
    int failedLooks(String seat, String target, ProbeKind kind) {
        @Nullable Tally[] tallies = seat(seat).tallies;
        for (int place : places(target, kind)) {
            Tally tally = tallies[place];
            if (tally != null) {
                return tally.failedLooks();
            }
        }
        return 0;
    }

    /** Whether an agent sees its control group. */
    void control(String seat, Report.Control control) {
        seat(seat).control = control;
    }

    /** An agent's full view. */
    Report report(String id, long sequence) {
        Seat seat = seat(id);
        List<Observation> lines = new ArrayList<>(checks.size());
        for (int place = 0; place < seat.tallies.length; place++) {
            Tally tally = seat.tallies[place];
            if (tally != null) {
                lines.add(new Observation(checks.get(place), tally, Duration.ZERO));
            }
        }
        return new Report(seat.vantage, 1, sequence, "replay", lines, seat.control);
    }
}
