package dev.trimtab.core.port;

import dev.trimtab.core.event.AuditEntry;
import dev.trimtab.core.event.AuditLink;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/** Who did what and why: one chain of hashes a controller, written before the change that it tells of. */
public interface AuditTrail {
    /**
     * Adds an entry to the chain of this controller; when this returns it survives a crash.
     *
     * @throws StoreException when it was not stored, or nobody knows
     */
    void append(AuditEntry entry);

    /** The same for what cannot wait for a store that is away: kept on this process's own disk, and handed on once. */
    default InterventionStore.Durability appendUrgently(AuditEntry entry) {
        append(entry);
        return InterventionStore.Durability.STORE;
    }

    /**
     * This controller has taken the lead: its next entry says so and carries the heads of all other chains.
     *
     * @throws StoreException when it was not stored, or nobody knows
     */
    void anchor(long fence, Instant now);

    /** Every chain, whole and in order. */
    SortedMap<String, List<AuditLink>> chains();
}
