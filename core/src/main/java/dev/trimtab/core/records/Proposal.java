package dev.trimtab.core.records;

/** What a provider's adapter makes of a wanted record set and what it holds now. */
public sealed interface Proposal {
    /** It holds that already. */
    record Nothing() implements Proposal {}

    /** One write would do it. */
    record Write(Change change) implements Proposal {}

    /** It must not or cannot be written: foreign records, a newer plan, something this provider cannot hold. */
    record Refused(String reason) implements Proposal {}
}
