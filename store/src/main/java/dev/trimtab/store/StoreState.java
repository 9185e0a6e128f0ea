package dev.trimtab.store;

import java.time.Instant;

/**
 * How the store is.
 *
 * @param kind {@code file} or {@code postgresql}
 * @param since when it became so
 * @param sentence what is wrong and what to do; empty while it is up
 */
public record StoreState(String kind, boolean up, Instant since, String sentence) {}
