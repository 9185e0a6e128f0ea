package dev.trimtab.core.port;

import dev.trimtab.core.override.Intervention;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Interventions, durable before they are acknowledged. */
public interface InterventionStore {
    /** All that have not ended, and those that ended within the last day. */
    List<Intervention> all();

    /** Stores one; when this returns it survives a crash. */
    void put(Intervention intervention);

    /** Ends one now by moving its {@code until}; empty when there is none of that id, or it has ended. */
    Optional<Intervention> end(String id, Instant now);
}
