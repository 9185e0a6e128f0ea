package dev.trimtab.core.spec;

import java.util.Locale;

/** Which path a probe walks, and on whose behalf (R4, R6). The order is the format of assignments: append only. */
public enum ProbeKind {
    /** The customer's own page, made by the application, with positive proof of content. */
    APPLICATION,
    /** An object that the edge should have. */
    CACHED_OBJECT,
    /** A key that nobody asked for before: edge to origin. */
    FORCED_MISS,
    /** The origin as the CDN reaches it; runs on origins only; for attribution. */
    ORIGIN_BEHIND,
    /** The origin as a stranger reaches it; runs on origins only; for bypass. */
    ORIGIN_PUBLIC,
    /** A request straight to a known edge address, past the target's DNS: tells layers apart, judges nothing alone (R6). */
    PINNED,
    /** A TCP connection; classifies (R1). */
    TCP,
    /** A TLS handshake; classifies (R1). */
    TLS,
    /** The target's name through several recursive resolvers (R5). */
    DNS_RECURSIVE,
    /** The target's name straight from its authoritative servers (R5). */
    DNS_AUTHORITATIVE,
    /** What the vendor says of itself: shown beside what we see, never a vote (R2). */
    VENDOR_STATUS;

    /** The word in configuration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it walks what users walk: only these clear, and convict alone. */
    public boolean userPath() {
        return switch (this) {
            case APPLICATION, CACHED_OBJECT, FORCED_MISS, ORIGIN_BEHIND, ORIGIN_PUBLIC -> true;
            case PINNED, TCP, TLS, DNS_RECURSIVE, DNS_AUTHORITATIVE, VENDOR_STATUS -> false;
        };
    }

    /** Whether it sends an HTTP request, whose answer assertions can judge. */
    public boolean asksHttp() {
        return userPath() || this == PINNED || this == VENDOR_STATUS;
    }

    /** Whether it asks DNS servers and nobody else. */
    public boolean asksDns() {
        return this == DNS_RECURSIVE || this == DNS_AUTHORITATIVE;
    }

    /** Whether a first failure is worth the other vantages' looks: what a vendor writes is the same from everywhere. */
    public boolean suspects() {
        return this != VENDOR_STATUS;
    }

    /** Whether this kind runs against a CDN of that kind. */
    public boolean runsOn(CdnKind cdn) {
        return switch (this) {
            case ORIGIN_BEHIND, ORIGIN_PUBLIC -> cdn == CdnKind.ORIGIN;
            case APPLICATION,
                    CACHED_OBJECT,
                    FORCED_MISS,
                    PINNED,
                    TCP,
                    TLS,
                    DNS_RECURSIVE,
                    DNS_AUTHORITATIVE,
                    VENDOR_STATUS -> cdn != CdnKind.STATIC;
        };
    }
}
