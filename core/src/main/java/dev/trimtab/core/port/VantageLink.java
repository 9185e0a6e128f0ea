package dev.trimtab.core.port;

import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.LookRequest;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Suspicion;
import java.util.function.Consumer;

/**
 * How an agent speaks with the controllers. Adapters: direct (a Hazelcast client inside the controllers' own network),
 * and gateway (mutual TLS, from everywhere else). Never blocks its caller for longer than its own time limit.
 */
public interface VantageLink extends AutoCloseable {
    /** Hands over a full view, signed. Says whether it arrived. */
    boolean report(Report report);

    /** Calls back with each new assignment, the current one first, on a thread of the link. */
    void onAssignment(Consumer<Assignment> listener);

    /** Tells the other vantages. */
    void suspect(Suspicion suspicion);

    /** Calls back with the suspicions of others. */
    void onSuspicion(Consumer<Suspicion> listener);

    /** Shows what a look saw, if it can be sent now: nothing is kept, and nothing is decided by it. */
    void show(LookEvidence evidence);

    /** Calls back when somebody asks this vantage to look now and to show what it sees. */
    void onLookRequest(Consumer<LookRequest> listener);

    @Override
    void close();
}
