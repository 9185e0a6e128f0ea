package dev.trimtab.sim.simulator;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Tally;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.core.spec.VantageSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** An agent: looks at every target once an interval, confirms a failure at once, and tells its full view. */
final class Vantage {
    /** Old reports that a replay has at hand. */
    private static final int KEPT = 40;

    private static final int USUAL_MICROS = 80_000;

    private final VantageSpec place;
    private final Nature nature;
    private final Dice dice;
    private final List<Line> lines = new ArrayList<>();
    private final Deque<Report> old = new ArrayDeque<>();
    private final long firstEpoch;
    private long epoch;
    private long sequence;
    private Mood mood = Mood.HONEST;
    private Instant lastLied = Instant.EPOCH;
    private Optional<CdnId> liesAbout = Optional.empty();

    /** What is wrong with it. */
    enum Mood {
        HONEST,
        /** Says of a CDN, or of all, that it fails; of one that does, that it is well. */
        LYING,
        /** The same, in good faith: more of them than a quorum, and traffic leaves what is well; no seed draws it. */
        ERRING,
        /** Sees nothing, and knows it. */
        BLIND,
        /** Sees nothing and takes it for the targets' fault; its control group is lost with them. */
        CUT_OFF,
        DEAD
    }

    private static final class Line {
        final CheckId check;
        Tally tally = Tally.EMPTY;

        Line(CheckId check) {
            this.check = check;
        }
    }

    Vantage(VantageSpec place, Spec spec, Nature nature, Dice dice, Instant now) {
        this.place = place;
        this.nature = nature;
        this.dice = dice;
        this.firstEpoch = now.toEpochMilli();
        this.epoch = firstEpoch;
        for (NameSpec name : spec.names().values()) {
            for (TargetSpec target : name.targets()) {
                CdnKind kind = spec.cdn(target.cdn()).kind();
                if (kind == CdnKind.STATIC) {
                    // Nobody looks at a sorry page.
                    continue;
                }
                boolean origin = kind == CdnKind.ORIGIN;
                lines.add(new Line(new CheckId(
                        new TargetId(name.name(), target.cdn()),
                        Setting.HOST,
                        origin ? Setting.ORIGIN_PROBE : Setting.PROBE,
                        CheckId.Family.V4)));
            }
        }
    }

    VantageSpec place() {
        return place;
    }

    void become(Mood next, Optional<CdnId> about) {
        mood = next;
        liesAbout = about;
    }

    /** Whether it told anything untrue since then. */
    boolean liedSince(Instant then) {
        return !lastLied.isBefore(then);
    }

    Mood mood() {
        return mood;
    }

    /** Its process starts anew: it remembers nothing, and its epoch grows. */
    void restart(Instant now) {
        epoch = Math.max(epoch + 1, now.toEpochMilli());
        sequence = 0;
        lines.forEach(line -> line.tally = Tally.EMPTY);
    }

    /** Looks at everything; empty for a dead one. */
    Optional<Report> look(Instant now) {
        if (mood == Mood.DEAD) {
            return Optional.empty();
        }
        lastLied = mood == Mood.LYING ? now : lastLied;
        List<Observation> seen = new ArrayList<>(lines.size());
        for (Line line : lines) {
            Outcome first = outcome(line.check.target().cdn(), now);
            line.tally = line.tally.next(look(line, Look.Turn.INTERVAL, first, now));
            if (first instanceof Outcome.Fail) {
                Outcome again = outcome(line.check.target().cdn(), now);
                line.tally = line.tally.next(look(line, Look.Turn.CONFIRMATION, again, now));
            }
            seen.add(new Observation(line.check, line.tally, Duration.ZERO));
        }
        Report.Control control = mood == Mood.CUT_OFF ? Report.Control.LOST : Report.Control.SEEN;
        Report report = new Report(place.id(), epoch, ++sequence, "assignment", seen, control);
        old.addLast(report);
        if (old.size() > KEPT) {
            old.removeFirst();
        }
        return Optional.of(report);
    }

    /** Reports that were told before, oldest first. */
    List<Report> old() {
        return List.copyOf(old);
    }

    private Look look(Line line, Look.Turn turn, Outcome outcome, Instant now) {
        boolean answered = outcome instanceof Outcome.Pass;
        double factor = nature.latency(line.check.target().cdn(), place.region(), now);
        int micros = answered ? (int) (USUAL_MICROS * factor * dice.between(0.9, 1.1)) : 0;
        return new Look(line.check, turn, outcome, new Phases(0, 0, 0, 0, micros), "");
    }

    private Outcome outcome(CdnId cdn, Instant now) {
        return switch (mood) {
            case HONEST -> nature.look(cdn, place.region(), dice, now);
            case BLIND -> new Outcome.Blind();
            case CUT_OFF -> new Outcome.Fail(FailureClass.TIMEOUT);
            case LYING, ERRING -> lie(cdn, now);
            case DEAD -> throw new IllegalStateException(place.id() + " is dead and looks");
        };
    }

    private Outcome lie(CdnId cdn, Instant now) {
        if (liesAbout.map(cdn::equals).orElse(true)) {
            boolean fails = nature.fail(cdn, place.region(), now) > 0.5;
            return fails ? new Outcome.Pass() : new Outcome.Fail(FailureClass.STATUS);
        }
        return nature.look(cdn, place.region(), dice, now);
    }
}
