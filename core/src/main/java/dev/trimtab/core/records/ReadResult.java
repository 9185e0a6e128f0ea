package dev.trimtab.core.records;

/** What came of reading a name at a provider. A failed read is never an absence. */
public sealed interface ReadResult {
    /** Read whole. */
    record Read(Snapshot snapshot) implements ReadResult {}

    /** Not read: unreachable, refused, or not understood. Nothing follows from it. */
    record Unreadable(Trouble trouble, String reason) implements ReadResult {}

    /** What kind of trouble, for the sentence that mends it. */
    enum Trouble {
        UNREACHABLE,
        WRONG_KEY,
        WRONG_ZONE,
        NOT_UNDERSTOOD
    }
}
