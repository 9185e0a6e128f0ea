package dev.trimtab.core.plan;

import dev.trimtab.core.name.CdnId;

/**
 * What one target may have in one region, in basis points.
 *
 * @param weight configured
 * @param fixedBp keeps exactly this, because nothing is known of it; -1 when it is not fixed
 * @param maxBp may have at most this
 * @param lastResortBp may have at most this when the rest would otherwise stay on what fails
 * @param staysBp keeps this much of what nobody else can take
 */
record Allowance(CdnId cdn, int weight, int fixedBp, int maxBp, int lastResortBp, int staysBp) {
    static final int FREE = -1;

    boolean fixed() {
        return fixedBp != FREE;
    }
}
