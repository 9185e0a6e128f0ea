package dev.trimtab.core.safety;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether a write may start at this very moment: the lease must outlast it (R19, R21). */
public sealed interface Clearance {
    /** What a write needs beyond its own time limit. */
    Duration MARGIN = Duration.ofSeconds(1);

    /** Go. */
    record Cleared() implements Clearance {}

    /** Do not start. */
    record Refused(String reason) implements Clearance {}

    /**
     * @param planFence fence of the plan's generation
     * @param leaseFence fence of the lease held now, empty without one
     * @param until end of that lease
     */
    static Clearance of(long planFence, Optional<Long> leaseFence, Instant until, Duration timeout, Instant now) {
        if (leaseFence.isEmpty()) {
            return new Refused("not the leader");
        }
        if (leaseFence.get() < planFence) {
            return new Refused("the plan has fence " + planFence + ", the lease " + leaseFence.get());
        }
        Duration left = Duration.between(now, until);
        return left.compareTo(timeout.plus(MARGIN)) < 0
                ? new Refused("the lease lasts " + left.toMillis() + " ms, the write may take " + timeout.toMillis()
                        + " ms and needs " + MARGIN.toMillis() + " ms more")
                : new Cleared();
    }
}
