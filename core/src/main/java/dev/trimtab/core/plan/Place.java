package dev.trimtab.core.plan;

/** A standing and the relapses that led to it. */
public record Place(Standing standing, Standing.Relapses relapses) {
    public static final Place IN = new Place(new Standing.In(), Standing.Relapses.NONE);

    public Place with(Standing next) {
        return new Place(next, relapses);
    }
}
