package dev.trimtab.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.RequestSpec;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Reads what must be true of an answer. */
final class AssertionReader {
    /** Enough for proof that a page is ours; a page's head comes first. */
    static final int WITHIN_BYTES_DEFAULT = 64 * 1024;

    private final Problems problems;

    AssertionReader(Problems problems) {
        this.problems = problems;
    }

    /** What each kind of probe can tell of the answer: only a page has a status. */
    private static List<String> sources(ProbeKind kind) {
        return switch (kind) {
            case TCP, DNS_RECURSIVE, DNS_AUTHORITATIVE -> List.of("timing");
            case TLS -> List.of("tls", "timing");
            default -> List.of("status", "header", "body", "json", "tls", "timing");
        };
    }

    Optional<Assertion> assertion(Cursor at, ProbeKind kind, RequestSpec.Scheme scheme, int bodyLimit) {
        String source = at.text("source").orElse("");
        if (!sources(kind).contains(source) && sources(ProbeKind.APPLICATION).contains(source)) {
            problems.error(
                    at.path(),
                    at.line(),
                    "source " + source + " tells nothing of a probe of kind " + kind.word() + "; expected "
                            + String.join(", ", sources(kind)));
        }
        sense(at, source, scheme);
        int within = ProbeReader.bytes(at, problems, "within", Math.min(WITHIN_BYTES_DEFAULT, bodyLimit));
        if (within > bodyLimit) {
            problems.error(
                    at.path() + ".within",
                    at.line(),
                    "is " + within + " bytes, but the request reads only bodyLimit " + bodyLimit);
        }
        if (problems.hasErrorsUnder(at.path())) {
            return Optional.empty();
        }
        return Optional.of(built(at, source, within));
    }

    private Assertion built(Cursor at, String source, int within) {
        FailureClass broken = at.text("class")
                .map(word -> FailureClass.valueOf(ProbeReader.upper(word)))
                .orElse(usualClass(source));
        Assertion.Severity severity =
                Assertion.Severity.valueOf(ProbeReader.upper(at.text("severity").orElse("failed")));
        return switch (source) {
            case "status" -> {
                TreeSet<Integer> in = new TreeSet<>();
                at.items("in").forEach(item -> item.whole().ifPresent(in::add));
                yield new Assertion.Status(in, broken, severity);
            }
            case "header" ->
                new Assertion.Header(
                        at.text("name").orElse("").toLowerCase(Locale.ROOT),
                        at.says("absent"),
                        at.text("equals"),
                        at.text("matches"),
                        broken,
                        severity);
            case "body" -> new Assertion.Body(at.text("matches"), at.text("notMatches"), within, broken, severity);
            case "json" ->
                new Assertion.Json(at.text("path").orElse(""), at.text("equals").orElse(""), broken, severity);
            case "tls" ->
                new Assertion.Tls(
                        at.text("sanIncludes"),
                        at.get("minDaysLeft").flatMap(Cursor::whole).orElse(0),
                        at.get("chainMinDaysLeft").flatMap(Cursor::whole).orElse(0),
                        at.text("issuer"),
                        at.text("trustedBy").orElse("any").equals("all"),
                        broken,
                        severity);
            case "timing" ->
                new Assertion.Timing(
                        phase(at.text("metric").orElse("")),
                        at.text("lessThan").flatMap(Amounts::duration).orElse(Duration.ZERO),
                        broken,
                        severity);
            default -> throw new IllegalArgumentException("no source of assertions: " + source);
        };
    }

    private static FailureClass usualClass(String source) {
        return switch (source) {
            case "status" -> FailureClass.STATUS;
            case "header" -> FailureClass.HEADER;
            case "tls" -> FailureClass.TLS;
            case "timing" -> FailureClass.LATENCY;
            default -> FailureClass.CONTENT;
        };
    }

    private void sense(Cursor at, String source, RequestSpec.Scheme scheme) {
        at.get("matches").ifPresent(this::expression);
        at.get("notMatches").ifPresent(this::expression);
        at.get("issuer").ifPresent(this::expression);
        switch (source) {
            case "header" -> {
                long said = (at.says("absent") ? 1 : 0)
                        + List.of("equals", "matches").stream()
                                .filter(key -> at.get(key).isPresent())
                                .count();
                if (said != 1) {
                    problems.error(
                            at.path(),
                            at.line(),
                            "says " + said + " of absent: true, equals and matches; expected exactly one");
                }
            }
            case "body" -> oneAtLeast(at, "matches", "notMatches");
            case "tls" -> {
                oneAtLeast(at, "sanIncludes", "minDaysLeft", "chainMinDaysLeft", "issuer", "trustedBy");
                if (scheme == RequestSpec.Scheme.HTTP) {
                    problems.error(at.path(), at.line(), "asks for TLS, but the request's scheme is http");
                }
            }
            case "timing" -> {
                if (at.text("lessThan")
                        .flatMap(Amounts::duration)
                        .filter(Duration::isZero)
                        .isPresent()) {
                    problems.error(at.path() + ".lessThan", at.line(), "is 0; expected more");
                }
            }
            default -> {
                // The shape says everything.
            }
        }
    }

    private void oneAtLeast(Cursor at, String... keys) {
        if (List.of(keys).stream().allMatch(key -> at.get(key).isEmpty())) {
            problems.error(at.path(), at.line(), "asks for nothing; expected " + String.join(" or ", keys));
        }
    }

    private void expression(Cursor at) {
        try {
            at.text().ifPresent(Pattern::compile);
        } catch (PatternSyntaxException broken) {
            problems.error(
                    at.path(),
                    at.line(),
                    "is " + at.node().what() + ", no regular expression that RE2 reads: " + broken.getDescription());
        }
    }

    private static Assertion.Phase phase(String metric) {
        return metric.equals("firstByte")
                ? Assertion.Phase.FIRST_BYTE
                : Assertion.Phase.valueOf(ProbeReader.upper(metric));
    }
}
