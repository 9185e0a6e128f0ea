package dev.trimtab.core.port;

import java.time.Instant;
import java.util.Optional;

/** Who may write. At most one holds a valid lease at any moment; its fence is above all earlier ones. */
public interface Leadership extends AutoCloseable {
    /** The lease, when this process holds one that is valid at {@code now}. */
    Optional<Lease> lease(Instant now);

    /**
     * Raises our fence above one that was found in a mark of ours: a new leader's fence is above every mark.
     *
     * @return the lease with the raised fence, or empty when we do not lead
     */
    Optional<Lease> raiseAbove(long fence, Instant now);

    @Override
    void close();

    /**
     * The right to write until a moment.
     *
     * @param fence grows with each change of leader
     * @param until writes must be over by then
     */
    record Lease(long fence, Instant until) {}
}
