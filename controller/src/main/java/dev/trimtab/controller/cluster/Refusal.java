package dev.trimtab.controller.cluster;

import java.util.Locale;

/** Why a report, or the connection that would bring one, was refused. */
public enum Refusal {
    /** No such vantage in the configuration, or it has no key there. */
    UNKNOWN_VANTAGE,
    /** Not signed, or not by it. */
    ENVELOPE,
    MALFORMED,
    /** Signed by one vantage on behalf of another. */
    OTHER_VANTAGE,
    /** Not after the one that is held. */
    REPLAYED,
    /** Sealed too long ago or ahead of time, by our clock: recorded and sent again, or a clock is wrong. */
    CLOCK,
    SIZE,
    RATE,
    /** The certificate of the connection says of no vantage that it is its. */
    CERTIFICATE,
    REVOKED,
    EXPIRED;

    /** The word in metrics and in the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
