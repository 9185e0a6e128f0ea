package dev.trimtab.core.observe;

import java.util.Optional;

/** A link's message as bytes: what it is, its id, and the rest. The version is the name of the protocol on the wire. */
public final class LinkCodec {
    /** The WebSocket subprotocol (RFC 6455, 1.9) under which both sides speak these messages. */
    public static final String PROTOCOL = "trimtab.link.v1";

    private static final int CARRIED = 1;
    private static final int ARRIVED = 2;
    private static final int REFUSED = 3;

    /** Signer, time, lengths and signature around a payload. */
    private static final int ENVELOPE_BYTES_MAX = Envelope.PAYLOAD_BYTES_MAX + 256;

    private static final int WORD_BYTES_MAX = 64;
    private static final int SENTENCE_BYTES_MAX = 1024;

    private LinkCodec() {}

    public static byte[] encode(LinkMessage message) {
        ByteSink sink = new ByteSink();
        switch (message) {
            case LinkMessage.Carried carried -> {
                sink.u8(CARRIED);
                sink.varint(carried.id());
                sink.blob(carried.sealed());
            }
            case LinkMessage.Arrived arrived -> {
                sink.u8(ARRIVED);
                sink.varint(arrived.id());
            }
            case LinkMessage.Refused refused -> {
                sink.u8(REFUSED);
                sink.varint(refused.id());
                sink.text(refused.word());
                sink.text(cut(refused.sentence()));
            }
        }
        return sink.bytes();
    }

    /** Empty when the bytes are no message. */
    public static Optional<LinkMessage> decode(byte[] bytes) {
        try {
            ByteSource source = new ByteSource(bytes);
            int type = source.u8();
            long id = source.varint();
            Optional<LinkMessage> message = switch (type) {
                case CARRIED -> Optional.of(new LinkMessage.Carried(id, source.blob(ENVELOPE_BYTES_MAX, "envelope")));
                case ARRIVED -> Optional.of(new LinkMessage.Arrived(id));
                case REFUSED ->
                    Optional.of(new LinkMessage.Refused(
                            id, source.text(WORD_BYTES_MAX, "word"), source.text(SENTENCE_BYTES_MAX, "sentence")));
                default -> Optional.empty();
            };
            if (message.isPresent()) {
                source.end();
            }
            return message;
        } catch (ByteSource.Malformed nonsense) {
            return Optional.empty();
        }
    }

    /** A character is at most three bytes of UTF-8 here. */
    private static String cut(String sentence) {
        return sentence.length() * 3 <= SENTENCE_BYTES_MAX ? sentence : sentence.substring(0, SENTENCE_BYTES_MAX / 3);
    }
}
