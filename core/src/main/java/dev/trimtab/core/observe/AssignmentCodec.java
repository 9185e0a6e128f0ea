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
import dev.trimtab.core.spec.RequestSpec;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Assignments as bytes: version, then everything in order, deflated. The digest is the content's own and is checked. */
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

    private static final int LIST_MAX = 256;
    private static final int VERSION = 1;
    private static final int VANTAGES_MAX = 10_000;

    private AssignmentCodec() {}

    /** An assignment with the digest of its content: 32 hex digits of SHA-256. */
    public static Assignment digested(VantageId vantage, int turn, int vantages, List<Check> checks) {
        byte[] content = content(vantage, turn, vantages, checks).bytes();
        return new Assignment(digest(content), vantage, turn, vantages, checks);
    }

    public static byte[] encode(Assignment assignment) {
        ByteSink sink = new ByteSink();
        sink.u8(VERSION);
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
            if (version != VERSION) {
                return new Undecodable("assignment version " + version + ", not " + VERSION);
            }
            ByteSource source = ByteSource.inflated(bytes, 1, INFLATED_BYTES_MAX);
            VantageId vantage = new VantageId(source.text(TEXT_BYTES_MAX, "vantage"));
            int turn = source.upTo(VANTAGES_MAX, "turn");
            int vantages = source.upTo(VANTAGES_MAX, "vantages");
            int count = source.count(CHECKS_MAX, "checks");
            List<Check> checks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                checks.add(check(source));
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
        checks.forEach(check -> check(sink, check));
        return sink;
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 16);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static void check(ByteSink sink, Check check) {
        sink.text(check.id().target().name().value());
        sink.text(check.id().target().cdn().value());
        sink.text(check.id().host().value());
        sink.text(check.id().probe().value());
        sink.oneOf(check.id().family());
        answer(sink, check.answer());
        sink.text(check.probeAt());
        request(sink, check.request());
        sink.varint(check.assertions().size());
        check.assertions().forEach(assertion -> AssertionCodec.write(sink, assertion));
        sink.duration(check.detect().interval());
        sink.duration(check.detect().timeout());
        sink.varint(check.detect().fall());
        sink.varint(check.detect().rise());
        sink.duration(check.detect().window());
    }

    private static Check check(ByteSource source) throws ByteSource.Malformed {
        TargetId target = new TargetId(
                new SteeredName(source.text(TEXT_BYTES_MAX, "name")), new CdnId(source.text(TEXT_BYTES_MAX, "CDN")));
        CheckId id = new CheckId(
                target,
                new HostName(source.text(TEXT_BYTES_MAX, "host")),
                new ProbeId(source.text(TEXT_BYTES_MAX, "probe")),
                source.oneOf(CheckId.Family.values(), "family"));
        Answer answer = answer(source);
        String probeAt = source.text(TEXT_BYTES_MAX, "probeAt");
        RequestSpec request = request(source);
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
                source.duration("window"));
        return new Check(id, answer, probeAt, request, assertions, detect);
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

    private static void request(ByteSink sink, RequestSpec request) {
        sink.text(request.method());
        sink.oneOf(request.scheme());
        sink.text(request.path());
        sink.text(request.host());
        sink.varint(request.protocols().size());
        request.protocols().forEach(protocol -> sink.oneOf(protocol));
        sink.varint(request.headers().size());
        request.headers().forEach((name, value) -> {
            sink.text(name);
            sink.text(value);
        });
        sink.varint(request.redirectsMax());
        sink.varint(request.bodyBytesMax());
        sink.text(request.trustFile());
    }

    private static RequestSpec request(ByteSource source) throws ByteSource.Malformed {
        String method = source.text(TEXT_BYTES_MAX, "method");
        RequestSpec.Scheme scheme = source.oneOf(RequestSpec.Scheme.values(), "scheme");
        String path = source.text(TEXT_BYTES_MAX, "path");
        String host = source.text(TEXT_BYTES_MAX, "host header");
        List<RequestSpec.Protocol> protocols = new ArrayList<>();
        int protocolCount = source.count(LIST_MAX, "protocols");
        for (int i = 0; i < protocolCount; i++) {
            protocols.add(source.oneOf(RequestSpec.Protocol.values(), "protocol"));
        }
        SortedMap<String, String> headers = new TreeMap<>();
        int headerCount = source.count(LIST_MAX, "headers");
        for (int i = 0; i < headerCount; i++) {
            headers.put(source.text(TEXT_BYTES_MAX, "header"), source.text(TEXT_BYTES_MAX, "header's value"));
        }
        int redirectsMax = source.upTo(Integer.MAX_VALUE, "redirects");
        int bodyBytesMax = source.upTo(Integer.MAX_VALUE, "body bytes");
        return new RequestSpec(
                method,
                scheme,
                path,
                host,
                protocols,
                headers,
                redirectsMax,
                bodyBytesMax,
                source.text(TEXT_BYTES_MAX, "trust file"));
    }
}
