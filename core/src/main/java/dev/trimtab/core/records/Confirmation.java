package dev.trimtab.core.records;

/** What the provider's own word on propagation is worth. */
public sealed interface Confirmation {
    /** The provider says that every authoritative server has it. */
    record Propagated() implements Confirmation {}

    /** Not yet. */
    record Pending() implements Confirmation {}

    /** It has no such word: only verification tells. */
    record NoWord() implements Confirmation {}

    /** It refused the change after accepting it. */
    record Denied(String reason) implements Confirmation {}
}
