package dev.trimtab.agent.probe;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Undoes what {@code Content-Encoding} (RFC 9110, 8.4) says was done to a body, and not a byte beyond the limit. */
final class BodyEncoding {
    private static final int GZIP_HEADER_BYTES = 10;
    private static final int GZIP_EXTRA = 4;
    private static final int GZIP_NAME = 8;
    private static final int GZIP_COMMENT = 16;
    private static final int GZIP_CHECK = 2;

    private BodyEncoding() {}

    /**
     * The body as it was before it was encoded; as it is when it is not, or by a coding that we do not read.
     *
     * @param encodings values of the header
     * @param bytesMax of the result: where a bomb ends
     * @return empty when it is not what the header says
     */
    static Optional<byte[]> decoded(byte[] body, List<String> encodings, int bytesMax) {
        String coding = String.join(",", encodings).strip().toLowerCase(Locale.ROOT);
        if (body.length == 0) {
            return Optional.of(body);
        }
        return switch (coding) {
            case "gzip", "x-gzip" -> gzip(body, bytesMax);
            case "deflate" -> inflated(body, 0, false, bytesMax).or(() -> inflated(body, 0, true, bytesMax));
            default -> Optional.of(body);
        };
    }

    /** RFC 1952; the checksum at the end is beyond what is read of a long body, and is not looked at. */
    private static Optional<byte[]> gzip(byte[] body, int bytesMax) {
        if (body.length < GZIP_HEADER_BYTES || (body[0] & 0xFF) != 0x1F || (body[1] & 0xFF) != 0x8B || body[2] != 8) {
            return Optional.empty();
        }
        int flags = body[3];
        int at = GZIP_HEADER_BYTES;
        if ((flags & GZIP_EXTRA) != 0) {
            at = at + 2 > body.length ? body.length : at + 2 + (body[at] & 0xFF) + ((body[at + 1] & 0xFF) << 8);
        }
        for (int field : new int[] {GZIP_NAME, GZIP_COMMENT}) {
            if ((flags & field) != 0) {
                while (at < body.length && body[at] != 0) {
                    at++;
                }
                at++;
            }
        }
        at += (flags & GZIP_CHECK) != 0 ? 2 : 0;
        return at >= body.length ? Optional.empty() : inflated(body, at, true, bytesMax);
    }

    /** A stream that is cut short, as at the limit of what is read, gives what it has. */
    private static Optional<byte[]> inflated(byte[] body, int from, boolean bare, int bytesMax) {
        Inflater inflater = new Inflater(bare);
        try {
            inflater.setInput(body, from, body.length - from);
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (plain.size() < bytesMax) {
                int count = inflater.inflate(buffer, 0, Math.min(buffer.length, bytesMax - plain.size()));
                if (count == 0) {
                    break;
                }
                plain.write(buffer, 0, count);
            }
            return inflater.needsDictionary() ? Optional.empty() : Optional.of(plain.toByteArray());
        } catch (DataFormatException none) {
            return Optional.empty();
        } finally {
            inflater.end();
        }
    }
}
