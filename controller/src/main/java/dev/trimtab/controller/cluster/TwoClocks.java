package dev.trimtab.controller.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time of day by the wall clock, and by what has passed since the start. Somebody who sets one of them does not set the
 * other: a step of the wall clock, and a machine that was suspended, make only one of them wrong.
 */
final class TwoClocks {
    private final InstantSource wall;
    private final LongSupplier nanos;
    private final Instant started;
    private final long startedNanos;

    TwoClocks(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.started = wall.instant();
        this.startedNanos = nanos.getAsLong();
    }

    /** How long ago a moment is by the clock that is nearer to it; negative for one to come. */
    Duration since(Instant moment) {
        Duration byWall = Duration.between(moment, wall.instant());
        Duration bySteady = Duration.between(moment, started.plusNanos(nanos.getAsLong() - startedNanos));
        return byWall.abs().compareTo(bySteady.abs()) <= 0 ? byWall : bySteady;
    }
}
