package dev.trimtab.core.port;

import java.time.Duration;
import java.util.Optional;

/**
 * Who may write. At most one holds a valid lease at any moment; its fence is above all earlier ones. Whoever adds an adapter
 * extends {@code LeadershipContract}.
 *
 * <p>What is left of a lease is measured on a clock that never jumps, from before the renewal was sent: whoever holds it
 * knows that it is lost before anybody else may win. Safe for use by several threads; every answer comes at once.
 */
public interface Leadership extends AutoCloseable {
    /** The lease, when this process holds one that is valid at this very moment. */
    Optional<Lease> lease();

    /**
     * Raises our fence above one that was found in a mark of ours: a new leader's fence is above every mark. Where that
     * takes somebody else's word it is under way afterwards, and the lease follows in a later answer.
     *
     * @return the lease with a fence above {@code fence}, or empty as long as we hold none
     */
    Optional<Lease> raiseAbove(long fence);

    /** Who leads as far as is known here. */
    Sight seen();

    /** Gives the lease back, so that the next one need not wait for its end. */
    @Override
    void close();

    /**
     * The right to write for a while.
     *
     * @param fence grows with each change of leader, and with each loss
     * @param left writes must be over when this has passed since the lease was asked for
     */
    record Lease(long fence, Duration left) {}

    /**
     * What is known here of who leads.
     *
     * @param leader identity of who leads, ourselves included; empty when nobody is known to
     * @param fence the newest that was seen, 0 before any
     * @param sentence how it is, and when we do not lead: why not
     */
    record Sight(Optional<String> leader, long fence, String sentence) {
        /** Before anything was seen. */
        public static final Sight NONE = new Sight(Optional.empty(), 0, "nobody is known to lead yet");
    }
}
