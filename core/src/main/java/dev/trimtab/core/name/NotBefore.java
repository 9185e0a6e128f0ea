package dev.trimtab.core.name;

import java.time.Duration;
import java.time.Instant;

/**
 * A clock that ran ahead and was put right leaves instants behind that lie further ahead than anybody meant. Whoever stored
 * "not before" stored at most a known pause with it: what lies further ahead than that pause is void, so that an hour's error
 * of a clock is not an hour's wait. What was noted "since" and lies ahead counts as noted now.
 */
public final class NotBefore {
    private NotBefore() {}

    /**
     * Whether a wait is over.
     *
     * @param pauseMax the longest pause with which {@code until} can have been stored
     */
    public static boolean over(Instant until, Duration pauseMax, Instant now) {
        return !now.isBefore(until) || until.isAfter(now.plus(pauseMax));
    }

    /** When something happened, as far as the clock of now can tell. */
    public static Instant happened(Instant at, Instant now) {
        return at.isAfter(now) ? now : at;
    }
}
