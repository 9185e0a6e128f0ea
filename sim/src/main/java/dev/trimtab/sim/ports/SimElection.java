package dev.trimtab.sim.ports;

import dev.trimtab.core.port.Leadership;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** A lease that several controllers compete for; each has its own {@link Leadership} view of it. */
public final class SimElection {
    /** DESIGN §4: leases last this long. */
    public static final Duration LEASE = Duration.ofSeconds(15);

    private long fence;
    private String holder = "";
    private Instant until = Instant.MIN;

    /** The view of one controller, by true time: leases are measured on clocks that never jump. */
    public Leadership of(String controller, InstantSource time) {
        return new View(controller, time);
    }

    public String holder() {
        return holder;
    }

    public long fence() {
        return fence;
    }

    /** A living controller renews its lease, or takes one that ran out. */
    public void renew(String controller, Instant now) {
        if (holder.equals(controller) && now.isBefore(until)) {
            until = now.plus(LEASE);
        } else if (!now.isBefore(until)) {
            fence++;
            holder = controller;
            until = now.plus(LEASE);
        }
    }

    /** A holder that has renewed all the time since it was last asked; one whose lease was ended has not. */
    public void kept(String controller, Instant now) {
        if (holder.equals(controller) && !until.equals(Instant.MIN)) {
            until = now.plus(LEASE);
        }
    }

    /** Ends the present lease at once, as its time-out would. */
    public void expire() {
        until = Instant.MIN;
    }

    /** The record of who led is gone. Whoever competes waits as if somebody had just taken the lease. */
    public void forget(Instant now) {
        fence = 0;
        holder = "";
        until = now.plus(LEASE);
    }

    private final class View implements Leadership {
        private final String controller;
        private final InstantSource time;
        private long believedFence;
        private Instant believedUntil = Instant.MIN;

        View(String controller, InstantSource time) {
            this.controller = controller;
            this.time = time;
        }

        @Override
        public Optional<Lease> lease() {
            Instant now = time.instant();
            if (holder.equals(controller)) {
                believedFence = fence;
                believedUntil = until;
            }
            // A process believes in the lease that it got until its end, whoever has been elected meanwhile.
            return now.isBefore(believedUntil)
                    ? Optional.of(new Lease(believedFence, Duration.between(now, believedUntil)))
                    : Optional.empty();
        }

        @Override
        public Optional<Lease> raiseAbove(long other) {
            if (!holder.equals(controller) || !time.instant().isBefore(until)) {
                return Optional.empty();
            }
            fence = Math.max(fence, other + 1);
            return lease();
        }

        @Override
        public Sight seen() {
            boolean held = time.instant().isBefore(until) && !holder.isEmpty();
            return new Sight(
                    held ? Optional.of(holder) : Optional.empty(),
                    fence,
                    held ? holder + " leads with fence " + fence : "the last lease, fence " + fence + ", ran out");
        }

        @Override
        public void close() {
            if (holder.equals(controller)) {
                until = Instant.MIN;
            }
            believedUntil = Instant.MIN;
        }
    }
}
