package dev.trimtab.sim.recording;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Lines of a gzip file of any number of members (RFC 1952). A file that ends early ends early; anything else that does not
 * fit is damage, told with the byte of the file at which its member begins.
 */
final class GzipLines implements AutoCloseable {
    /** No record is that long; a wrong file may be. */
    static final int LINE_BYTES_MAX = 64 * 1024 * 1024;

    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;

    private final InputStream in;
    private final byte[] raw = new byte[64 * 1024];
    private int rawFrom;
    private int rawTo;
    private long consumed;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] plain = new byte[64 * 1024];
    private int plainFrom;
    private int plainTo;
    private boolean inMember;
    private long memberAt;
    private long members;
    private boolean over;
    private boolean cut;

    GzipLines(InputStream in) {
        this.in = in;
    }

    /** Ends in the middle of something, as a file does whose writer was killed. */
    boolean cut() {
        return cut;
    }

    /** Where the part that is being read begins. */
    String place() {
        return "byte " + memberAt;
    }

    /** The next whole line, without its end; empty at the end of the file. */
    Optional<String> next() throws IOException, DamagedException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            for (int i = plainFrom; i < plainTo; i++) {
                if (plain[i] == '\n') {
                    line.write(plain, plainFrom, i - plainFrom);
                    plainFrom = i + 1;
                    return Optional.of(line.toString(StandardCharsets.UTF_8));
                }
            }
            line.write(plain, plainFrom, plainTo - plainFrom);
            plainFrom = plainTo;
            if (line.size() > LINE_BYTES_MAX) {
                throw new DamagedException(place(), "a line of more than " + LINE_BYTES_MAX + " bytes");
            }
            if (!fill()) {
                cut |= line.size() > 0;
                return Optional.empty();
            }
        }
    }

    private boolean fill() throws IOException, DamagedException {
        try {
            while (!over) {
                if (!inMember && !begin()) {
                    over = true;
                    break;
                }
                int count = inflater.inflate(plain);
                if (count > 0) {
                    crc.update(plain, 0, count);
                    plainFrom = 0;
                    plainTo = count;
                    return true;
                }
                if (inflater.finished()) {
                    end();
                } else if (inflater.needsInput()) {
                    feed();
                } else {
                    throw new DamagedException(place(), "asks for a dictionary");
                }
            }
            return false;
        } catch (DataFormatException wrong) {
            throw new DamagedException(place(), "not deflated data: " + wrong.getMessage());
        } catch (EndedException early) {
            over = true;
            cut = true;
            return false;
        }
    }

    /** The end of the file where more was due. */
    private static final class EndedException extends IOException {
        private static final long serialVersionUID = 1;
    }

    private boolean more() throws IOException {
        if (rawFrom < rawTo) {
            return true;
        }
        int count = in.read(raw);
        rawFrom = 0;
        rawTo = Math.max(0, count);
        return count > 0;
    }

    private int u8() throws IOException {
        if (!more()) {
            throw new EndedException();
        }
        consumed++;
        return raw[rawFrom++] & 0xFF;
    }

    private long u32() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            value |= (long) u8() << shift;
        }
        return value;
    }

    private void feed() throws IOException {
        if (!more()) {
            throw new EndedException();
        }
        inflater.setInput(raw, rawFrom, rawTo - rawFrom);
        consumed += rawTo - rawFrom;
        rawFrom = rawTo;
    }

    private boolean begin() throws IOException, DamagedException {
        if (!more()) {
            return false;
        }
        memberAt = consumed;
        int first = u8();
        if (first != 0x1f || u8() != 0x8b || u8() != 8) {
            throw new DamagedException(place(), members == 0 ? "not a gzip file" : "no gzip member begins here");
        }
        int flags = u8();
        for (int i = 0; i < 6; i++) {
            u8();
        }
        if ((flags & FLAG_EXTRA) != 0) {
            for (int rest = u8() | u8() << 8; rest > 0; rest--) {
                u8();
            }
        }
        skipText((flags & FLAG_NAME) != 0);
        skipText((flags & FLAG_COMMENT) != 0);
        if ((flags & FLAG_HEADER_CRC) != 0) {
            u8();
            u8();
        }
        inflater.reset();
        crc.reset();
        inMember = true;
        members++;
        return true;
    }

    private void skipText(boolean there) throws IOException {
        while (there && u8() != 0) {
            // Until its zero byte.
        }
    }

    private void end() throws IOException, DamagedException {
        int unused = inflater.getRemaining();
        rawFrom -= unused;
        consumed -= unused;
        long written = inflater.getBytesWritten() & 0xFFFF_FFFFL;
        if (u32() != crc.getValue()) {
            throw new DamagedException(place(), "checksum does not fit: what follows here was changed");
        }
        if (u32() != written) {
            throw new DamagedException(place(), "length does not fit");
        }
        inMember = false;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
