package dev.trimtab.core.observe;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.observe.LookEvidence.ShownCertificate;
import dev.trimtab.core.spec.FailureClass;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Evidence as bytes: version, then everything in order, deflated. Every length is bounded, so that the whole is. */
public final class EvidenceCodec {
    /** What came of decoding. */
    public sealed interface Decoding {}

    public record Decoded(LookEvidence evidence) implements Decoding {}

    /** Not understood; nothing is shown. */
    public record Undecodable(String reason) implements Decoding {}

    /** More than evidence at all its limits. */
    public static final int BYTES_MAX = 64 * 1024;

    private static final int INFLATED_BYTES_MAX = 128 * 1024;
    private static final int VERSION = 1;
    private static final int LINE_BYTES_MAX = LookEvidence.LINE_CHARACTERS_MAX * 3;
    private static final int BODY_BYTES_MAX = LookEvidence.BODY_BYTES_MAX * 3;

    private EvidenceCodec() {}

    public static byte[] encode(LookEvidence evidence) {
        ByteSink sink = new ByteSink();
        look(sink, evidence.look());
        sink.varint(evidence.at().toEpochMilli());
        sink.text(evidence.address());
        sink.text(evidence.protocol());
        sink.varint(evidence.headers().size());
        evidence.headers().forEach((name, value) -> {
            sink.text(name);
            sink.text(value);
        });
        sink.varint(evidence.chain().size());
        evidence.chain().forEach(certificate -> certificate(sink, certificate));
        texts(sink, evidence.notes());
        sink.text(evidence.body());
        sink.text(evidence.before());
        ByteSink whole = new ByteSink();
        whole.u8(VERSION);
        whole.raw(sink.deflated());
        return whole.bytes();
    }

    /** Reads evidence; never throws on any bytes. */
    public static Decoding decode(byte[] bytes) {
        if (bytes.length > BYTES_MAX) {
            return new Undecodable("evidence of " + bytes.length + " bytes, limit " + BYTES_MAX);
        }
        try {
            int version = new ByteSource(bytes).u8();
            if (version != VERSION) {
                return new Undecodable("evidence version " + version + ", not " + VERSION);
            }
            ByteSource source = ByteSource.inflated(bytes, 1, INFLATED_BYTES_MAX);
            Look look = look(source);
            Instant at = instant(source);
            String address = line(source);
            String protocol = line(source);
            SortedMap<String, String> headers = new TreeMap<>();
            int headerCount = source.count(LookEvidence.HEADERS_MAX, "headers");
            for (int i = 0; i < headerCount; i++) {
                headers.put(line(source), line(source));
            }
            List<ShownCertificate> chain = new ArrayList<>();
            int chainCount = source.count(LookEvidence.CHAIN_MAX, "certificates");
            for (int i = 0; i < chainCount; i++) {
                chain.add(certificate(source));
            }
            List<String> notes = texts(source, LookEvidence.NOTES_MAX);
            String body = source.text(BODY_BYTES_MAX, "body");
            Optional<String> before = source.optionalText(LINE_BYTES_MAX, "look before");
            source.end();
            return new Decoded(new LookEvidence(look, at, address, protocol, headers, chain, notes, body, before));
        } catch (ByteSource.Malformed | IllegalArgumentException | DateTimeException nonsense) {
            return new Undecodable("malformed evidence: " + nonsense.getMessage());
        }
    }

    private static void look(ByteSink sink, Look look) {
        CheckId check = look.check();
        sink.text(check.target().name().value());
        sink.text(check.target().cdn().value());
        sink.text(check.host().value());
        sink.text(check.probe().value());
        sink.oneOf(check.family());
        sink.oneOf(look.turn());
        switch (look.outcome()) {
            case Outcome.Pass pass -> sink.u8(0);
            case Outcome.Blind blind -> sink.u8(1);
            case Outcome.Degraded degraded -> {
                sink.u8(2);
                sink.oneOf(degraded.failureClass());
            }
            case Outcome.Fail fail -> {
                sink.u8(3);
                sink.oneOf(fail.failureClass());
            }
        }
        sink.varint(look.phases().dnsMicros());
        sink.varint(look.phases().connectMicros());
        sink.varint(look.phases().tlsMicros());
        sink.varint(look.phases().firstByteMicros());
        sink.varint(look.phases().totalMicros());
        sink.text(look.detail());
    }

    private static Look look(ByteSource source) throws ByteSource.Malformed {
        TargetId target = new TargetId(new SteeredName(line(source)), new CdnId(line(source)));
        CheckId check = new CheckId(
                target,
                new HostName(line(source)),
                new ProbeId(line(source)),
                source.oneOf(CheckId.Family.values(), "family"));
        Look.Turn turn = source.oneOf(Look.Turn.values(), "turn");
        Outcome outcome = switch (source.upTo(3, "outcome")) {
            case 0 -> new Outcome.Pass();
            case 1 -> new Outcome.Blind();
            case 2 -> new Outcome.Degraded(source.oneOf(FailureClass.values(), "failure class"));
            default -> new Outcome.Fail(source.oneOf(FailureClass.values(), "failure class"));
        };
        Phases phases = new Phases(micros(source), micros(source), micros(source), micros(source), micros(source));
        return new Look(check, turn, outcome, phases, line(source));
    }

    private static int micros(ByteSource source) throws ByteSource.Malformed {
        return source.upTo(Integer.MAX_VALUE, "time");
    }

    private static void certificate(ByteSink sink, ShownCertificate certificate) {
        sink.text(certificate.subject());
        sink.text(certificate.issuer());
        sink.signed(certificate.notBefore().getEpochSecond());
        sink.signed(certificate.notAfter().getEpochSecond());
        texts(sink, certificate.names());
        sink.varint(certificate.nameCount());
        sink.text(certificate.sha256());
    }

    private static ShownCertificate certificate(ByteSource source) throws ByteSource.Malformed {
        return new ShownCertificate(
                line(source),
                line(source),
                Instant.ofEpochSecond(source.signed()),
                Instant.ofEpochSecond(source.signed()),
                texts(source, LookEvidence.NAMES_MAX),
                source.upTo(Integer.MAX_VALUE, "number of names"),
                line(source));
    }

    private static void texts(ByteSink sink, List<String> texts) {
        sink.varint(texts.size());
        texts.forEach(sink::text);
    }

    private static List<String> texts(ByteSource source, int max) throws ByteSource.Malformed {
        List<String> texts = new ArrayList<>();
        int count = source.count(max, "lines");
        for (int i = 0; i < count; i++) {
            texts.add(line(source));
        }
        return texts;
    }

    private static String line(ByteSource source) throws ByteSource.Malformed {
        return source.text(LINE_BYTES_MAX, "line");
    }

    private static Instant instant(ByteSource source) throws ByteSource.Malformed {
        return Instant.ofEpochMilli(source.varint());
    }
}
