package dev.trimtab.store;

import java.time.Instant;
import java.util.Optional;

/**
 * How the store is.
 *
 * @param kind {@code file} or {@code postgresql}
 * @param since when it became so
 * @param sentence what is wrong and what to do; empty while it is up
 */
public record StoreState(String kind, boolean up, Instant since, String sentence) {
    /** For who asks what is wrong with this controller; empty while it is up. */
    public Optional<String> trouble() {
        return up ? Optional.empty() : Optional.of(sentence + " (since " + since + ")");
    }
}
