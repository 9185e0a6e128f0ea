package dev.trimtab.core.observe;

import dev.trimtab.core.spec.FailureClass;

/** What one look found. */
public sealed interface Outcome {
    /** Everything asked for was true. */
    record Pass() implements Outcome {}

    /** Usable, but a degrading assertion was broken. */
    record Degraded(FailureClass failureClass) implements Outcome {}

    /** Users would have got an error, somebody else's page, or nothing. */
    record Fail(FailureClass failureClass) implements Outcome {}

    /** We could not look: our own fault, and no evidence about the target (R7). */
    record Blind() implements Outcome {}
}
