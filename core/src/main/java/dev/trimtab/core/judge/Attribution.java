package dev.trimtab.core.judge;

/** Where a fault lies, as far as looks can tell. */
public enum Attribution {
    /** Nothing fails. */
    NONE,
    /** The CDN itself. */
    EDGE,
    /** The origin behind it, seen behind other CDNs as well (R10). */
    ORIGIN,
    /** Between this CDN and the origin; another CDN reaches the same origin (R4). */
    PATH,
    /** The names that the CDN hands out do not resolve (R5, R6). */
    TARGET_DNS,
    /** A challenge page stands before ours (R3). */
    CHALLENGE,
    /** Only one network is challenged: the prober's name, no outage. */
    PROBE_REPUTATION,
    /** The vantages, or what they look with (R7, R9). */
    OURSELVES
}
