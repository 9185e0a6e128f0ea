package dev.trimtab.core.plan;

import java.time.Instant;

/** A standing and the relapses that led to it. */
public record Place(Standing standing, Standing.Relapses relapses) {
    public static final Place IN = new Place(new Standing.In(), Standing.Relapses.NONE);

    /** Whether it was moved away from, wholly or in part, and does not come back yet. */
    public boolean away() {
        return standing instanceof Standing.Out || standing instanceof Standing.Eased;
    }

    public Place with(Standing next) {
        return new Place(next, relapses);
    }

    /** The same, without instants that lie ahead: they were noted by a clock that ran ahead. */
    public Place upTo(Instant now) {
        Standing past = standing.upTo(now);
        Standing.Relapses relapsed = relapses.upTo(now);
        return past.equals(standing) && relapsed.equals(relapses) ? this : new Place(past, relapsed);
    }
}
