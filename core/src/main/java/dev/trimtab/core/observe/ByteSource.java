package dev.trimtab.core.observe;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads what {@link ByteSink} wrote, from bytes that nobody vouches for: every length is checked before it is believed. */
final class ByteSource {
    /** The bytes do not say what they should. Never leaves the package: decoders make a value of it. */
    static final class Malformed extends Exception {
        Malformed(String reason) {
            super(reason, null, false, false);
        }
    }

    private final byte[] bytes;
    private int at;

    ByteSource(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Inflates the rest of {@code bytes} from {@code offset}, and not a byte more than the limit. */
    static ByteSource inflated(byte[] bytes, int offset, int bytesMax) throws Malformed {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(bytes, offset, bytes.length - offset);
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                if (count == 0 && !inflater.finished()) {
                    throw new Malformed("compressed part is cut short");
                }
                if (plain.size() + count > bytesMax) {
                    throw new Malformed("inflates to more than " + bytesMax + " bytes");
                }
                plain.write(buffer, 0, count);
            }
            if (inflater.getRemaining() != 0) {
                throw new Malformed(inflater.getRemaining() + " bytes too many");
            }
            return new ByteSource(plain.toByteArray());
        } catch (DataFormatException notDeflate) {
            throw new Malformed("compressed part is damaged: " + notDeflate.getMessage());
        } finally {
            inflater.end();
        }
    }

    int remaining() {
        return bytes.length - at;
    }

    int position() {
        return at;
    }

    int u8() throws Malformed {
        if (at >= bytes.length) {
            throw new Malformed("cut short after " + at + " bytes");
        }
        return bytes[at++] & 0xFF;
    }

    long varint() throws Malformed {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = u8();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new Malformed("a number longer than 64 bits");
    }

    long signed() throws Malformed {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    /** A number of 0 to {@code max}. */
    int upTo(int max, String what) throws Malformed {
        return within(varint(), max, what);
    }

    static int within(long value, int max, String what) throws Malformed {
        if (value < 0 || value > max) {
            throw new Malformed(what + " is " + value + ", not 0 to " + max);
        }
        return (int) value;
    }

    /** A number of things of at least one byte each. */
    int count(int max, String what) throws Malformed {
        return upTo(Math.min(max, remaining()), what);
    }

    byte[] blob(int bytesMax, String what) throws Malformed {
        int length = count(bytesMax, "length of " + what);
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    String text(int bytesMax, String what) throws Malformed {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(blob(bytesMax, what)))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw new Malformed(what + " is not UTF-8");
        }
    }

    Optional<String> optionalText(int bytesMax, String what) throws Malformed {
        return flag(what) ? Optional.of(text(bytesMax, what)) : Optional.empty();
    }

    boolean flag(String what) throws Malformed {
        return upTo(1, what) == 1;
    }

    <E extends Enum<E>> E oneOf(E[] values, String what) throws Malformed {
        return values[upTo(values.length - 1, what)];
    }

    Duration duration(String what) throws Malformed {
        long seconds = signed();
        return Duration.ofSeconds(seconds, upTo(999_999_999, what));
    }

    void end() throws Malformed {
        if (remaining() != 0) {
            throw new Malformed(remaining() + " bytes too many");
        }
    }
}
