package dev.trimtab.core.observe;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import java.util.Optional;

/** A suspicion as bytes: version, vantage, name, CDN. */
public final class SuspicionCodec {
    private static final int VERSION = 1;
    private static final int TEXT_BYTES_MAX = 255;

    private SuspicionCodec() {}

    public static byte[] encode(Suspicion suspicion) {
        ByteSink sink = new ByteSink();
        sink.u8(VERSION);
        sink.text(suspicion.by().value());
        sink.text(suspicion.target().name().value());
        sink.text(suspicion.target().cdn().value());
        return sink.bytes();
    }

    /** Empty when the bytes are no suspicion. */
    public static Optional<Suspicion> decode(byte[] bytes) {
        try {
            ByteSource source = new ByteSource(bytes);
            if (source.u8() != VERSION) {
                return Optional.empty();
            }
            VantageId by = new VantageId(source.text(TEXT_BYTES_MAX, "vantage"));
            SteeredName name = new SteeredName(source.text(TEXT_BYTES_MAX, "name"));
            CdnId cdn = new CdnId(source.text(TEXT_BYTES_MAX, "CDN"));
            source.end();
            return Optional.of(new Suspicion(by, new TargetId(name, cdn)));
        } catch (ByteSource.Malformed | IllegalArgumentException nonsense) {
            return Optional.empty();
        }
    }
}
