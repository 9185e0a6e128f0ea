package dev.trimtab.core.spec;

import java.time.Duration;

/**
 * How plans reach the providers.
 *
 * @param canaryEvery between two trial writes to a provider whose API works (R26)
 */
public record PublishSpec(Duration canaryEvery) {
    /** What a configuration without a word on it gets. */
    public static final PublishSpec DEFAULT = new PublishSpec(Duration.ofMinutes(5));
}
