package dev.trimtab.core.spec;

import java.util.Locale;

/** Why a look failed, as a closed list: it goes into votes, reasons and metrics. The order is the codec's: append only. */
public enum FailureClass {
    /** The target's name does not resolve (NXDOMAIN, NODATA, SERVFAIL or no answer). */
    DNS,
    /** TCP refused, reset or unreachable. */
    CONNECT,
    /** The handshake failed, or the certificate is expired, not for this host, or not trusted. */
    TLS,
    /** The total budget ran out, in whatever phase. */
    TIMEOUT,
    /** The status is not one of those asked for. */
    STATUS,
    /** A header is missing or wrong. */
    HEADER,
    /** The page is not ours, or says that it is ill. */
    CONTENT,
    /** A challenge page stands before ours. */
    CHALLENGE,
    /** Slower than its limit. */
    LATENCY,
    /** Not HTTP: broken framing, a body cut short, or larger than any limit. */
    PROTOCOL,
    /** The target's name does not exist. */
    NXDOMAIN,
    /** The name exists and has no address. */
    NODATA,
    /** The DNS servers answer that they cannot answer. */
    SERVFAIL,
    /** The DNS servers do not answer. */
    DNS_TIMEOUT;

    /** The word in configuration, labels and reasons. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
