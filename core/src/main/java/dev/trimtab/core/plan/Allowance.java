package dev.trimtab.core.plan;

import dev.trimtab.core.name.CdnId;

/**
 * What one target may have in one region, in basis points.
 *
 * @param weight configured
 * @param fixedBp keeps exactly this, because nothing is known of it; -1 when it is not fixed
 * @param maxBp may have at most this
 * @param lastResortBp may have at most this when the rest would otherwise stay on what fails
 * @param rank when the rest is offered to it
 * @param floorBp has before anything is divided: the warm share of a standby (R12)
 * @param heldBp has now, and keeps as far as nobody else can take it
 */
record Allowance(CdnId cdn, int weight, int fixedBp, int maxBp, int lastResortBp, int heldBp, int floorBp, Rank rank) {
    static final int FREE = -1;

    Allowance(CdnId cdn, int weight, int fixedBp, int maxBp, int lastResortBp, int heldBp) {
        this(cdn, weight, fixedBp, maxBp, lastResortBp, heldBp, 0, Rank.EDGE);
    }

    /** When what weights could not place is offered to it. */
    enum Rank {
        EDGE,
        /** Held down, relieved or returning, and healthy: sooner than an origin, later than what is in. */
        WELL_EDGE,
        /** An origin that is well: what rests with it rests until steps of a return take it (R11); nothing new goes there. */
        RESTS,
        /** A sorry page, or an origin that is not well. */
        BEHIND;

        boolean edge() {
            return this == EDGE || this == WELL_EDGE;
        }
    }

    Allowance ranked(Rank other) {
        return new Allowance(cdn, weight, fixedBp, maxBp, lastResortBp, heldBp, floorBp, other);
    }

    boolean fixed() {
        return fixedBp != FREE;
    }
}
