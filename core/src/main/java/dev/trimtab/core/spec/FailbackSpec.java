package dev.trimtab.core.spec;

import java.time.Duration;
import java.util.Optional;

/**
 * How traffic comes back: after a hold-down that doubles with each relapse, then in steps (R11, R13).
 *
 * @param mode by itself, only by an operator, or in a window
 * @param holdDown clean time before the first step
 * @param holdDownMax cap of the doubled hold-down
 * @param doubleOnRelapse whether a relapse doubles the hold-down
 * @param firstStepBp share of the first step, in basis points
 * @param stepMaxBp most that one further step adds, in points of share
 * @param stepEvery pause between steps
 * @param window when returns may begin and go on; present in mode {@link Mode#WINDOW} and only there
 */
public record FailbackSpec(
        Mode mode,
        Duration holdDown,
        Duration holdDownMax,
        boolean doubleOnRelapse,
        int firstStepBp,
        int stepMaxBp,
        Duration stepEvery,
        Optional<ReturnWindow> window) {
    /** Who starts a return. */
    public enum Mode {
        AUTO,
        /** Stays out until an operator approves the plan in which its return begins, or ends a drain of it. */
        MANUAL,
        /** Begins and goes on only while a window is open. */
        WINDOW
    }

    public FailbackSpec {
        if (firstStepBp < 1 || stepMaxBp < 1 || holdDown.isNegative() || stepEvery.isNegative()) {
            throw new IllegalArgumentException("failback: steps above zero, times not negative");
        }
        if ((mode == Mode.WINDOW) != window.isPresent()) {
            throw new IllegalArgumentException("failback: a window with mode window, and only with it");
        }
    }

    /** Without a window. */
    public FailbackSpec(
            Mode mode,
            Duration holdDown,
            Duration holdDownMax,
            boolean doubleOnRelapse,
            int firstStepBp,
            int stepMaxBp,
            Duration stepEvery) {
        this(mode, holdDown, holdDownMax, doubleOnRelapse, firstStepBp, stepMaxBp, stepEvery, Optional.empty());
    }
}
