package dev.trimtab.sim.replay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Draws that two runners agree on: the first eight bytes of SHA-256 over fields joined by a bar, as a fraction of 2^64. */
final class Sampling {
    private final MessageDigest digest;
    private final StringBuilder text = new StringBuilder();

    Sampling() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** A number from 0 to 1. */
    double draw(Object... fields) {
        text.setLength(0);
        for (int i = 0; i < fields.length; i++) {
            if (i > 0) {
                text.append('|');
            }
            text.append(fields[i]);
        }
        byte[] hash = digest.digest(text.toString().getBytes(StandardCharsets.UTF_8));
        long bits = ByteBuffer.wrap(hash).getLong();
        return (bits >>> 11) * 0x1.0p-53;
    }
}
