package dev.trimtab.core.spec;

/** Which of the three paths a probe walks, and on whose behalf (R4). */
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
    ORIGIN_PUBLIC;

    /** Whether this kind runs against a CDN of that kind. */
    public boolean runsOn(CdnKind cdn) {
        return switch (this) {
            case ORIGIN_BEHIND, ORIGIN_PUBLIC -> cdn == CdnKind.ORIGIN;
            case APPLICATION, CACHED_OBJECT, FORCED_MISS -> cdn != CdnKind.STATIC;
        };
    }
}
