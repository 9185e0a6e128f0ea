package dev.trimtab.core.spec;

/** What stands behind a CDN's name. */
public enum CdnKind {
    /** A delivery network. */
    EDGE,
    /** The customer's own servers, reached straight: the last resort, always capped. */
    ORIGIN,
    /** A sorry page at another vendor, which takes what an origin cannot. */
    STATIC
}
