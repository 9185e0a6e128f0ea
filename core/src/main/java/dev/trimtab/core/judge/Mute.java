package dev.trimtab.core.judge;

import java.time.Instant;

/** A vantage that is not believed, for any target (R7). */
public record Mute(Why why, Instant since, String reason) {
    /** What speaks against it. */
    public enum Why {
        /** It does not see its control group. */
        CONTROL_GROUP,
        /** Everything looks bad from it, the origin included, and from nowhere else. */
        DISAGREES
    }
}
