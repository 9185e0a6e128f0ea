package dev.trimtab.demo;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a stand-in edge behaves: well, or in one of the ways in which a delivery network fails. */
public enum StandInMode {
    /** Our page, with the proof that it is ours. */
    OK,
    /** A 500 for every request. */
    ERROR500,
    /** A challenge page with status 200 before ours. */
    CHALLENGE,
    /** Somebody else's page with status 200. */
    FOREIGN,
    /** The connection is accepted, and no answer ever comes. */
    SILENT,
    /** Our page, but later than any sensible timeout. */
    SLOW,
    /** Nobody listens: connections are refused. */
    REFUSE;

    /** The word on the control port. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<StandInMode> of(String word) {
        return Arrays.stream(values()).filter(mode -> mode.word().equals(word)).findFirst();
    }

    /** All words, for a message about a wrong one. */
    public static String words() {
        return Arrays.stream(values()).map(StandInMode::word).collect(Collectors.joining(", "));
    }
}
