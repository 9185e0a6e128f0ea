package dev.trimtab.core.port;

import dev.trimtab.core.override.Intervention;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Interventions, durable before they are acknowledged. */
public interface InterventionStore {
    /** All that have not ended, and those that ended within the last day. */
    List<Intervention> all();

    /**
     * Stores one; when this returns it survives a crash. One of the same id is there already: nothing changes.
     *
     * @throws StoreException when it was not stored, or nobody knows
     */
    void put(Intervention intervention);

    /**
     * Takes a drain that cannot wait for a store that is away: it is kept on this process's own disk, in force here at once,
     * and handed on to the store as soon as that is back, once.
     *
     * @throws StoreException when not even that was possible
     */
    default Durability putUrgently(Intervention.Drain drain) {
        put(drain);
        return Durability.STORE;
    }

    /** How durable one of {@link #all} is. */
    default Durability durability(String id) {
        return Durability.STORE;
    }

    /**
     * Ends one now by moving its {@code until}; empty when there is none of that id, or it has ended.
     *
     * @throws StoreException when its end was not stored, or nobody knows
     */
    Optional<Intervention> end(String id, Instant now);

    /** What a crash of one machine leaves. */
    enum Durability {
        STORE,
        /** On one controller's disk only, until the store is back. */
        LOCAL
    }
}
