package dev.trimtab.core.observe;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.RequestSpec;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Assignments as bytes: version, then everything in order, deflated. The digest is the content's own and is checked. An
 * assignment in which nothing is new keeps the version of before, so that agents and controllers are renewed in any order.
 */
public final class AssignmentCodec {
    /** What came of decoding. */
    public sealed interface Decoding {}

    /** Whole, and its digest is its own. */
    public record Decoded(Assignment assignment) implements Decoding {}

    /** Not understood; the assignment before it stays. */
    public record Undecodable(String reason) implements Decoding {}

    /** More checks than one agent could make at any interval. */
    public static final int CHECKS_MAX = 100_000;

    static final int INFLATED_BYTES_MAX = 64 * 1024 * 1024;
    /** Paths, header values and regular expressions. */
    static final int TEXT_BYTES_MAX = 16 * 1024;

    static final int LIST_MAX = 256;
    private static final int VERSION = 2;
    /** Knows no kinds of probe but the paths that users walk, one trust file, and no budget. */
    private static final int VERSION_PLAIN = 1;

    private static final int VANTAGES_MAX = 10_000;

    private AssignmentCodec() {}

    /** An assignment with the digest of its content: 32 hex digits of SHA-256. */
    public static Assignment digested(VantageId vantage, int turn, int vantages, List<Check> checks) {
        byte[] content = content(vantage, turn, vantages, checks).bytes();
        return new Assignment(digest(content), vantage, turn, vantages, checks);
    }

    public static byte[] encode(Assignment assignment) {
        ByteSink sink = new ByteSink();
        sink.u8(version(assignment.checks()));
        sink.raw(content(assignment.vantage(), assignment.turn(), assignment.vantages(), assignment.checks())
                .deflated());
        return sink.bytes();
    }

    /** Reads an assignment; never throws on any bytes. */
    public static Decoding decode(byte[] bytes) {
        if (bytes.length > Envelope.PAYLOAD_BYTES_MAX) {
            return new Undecodable("assignment of " + bytes.length + " bytes, limit " + Envelope.PAYLOAD_BYTES_MAX);
        }
        try {
            int version = new ByteSource(bytes).u8();
            if (version != VERSION && version != VERSION_PLAIN) {
                return new Undecodable("assignment version " + version + ", not " + VERSION_PLAIN + " or " + VERSION);
            }
            ByteSource source = ByteSource.inflated(bytes, 1, INFLATED_BYTES_MAX);
            VantageId vantage = new VantageId(source.text(TEXT_BYTES_MAX, "vantage"));
            int turn = source.upTo(VANTAGES_MAX, "turn");
            int vantages = source.upTo(VANTAGES_MAX, "vantages");
            int count = source.count(CHECKS_MAX, "checks");
            List<Check> checks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                checks.add(check(source, version));
            }
            source.end();
            return new Decoded(digested(vantage, turn, vantages, checks));
        } catch (ByteSource.Malformed | IllegalArgumentException | ArithmeticException nonsense) {
            return new Undecodable("malformed assignment: " + nonsense.getMessage());
        }
    }

    private static ByteSink content(VantageId vantage, int turn, int vantages, List<Check> checks) {
        ByteSink sink = new ByteSink();
        sink.text(vantage.value());
        sink.varint(turn);
        sink.varint(vantages);
        sink.varint(checks.size());
        int version = version(checks);
        checks.forEach(check -> check(sink, check, version));
        return sink;
    }

    private static int version(List<Check> checks) {
        return checks.stream().allMatch(Check::plain) ? VERSION_PLAIN : VERSION;
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 16);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static void check(ByteSink sink, Check check, int version) {
        sink.text(check.id().target().name().value());
        sink.text(check.id().target().cdn().value());
        sink.text(check.id().host().value());
        sink.text(check.id().probe().value());
        sink.oneOf(check.id().family());
        if (version == VERSION) {
            sink.oneOf(check.kind());
        }
        answer(sink, check.answer());
        sink.text(check.probeAt());
        RequestCodec.write(sink, check.request(), version == VERSION_PLAIN);
        sink.varint(check.assertions().size());
        check.assertions().forEach(assertion -> AssertionCodec.write(sink, assertion));
        sink.duration(check.detect().interval());
        sink.duration(check.detect().timeout());
        sink.varint(check.detect().fall());
        sink.varint(check.detect().rise());
        sink.duration(check.detect().window());
        if (version == VERSION) {
            sink.varint(check.detect().budget());
        }
    }

    private static Check check(ByteSource source, int version) throws ByteSource.Malformed {
        TargetId target = new TargetId(
                new SteeredName(source.text(TEXT_BYTES_MAX, "name")), new CdnId(source.text(TEXT_BYTES_MAX, "CDN")));
        CheckId id = new CheckId(
                target,
                new HostName(source.text(TEXT_BYTES_MAX, "host")),
                new ProbeId(source.text(TEXT_BYTES_MAX, "probe")),
                source.oneOf(CheckId.Family.values(), "family"));
        ProbeKind kind = version == VERSION ? source.oneOf(ProbeKind.values(), "kind") : ProbeKind.APPLICATION;
        Answer answer = answer(source);
        String probeAt = source.text(TEXT_BYTES_MAX, "probeAt");
        RequestSpec request = RequestCodec.read(source, version == VERSION_PLAIN);
        List<Assertion> assertions = new ArrayList<>();
        int count = source.count(LIST_MAX, "assertions");
        for (int i = 0; i < count; i++) {
            assertions.add(AssertionCodec.read(source));
        }
        DetectSpec detect = new DetectSpec(
                source.duration("interval"),
                source.duration("timeout"),
                source.upTo(Integer.MAX_VALUE, "fall"),
                source.upTo(Integer.MAX_VALUE, "rise"),
                source.duration("window"),
                version == VERSION ? source.upTo(DetectSpec.BUDGET_MAX, "budget") : DetectSpec.BUDGET_DEFAULT);
        return new Check(id, kind, answer, probeAt, request, assertions, detect);
    }

    private static void answer(ByteSink sink, Answer answer) {
        switch (answer) {
            case Answer.Cname cname -> {
                sink.u8(0);
                sink.text(cname.host().value());
            }
            case Answer.Addresses addresses -> {
                sink.u8(1);
                sink.varint(addresses.list().size());
                addresses.list().forEach(address -> sink.blob(address.getAddress()));
            }
        }
    }

    private static Answer answer(ByteSource source) throws ByteSource.Malformed {
        if (source.upTo(1, "kind of answer") == 0) {
            return new Answer.Cname(new HostName(source.text(TEXT_BYTES_MAX, "CNAME")));
        }
        int count = source.count(LIST_MAX, "addresses");
        List<InetAddress> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            try {
                list.add(InetAddress.getByAddress(source.blob(16, "address")));
            } catch (UnknownHostException wrongLength) {
                throw new ByteSource.Malformed("address of neither 4 nor 16 bytes");
            }
        }
        return new Answer.Addresses(list);
    }
}
