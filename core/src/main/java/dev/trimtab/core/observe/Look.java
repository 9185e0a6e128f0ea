package dev.trimtab.core.observe;

/**
 * One execution of a check.
 *
 * @param turn whether this look is the interval's own or the confirmation of a failure
 * @param detail for people: status, first line of an error, address; at most 200 characters, no secret
 */
public record Look(CheckId check, Turn turn, Outcome outcome, Phases phases, String detail) {
    /** Why the look was made; {@code rise} counts intervals, {@code fall} counts every look. */
    public enum Turn {
        INTERVAL,
        /** On a new connection, at once after a failure. */
        CONFIRMATION,
        /** Because another vantage suspects the target. */
        SUSPICION
    }
}
