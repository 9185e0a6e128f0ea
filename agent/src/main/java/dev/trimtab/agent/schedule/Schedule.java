package dev.trimtab.agent.schedule;

import dev.trimtab.core.observe.CheckId;
import java.time.Duration;
import java.time.Instant;

/**
 * Spreads looks over the interval: the vantages of a check take turns at equal distances, and the checks of one vantage are
 * scattered within its slot, so that neither a target nor this machine sees them all at once.
 */
public final class Schedule {
    private Schedule() {}

    /** How far after each multiple of the interval (since 1970) this vantage looks: the same on every start. */
    public static Duration phase(CheckId check, Duration interval, int turn, int vantages) {
        long slotNanos = interval.toNanos() / vantages;
        // The scatter is the same on every vantage, so the distance between them stays interval / vantages.
        long scatterNanos = Math.floorMod(mix(check.toString()), Math.max(1, slotNanos));
        return Duration.ofNanos(interval.toNanos() * turn / vantages + scatterNanos);
    }

    /** The first moment, not before {@code from}, at this phase of the interval. */
    public static Instant next(Instant from, Duration phase, Duration interval) {
        long intervalNanos = interval.toNanos();
        long sinceEpoch = Math.addExact(Math.multiplyExact(from.getEpochSecond(), 1_000_000_000L), from.getNano());
        long intoNanos = Math.floorMod(sinceEpoch - phase.toNanos(), intervalNanos);
        return intoNanos == 0 ? from : from.plusNanos(intervalNanos - intoNanos);
    }

    /** FNV-1a with a final avalanche: String.hashCode would put names that differ in one letter side by side. */
    private static long mix(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
        return hash ^ (hash >>> 32);
    }
}
