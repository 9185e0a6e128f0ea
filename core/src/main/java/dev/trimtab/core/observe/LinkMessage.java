package dev.trimtab.core.observe;

/** What travels between a vantage and a gateway: signed envelopes, and what became of them. */
public sealed interface LinkMessage {
    /**
     * An envelope of either side.
     *
     * @param id above 0 when an answer is asked for
     * @param sealed of {@link Envelope#seal}; its kind says what it is
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, compared never
    record Carried(long id, byte[] sealed) implements LinkMessage {}

    /** The controllers hold it. */
    record Arrived(long id) implements LinkMessage {}

    /**
     * The controllers do not hold it.
     *
     * @param word for counting
     * @param sentence for a person
     */
    record Refused(long id, String word, String sentence) implements LinkMessage {}
}
