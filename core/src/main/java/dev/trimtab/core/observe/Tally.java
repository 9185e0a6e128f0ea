package dev.trimtab.core.observe;

import dev.trimtab.core.spec.FailureClass;
import java.util.Optional;

/**
 * What an agent remembers of one check: the newest outcome, runs, a short memory and totals that only grow. A lost report
 * loses nothing, since the next one carries the same totals (constant work).
 *
 * @param failedLooks failed looks in a row, of any turn; blind ones neither count nor end the run
 * @param cleanIntervals intervals in a row whose looks all passed or were merely degraded
 * @param memory the last 32 looks that saw something, newest in the lowest bit, 1 = failed
 * @param memoryLooks how many of these bits are real, at most 32
 * @param degradedLooks degraded looks in a row
 * @param passedTotal looks since the agent's epoch that passed
 * @param degradedTotal looks since the epoch that were degraded
 * @param failedTotal looks since the epoch that failed
 * @param blindTotal looks since the epoch that saw nothing
 * @param lastFailure class of the newest failed or degraded look
 * @param detail words on the newest look
 */
public record Tally(
        Outcome last,
        int failedLooks,
        int cleanIntervals,
        int degradedLooks,
        int memory,
        int memoryLooks,
        long passedTotal,
        long degradedTotal,
        long failedTotal,
        long blindTotal,
        Optional<FailureClass> lastFailure,
        Phases phases,
        String detail) {
    /** Looks that the memory holds. */
    public static final int MEMORY_LOOKS = 32;

    /** Runs are counted up to here: nothing asks for more, and the codec stays small. */
    public static final int RUN_MAX = 1_000_000;

    public static final Tally EMPTY =
            new Tally(new Outcome.Blind(), 0, 0, 0, 0, 0, 0, 0, 0, 0, Optional.empty(), Phases.NONE, "");

    /** The tally after one more look. */
    public Tally next(Look look) {
        return switch (look.outcome()) {
            case Outcome.Pass pass -> seen(look, 0, 0, Optional.empty());
            case Outcome.Degraded degraded ->
                seen(look, 0, Math.min(RUN_MAX, degradedLooks + 1), Optional.of(degraded.failureClass()));
            case Outcome.Fail fail ->
                seen(look, Math.min(RUN_MAX, failedLooks + 1), 0, Optional.of(fail.failureClass()));
            case Outcome.Blind blind ->
                new Tally(
                        blind,
                        failedLooks,
                        cleanIntervals,
                        degradedLooks,
                        memory,
                        memoryLooks,
                        passedTotal,
                        degradedTotal,
                        failedTotal,
                        blindTotal + 1,
                        lastFailure,
                        look.phases(),
                        look.detail());
        };
    }

    /** Failed looks among the newest {@code looks} remembered ones. */
    public int failedAmong(int looks) {
        int considered = Math.min(looks, memoryLooks);
        int mask = considered >= Integer.SIZE ? -1 : (1 << considered) - 1;
        return Integer.bitCount(memory & mask);
    }

    private Tally seen(Look look, int failedRun, int degradedRun, Optional<FailureClass> failure) {
        boolean failed = look.outcome() instanceof Outcome.Fail;
        int clean = failed ? 0 : Math.min(RUN_MAX, cleanIntervals + (look.turn() == Look.Turn.INTERVAL ? 1 : 0));
        return new Tally(
                look.outcome(),
                failedRun,
                clean,
                degradedRun,
                (memory << 1) | (failed ? 1 : 0),
                Math.min(MEMORY_LOOKS, memoryLooks + 1),
                passedTotal + (look.outcome() instanceof Outcome.Pass ? 1 : 0),
                degradedTotal + (look.outcome() instanceof Outcome.Degraded ? 1 : 0),
                failedTotal + (failed ? 1 : 0),
                blindTotal,
                failure.or(() -> lastFailure),
                look.phases(),
                look.detail());
    }
}
