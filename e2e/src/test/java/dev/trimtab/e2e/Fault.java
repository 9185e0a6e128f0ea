package dev.trimtab.e2e;

/** What goes wrong with an edge. */
enum Fault {
    ERROR_500,
    CONNECTION_REFUSED,
    /** Accepts connections and says nothing. */
    SILENT,
    /** A challenge page with status 200. */
    CHALLENGE,
    /** Somebody else's page with status 200. */
    FOREIGN_PAGE,
    EXPIRED_CERTIFICATE
}
