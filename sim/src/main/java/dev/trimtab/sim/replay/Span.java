package dev.trimtab.sim.replay;

import java.time.Duration;

/** Offsets from {@code from} until before {@code until}; an instant when both are equal. */
public record Span(Duration from, Duration until) {
    public boolean holds(Duration offset) {
        return offset.compareTo(from) >= 0 && offset.compareTo(until) < 0;
    }

    /** How much of it has passed, 0 to 1. */
    public double passed(Duration offset) {
        long length = until.minus(from).toMillis();
        return length == 0 ? 1 : Math.clamp(offset.minus(from).toMillis() / (double) length, 0.0, 1.0);
    }

    @Override
    public String toString() {
        return Offsets.shown(from) + ".." + Offsets.shown(until);
    }
}
