package dev.trimtab.core.spec;

import java.time.Duration;

/**
 * How traffic comes back: after a hold-down that doubles with each relapse, then in steps (R11, R13).
 *
 * @param mode by itself or only by an operator
 * @param holdDown clean time before the first step
 * @param holdDownMax cap of the doubled hold-down
 * @param doubleOnRelapse whether a relapse doubles the hold-down
 * @param firstStepBp share of the first step, in basis points
 * @param stepMaxBp most that one further step adds, in points of share
 * @param stepEvery pause between steps
 */
public record FailbackSpec(
        Mode mode,
        Duration holdDown,
        Duration holdDownMax,
        boolean doubleOnRelapse,
        int firstStepBp,
        int stepMaxBp,
        Duration stepEvery) {
    /** Who starts a return. */
    public enum Mode {
        AUTO,
        /** Stays out until an operator ends a drain of it. */
        MANUAL
    }

    public FailbackSpec {
        if (firstStepBp < 1 || stepMaxBp < 1 || holdDown.isNegative() || stepEvery.isNegative()) {
            throw new IllegalArgumentException("failback: steps above zero, times not negative");
        }
    }
}
