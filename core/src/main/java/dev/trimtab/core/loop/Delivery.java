package dev.trimtab.core.loop;

import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.verify.Verification;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a name's plan has come at one provider.
 *
 * @param state in one word
 * @param held what the provider was last seen to hold, as far as it is ours
 * @param generation of what it holds
 * @param acceptedAt when that was accepted
 * @param verification against its authoritative servers
 * @param attempts failed attempts in a row
 * @param retryAt when the next may start
 * @param trouble what is wrong, in one sentence; empty when nothing
 */
public record Delivery(
        ProviderId provider,
        State state,
        Optional<RecordSet> held,
        Generation generation,
        Instant acceptedAt,
        Optional<Verification> verification,
        int attempts,
        Instant retryAt,
        String trouble) {
    /** How far. */
    public enum State {
        /** Nothing was asked of it yet. */
        IDLE,
        /** Behind, and to be written. */
        BEHIND,
        /** Accepted and read back. */
        HELD,
        /** Sent without an answer: read before writing again. */
        IN_DOUBT,
        /** Foreign records, or a rival writer: never fought. */
        BLOCKED
    }

    public static Delivery idle(ProviderId provider) {
        return new Delivery(
                provider,
                State.IDLE,
                Optional.empty(),
                Generation.NONE,
                Instant.EPOCH,
                Optional.empty(),
                0,
                Instant.EPOCH,
                "");
    }
}
