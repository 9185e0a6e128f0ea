package dev.trimtab.core.observe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Signed bytes: what travels through places where anybody may write. Ed25519 over kind, signer, time and payload. The time is
 * the signer's: with it a reader that remembers nothing tells what was recorded long ago from what is said now.
 */
public final class Envelope {
    /** What the payload is: part of what is signed, so that one kind cannot be passed off as another. Append only. */
    public enum Kind {
        REPORT,
        ASSIGNMENT,
        /** From a vantage to the controllers. */
        SUSPICION,
        /** From a controller, who has checked it, to the vantages. */
        RELAYED_SUSPICION,
        /** What a look can show, from a vantage to the controllers. */
        EVIDENCE,
        /** From a controller: look at a target now, and show what you see. */
        LOOK_REQUEST
    }

    /** What came of opening. */
    public sealed interface Opening {}

    /**
     * The signature is right.
     *
     * @param at when it was sealed, by the signer's clock
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, compared never
    public record Opened(Kind kind, String signer, Instant at, byte[] payload) implements Opening {}

    /** Not to be believed. */
    public record Refused(String reason) implements Opening {}

    /** An assignment of 5 000 checks stays below. */
    public static final int PAYLOAD_BYTES_MAX = 4 * 1024 * 1024;

    private static final int VERSION = 2;
    private static final int SIGNER_BYTES_MAX = 64;
    private static final int SIGNATURE_BYTES = 64;
    private static final byte[] DOMAIN = "trimtab envelope\0".getBytes(StandardCharsets.US_ASCII);

    private Envelope() {}

    /**
     * @param at now, by the signer's clock; kept in milliseconds
     * @throws IllegalArgumentException when the key is not an Ed25519 key or the parts are over their limits
     */
    public static byte[] seal(PrivateKey key, Kind kind, String signer, Instant at, byte[] payload) {
        ByteSink sink = new ByteSink();
        sink.u8(VERSION);
        sink.oneOf(kind);
        sink.text(signer);
        sink.varint(at.toEpochMilli());
        sink.blob(payload);
        if (payload.length > PAYLOAD_BYTES_MAX || signer.length() > SIGNER_BYTES_MAX) {
            throw new IllegalArgumentException(kind + " of " + payload.length + " bytes, limit " + PAYLOAD_BYTES_MAX);
        }
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(DOMAIN);
            signature.update(sink.bytes());
            sink.raw(signature.sign());
            return sink.bytes();
        } catch (GeneralSecurityException notOurKind) {
            throw new IllegalArgumentException("not an Ed25519 private key", notOurKind);
        }
    }

    /** Who claims to have sealed it: nothing but the way to a key for {@link #open}. */
    public static Optional<String> signer(byte[] bytes) {
        try {
            ByteSource source = new ByteSource(bytes);
            if (source.u8() != VERSION) {
                return Optional.empty();
            }
            source.u8();
            return Optional.of(source.text(SIGNER_BYTES_MAX, "signer"));
        } catch (ByteSource.Malformed malformed) {
            return Optional.empty();
        }
    }

    /** What it claims to be: nothing but the way to a check. */
    public static Optional<Kind> kind(byte[] bytes) {
        try {
            ByteSource source = new ByteSource(bytes);
            return source.u8() == VERSION ? Optional.of(source.oneOf(Kind.values(), "kind")) : Optional.empty();
        } catch (ByteSource.Malformed malformed) {
            return Optional.empty();
        }
    }

    /** Checks everything; never throws on any bytes. */
    public static Opening open(PublicKey key, Kind expected, byte[] bytes) {
        try {
            int signed = bytes.length - SIGNATURE_BYTES;
            if (signed < 4) {
                return new Refused("too short: " + bytes.length + " bytes");
            }
            ByteSource source = new ByteSource(Arrays.copyOf(bytes, signed));
            int version = source.u8();
            if (version != VERSION) {
                return new Refused("envelope version " + version + ", not " + VERSION);
            }
            Kind kind = source.oneOf(Kind.values(), "kind");
            String signer = source.text(SIGNER_BYTES_MAX, "signer");
            Instant at = Instant.ofEpochMilli(source.varint());
            byte[] payload = source.blob(PAYLOAD_BYTES_MAX, "payload");
            source.end();
            if (kind != expected) {
                return new Refused("a " + kind + " where a " + expected + " belongs");
            }
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(DOMAIN);
            signature.update(bytes, 0, signed);
            return signature.verify(bytes, signed, SIGNATURE_BYTES)
                    ? new Opened(kind, signer, at, payload)
                    : new Refused("wrong signature");
        } catch (ByteSource.Malformed malformed) {
            return new Refused("malformed envelope: " + malformed.getMessage());
        } catch (GeneralSecurityException notVerifiable) {
            return new Refused("signature cannot be checked: " + notVerifiable.getMessage());
        }
    }
}
