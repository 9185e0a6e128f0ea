package dev.trimtab.core.records;

import dev.trimtab.core.name.SteeredName;
import java.time.Duration;
import java.time.Instant;

/**
 * The record that trial writes replace: TXT at {@code _trimtab-canary.<zone>} (R26). It is ours by its name, answers no
 * user, and says when it was written, so that no two writes are the same and none is a change of nothing.
 */
public record Canary(SteeredName owner, String text) {
    public static final Duration TTL = Duration.ofSeconds(60);

    /** What every owner begins with. */
    private static final String LABEL = "_trimtab-canary.";

    /** Of characters in a zone that still leaves room for a canary, the last dot included. */
    public static final int ZONE_CHARACTERS_MAX = 254 - LABEL.length();

    /** @param at moment of writing */
    public static Canary of(String zone, Instant at) {
        return new Canary(owner(zone), "trimtab canary " + at);
    }

    /** {@code _trimtab-canary.steer.example.com.} for {@code steer.example.com.} */
    public static SteeredName owner(String zone) {
        return SteeredName.of(LABEL + zone);
    }
}
