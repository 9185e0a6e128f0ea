package dev.trimtab.controller.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** What was refused: each is counted, and now and then one is told. */
public final class Refusals {
    /** Where they are counted and told; call returns at once. */
    public interface Listener {
        /** Every one. */
        void refused(String vantage, Refusal why);

        /** At most one per vantage and {@link #TELL_EVERY}. */
        void told(String vantage, Refusal why, String reason);
    }

    /** A forger must not flood the log. */
    static final Duration TELL_EVERY = Duration.ofMinutes(1);

    /** All strangers share one line: their names are not worth memory. */
    static final String STRANGERS = "unknown vantages";

    private final InstantSource clock;
    private final Listener listener;
    // Under this object's own lock.
    private final Map<String, Instant> told = new HashMap<>();

    public Refusals(InstantSource clock, Listener listener) {
        this.clock = clock;
        this.listener = listener;
    }

    /** @param vantage a configured one, or {@link #STRANGERS} */
    void refuse(String vantage, Refusal why, String reason) {
        listener.refused(vantage, why);
        if (due(vantage)) {
            listener.told(vantage, why, reason);
        }
    }

    /** A new configuration: what is wrong still is told anew. */
    synchronized void forget() {
        told.clear();
    }

    private synchronized boolean due(String vantage) {
        Instant now = clock.instant();
        Instant last = told.get(vantage);
        // A clock that was set back must not silence anybody.
        if (last != null && !now.isBefore(last) && now.isBefore(last.plus(TELL_EVERY))) {
            return false;
        }
        told.put(vantage, now);
        return true;
    }
}
