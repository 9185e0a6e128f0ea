package dev.trimtab.sim.recording;

import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.plan.Move;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one configuration did with a recording.
 *
 * @param writes changes that DNS providers took
 * @param held decisions that a safety rule or a doubt held
 * @param unhealthyShareMinutes of share on targets that it judged unhealthy itself
 * @param failedLookMinutes of share weighted by the part of looks that failed: an estimate of bad user-minutes
 */
public record Outcome(
        List<Told> verdicts,
        List<Moved> moves,
        int writes,
        List<Told> held,
        List<Told> alarms,
        double unhealthyShareMinutes,
        double failedLookMinutes) {
    /** An event in words. */
    public record Told(Instant at, Optional<SteeredName> name, String type, String sentence) {}

    /** A region's shares before and after. */
    public record Change(RegionId region, Shares before, Shares after) {}

    /**
     * A change of the published shares, and why.
     *
     * @param move empty where the recording does not tell
     */
    public record Moved(
            Instant at, SteeredName name, Optional<Move> move, String because, List<Change> changes, Right right) {}

    /** Whether an escape left something that failed. */
    public enum Right {
        RIGHT,
        /** Nothing that it left failed, by the looks of the last half hour and of the last moments. */
        FALSE,
        /** Nobody looked at what it left. */
        UNDECIDABLE,
        /** No escape. */
        NOT_ASKED
    }

    public Outcome {
        verdicts = List.copyOf(verdicts);
        moves = List.copyOf(moves);
        held = List.copyOf(held);
        alarms = List.copyOf(alarms);
    }

    public long moves(Right right) {
        return moves.stream().filter(move -> move.right() == right).count();
    }

    /** Collects while the recording plays. */
    static final class Builder {
        private final List<Told> verdicts = new ArrayList<>();
        private final List<Moved> moves = new ArrayList<>();
        private final List<Told> held = new ArrayList<>();
        private final List<Told> alarms = new ArrayList<>();
        private int writes;

        /** What was written until now was there before. */
        void begin() {
            writes = 0;
        }

        void write() {
            writes++;
        }

        void verdict(Told told) {
            verdicts.add(told);
        }

        void held(Told told) {
            held.add(told);
        }

        void alarm(Told told) {
            alarms.add(told);
        }

        void move(Moved moved) {
            moves.add(moved);
        }

        Outcome done(double unhealthyShareMinutes, double failedLookMinutes) {
            return new Outcome(verdicts, moves, writes, held, alarms, unhealthyShareMinutes, failedLookMinutes);
        }
    }
}
