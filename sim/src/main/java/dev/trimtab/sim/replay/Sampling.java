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
        digest.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return fraction();
    }

    /** The fields that the looks of a cell have in common, made once for many draws. */
    static final class Beginning {
        private final byte[] text;

        Beginning(long seed, int event, String target, String region, String probe) {
            text = (seed + "|" + event + "|" + target + "|" + region + "|" + probe + "|")
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    /** A look's number from 0 to 1; a further look appends its number. */
    double look(Beginning beginning, int tick, int agent, int further) {
        digest.update(beginning.text);
        number(tick);
        digest.update((byte) '|');
        number(agent);
        if (further > 0) {
            digest.update((byte) '|');
            number(further);
        }
        return fraction();
    }

    private void number(int value) {
        if (value >= 10) {
            number(value / 10);
        }
        digest.update((byte) ('0' + value % 10));
    }

    private double fraction() {
        return (ByteBuffer.wrap(digest.digest()).getLong() >>> 11) * 0x1.0p-53;
    }
}
