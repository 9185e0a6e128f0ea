package dev.trimtab.controller.http;

import dev.trimtab.core.name.SteeredName;

/** Takes an operator's word for a recommended plan (mode {@code recommend}). */
public interface Approvals {
    /** Approves exactly the plan of that digest. */
    Result approve(SteeredName name, String digest, String actor);

    /** What came of it. */
    sealed interface Result {
        record Approved() implements Result {}

        /** Nothing of that digest waits; {@code why} says what does. */
        record Stale(String why) implements Result {}
    }
}
