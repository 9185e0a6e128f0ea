package dev.trimtab.sim.replay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Draws that two runners agree on: the first eight bytes of SHA-256 over fields joined by a bar, as a fraction of 2^64. */
final class Sampling {
    /** Three numbers and two bars. */
    private static final int NUMBERS_MAX = 40;

    private final MessageDigest digest;
    private final StringBuilder text = new StringBuilder();
    /** The text of a look, put together here: one call of the digest a look. */
    private byte[] look = new byte[128];

    private int length;

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
        length = beginning.text.length;
        if (look.length < length + NUMBERS_MAX) {
            look = new byte[length + NUMBERS_MAX];
        }
        System.arraycopy(beginning.text, 0, look, 0, length);
        number(tick);
        look[length++] = '|';
        number(agent);
        if (further > 0) {
            look[length++] = '|';
            number(further);
        }
        digest.update(look, 0, length);
        return fraction();
    }

    private void number(int value) {
        if (value >= 10) {
            number(value / 10);
        }
        look[length++] = (byte) ('0' + value % 10);
    }

    private double fraction() {
        return (ByteBuffer.wrap(digest.digest()).getLong() >>> 11) * 0x1.0p-53;
    }
}
