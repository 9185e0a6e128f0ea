package dev.trimtab.core.observe;

import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.FailureClass;
import java.util.SortedSet;
import java.util.TreeSet;

/** The part of {@link AssignmentCodec} that writes assertions: a number for the kind, class, severity, then the kind's own. */
final class AssertionCodec {
    private static final int STATUSES_MAX = 1000;
    private static final int TEXT_BYTES_MAX = AssignmentCodec.TEXT_BYTES_MAX;

    /** One that asks something of the chain. */
    private static final int TLS_OF_CHAIN = 6;

    private AssertionCodec() {}

    static void write(ByteSink sink, Assertion assertion) {
        sink.u8(
                switch (assertion) {
                    case Assertion.Status status -> 0;
                    case Assertion.Header header -> 1;
                    case Assertion.Body body -> 2;
                    case Assertion.Json json -> 3;
                    case Assertion.Tls tls -> tls.plain() ? 4 : TLS_OF_CHAIN;
                    case Assertion.Timing timing -> 5;
                });
        sink.oneOf(assertion.failureClass());
        sink.oneOf(assertion.severity());
        switch (assertion) {
            case Assertion.Status status -> {
                sink.varint(status.in().size());
                status.in().forEach(sink::varint);
            }
            case Assertion.Header header -> {
                sink.text(header.name());
                sink.u8(header.absent() ? 1 : 0);
                sink.text(header.equalTo());
                sink.text(header.matches());
            }
            case Assertion.Body body -> {
                sink.text(body.matches());
                sink.text(body.notMatches());
                sink.varint(body.withinBytes());
            }
            case Assertion.Json json -> {
                sink.text(json.path());
                sink.text(json.equalTo());
            }
            case Assertion.Tls tls -> {
                sink.text(tls.sanIncludes());
                sink.varint(tls.minDaysLeft());
                if (!tls.plain()) {
                    sink.varint(tls.chainMinDaysLeft());
                    sink.text(tls.issuer());
                    sink.u8(tls.trustedByAll() ? 1 : 0);
                }
            }
            case Assertion.Timing timing -> {
                sink.oneOf(timing.phase());
                sink.duration(timing.lessThan());
            }
        }
    }

    static Assertion read(ByteSource source) throws ByteSource.Malformed {
        int kind = source.u8();
        FailureClass failureClass = source.oneOf(FailureClass.values(), "failure class");
        Assertion.Severity severity = source.oneOf(Assertion.Severity.values(), "severity");
        return switch (kind) {
            case 0 -> new Assertion.Status(statuses(source), failureClass, severity);
            case 1 ->
                new Assertion.Header(
                        source.text(TEXT_BYTES_MAX, "header"),
                        source.flag("absent"),
                        source.optionalText(TEXT_BYTES_MAX, "equals"),
                        source.optionalText(TEXT_BYTES_MAX, "matches"),
                        failureClass,
                        severity);
            case 2 ->
                new Assertion.Body(
                        source.optionalText(TEXT_BYTES_MAX, "matches"),
                        source.optionalText(TEXT_BYTES_MAX, "notMatches"),
                        source.upTo(Integer.MAX_VALUE, "withinBytes"),
                        failureClass,
                        severity);
            case 3 ->
                new Assertion.Json(
                        source.text(TEXT_BYTES_MAX, "path"),
                        source.text(TEXT_BYTES_MAX, "equals"),
                        failureClass,
                        severity);
            case 4 ->
                new Assertion.Tls(
                        source.optionalText(TEXT_BYTES_MAX, "sanIncludes"),
                        source.upTo(Integer.MAX_VALUE, "minDaysLeft"),
                        failureClass,
                        severity);
            case 5 ->
                new Assertion.Timing(
                        source.oneOf(Assertion.Phase.values(), "phase"),
                        source.duration("lessThan"),
                        failureClass,
                        severity);
            case TLS_OF_CHAIN ->
                new Assertion.Tls(
                        source.optionalText(TEXT_BYTES_MAX, "sanIncludes"),
                        source.upTo(Integer.MAX_VALUE, "minDaysLeft"),
                        source.upTo(Integer.MAX_VALUE, "chainMinDaysLeft"),
                        source.optionalText(TEXT_BYTES_MAX, "issuer"),
                        source.flag("trustedByAll"),
                        failureClass,
                        severity);
            default -> throw new ByteSource.Malformed("no kind of assertion: " + kind);
        };
    }

    private static SortedSet<Integer> statuses(ByteSource source) throws ByteSource.Malformed {
        int count = source.count(STATUSES_MAX, "statuses");
        SortedSet<Integer> statuses = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            statuses.add(source.upTo(Integer.MAX_VALUE, "status"));
        }
        return statuses;
    }
}
