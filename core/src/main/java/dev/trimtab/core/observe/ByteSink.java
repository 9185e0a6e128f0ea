package dev.trimtab.core.observe;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.zip.Deflater;

/** Writes the small alphabet of our formats: bytes, varints (LEB128), and text and blobs behind their length. */
final class ByteSink {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void u8(int value) {
        out.write(value);
    }

    /** The place in the enum's order, which is therefore part of the format: append only. */
    @SuppressWarnings("EnumOrdinal")
    void oneOf(Enum<?> value) {
        out.write(value.ordinal());
    }

    void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** Small for small magnitudes of either sign. */
    void signed(long value) {
        varint((value << 1) ^ (value >> 63));
    }

    void text(String value) {
        blob(value.getBytes(StandardCharsets.UTF_8));
    }

    void text(Optional<String> value) {
        u8(value.isPresent() ? 1 : 0);
        value.ifPresent(this::text);
    }

    void blob(byte[] value) {
        varint(value.length);
        raw(value);
    }

    void raw(byte[] value) {
        out.write(value, 0, value.length);
    }

    void duration(Duration value) {
        signed(value.getSeconds());
        varint(value.getNano());
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    /** What was written, deflated: columns of alike numbers shrink to a fraction. */
    byte[] deflated() {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(bytes());
            deflater.finish();
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                packed.write(buffer, 0, deflater.deflate(buffer));
            }
            return packed.toByteArray();
        } finally {
            deflater.end();
        }
    }
}
