package dev.trimtab.core.spec;

/**
 * Limits on change per name (R22).
 *
 * @param returnPerChangeBp most share that one return may move
 * @param changesPerHour writes within sixty minutes
 * @param reservedForEscapes how many of them only escapes and operators may spend
 */
public record LimitsSpec(int returnPerChangeBp, int changesPerHour, int reservedForEscapes) {
    public LimitsSpec {
        if (returnPerChangeBp < 1
                || changesPerHour < 1
                || reservedForEscapes < 0
                || reservedForEscapes > changesPerHour) {
            throw new IllegalArgumentException("limits: above zero, and reservedForEscapes <= changesPerHour");
        }
    }

    /** What returns and rebalancing may spend within an hour. */
    public int changesPerHourForReturns() {
        return changesPerHour - reservedForEscapes;
    }
}
