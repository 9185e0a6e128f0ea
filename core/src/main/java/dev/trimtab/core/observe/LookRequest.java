package dev.trimtab.core.observe;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import java.util.Optional;

/** Somebody asks every vantage to look at a target now, and to show what it saw. */
public record LookRequest(TargetId target) {
    private static final int VERSION = 1;
    private static final int TEXT_BYTES_MAX = 256;

    public byte[] bytes() {
        ByteSink sink = new ByteSink();
        sink.u8(VERSION);
        sink.text(target.name().value());
        sink.text(target.cdn().value());
        return sink.bytes();
    }

    /** Empty when the bytes are none. */
    public static Optional<LookRequest> of(byte[] bytes) {
        try {
            ByteSource source = new ByteSource(bytes);
            if (source.u8() != VERSION) {
                return Optional.empty();
            }
            TargetId target = new TargetId(
                    new SteeredName(source.text(TEXT_BYTES_MAX, "name")),
                    new CdnId(source.text(TEXT_BYTES_MAX, "CDN")));
            source.end();
            return Optional.of(new LookRequest(target));
        } catch (ByteSource.Malformed | IllegalArgumentException nonsense) {
            return Optional.empty();
        }
    }
}
