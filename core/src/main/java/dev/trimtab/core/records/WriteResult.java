package dev.trimtab.core.records;

import java.time.Duration;

/** What came of a write. */
public sealed interface WriteResult {
    /** The provider said yes; served is another matter. */
    record Accepted() implements WriteResult {}

    /** Surely not applied: what was there is not what was read. Read again. */
    record Conflict(String found) implements WriteResult {}

    /** Surely not applied: too fast. */
    record Throttled(Duration retryAfter) implements WriteResult {}

    /** Surely not applied: wrong key, wrong zone, not allowed, not understood. */
    record Rejected(String reason) implements WriteResult {}

    /** Perhaps applied: no answer after sending. Read before writing again. */
    record InDoubt(String reason) implements WriteResult {}
}
