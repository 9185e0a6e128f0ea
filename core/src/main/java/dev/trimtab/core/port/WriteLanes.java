package dev.trimtab.core.port;

import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;

/** Where writes run: one at a time for a name at a provider, side by side otherwise, so that a slow one blocks no other. */
public interface WriteLanes {
    /** Starts a write unless one of the same lane is still running; says whether it started. */
    boolean start(ProviderId provider, SteeredName name, Urgency urgency, Runnable write);

    /** What waits for what. */
    enum Urgency {
        /** A plan that the provider does not hold yet. */
        NEWS,
        /** A look at what it holds; it never takes the last room from news. */
        ROUTINE
    }
}
