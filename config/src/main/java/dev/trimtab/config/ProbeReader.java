package dev.trimtab.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.ProbeSpec;
import dev.trimtab.core.spec.RequestSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;

/** Reads probes: request and assertions. */
final class ProbeReader {
    /** Enough for proof that a page is ours; a page's head comes first. */
    static final int WITHIN_BYTES_DEFAULT = 64 * 1024;

    static final int BODY_BYTES_MAX = 4 * 1024 * 1024;

    private static final java.util.regex.Pattern PLACEHOLDER = java.util.regex.Pattern.compile("\\{([^{}]*)}");
    private static final List<String> PLACEHOLDERS = List.of("host", "nonce");
    private static final Set<String> SECRET_HEADERS = Set.of("authorization", "proxy-authorization", "cookie");

    private final Problems problems;

    ProbeReader(Problems problems) {
        this.problems = problems;
    }

    Optional<ProbeSpec> probe(String name, Cursor at) {
        Optional<Cursor> request = at.get("request");
        request.ifPresent(this::review);
        RequestSpec.Scheme scheme =
                request.flatMap(asked -> asked.text("scheme")).orElse("https").equals("http")
                        ? RequestSpec.Scheme.HTTP
                        : RequestSpec.Scheme.HTTPS;
        int bodyLimit = request.map(asked -> bytes(asked, "bodyLimit", RequestSpec.BODY_BYTES_DEFAULT))
                .orElse(RequestSpec.BODY_BYTES_DEFAULT);
        List<Assertion> assertions = new ArrayList<>();
        for (Cursor item : at.items("assertions")) {
            SpecReader.made(item, problems, () -> assertion(item, scheme, bodyLimit))
                    .ifPresent(assertions::add);
        }
        if (request.isEmpty() || problems.hasErrorsUnder(at.path())) {
            return Optional.empty();
        }
        ProbeKind kind = ProbeKind.valueOf(upper(at.text("kind").orElse("")));
        if (!kind.built()) {
            at.get("kind")
                    .ifPresent(said ->
                            problems.warning(said.path(), said.line(), kind.word() + ": not built yet, has no effect"));
        }
        return Optional.of(
                new ProbeSpec(new ProbeId(name), kind, request(request.get(), scheme, bodyLimit), assertions));
    }

    /** What the shape of a request cannot say. */
    private void review(Cursor request) {
        request.entries("headers").forEach((name, value) -> {
            if (SECRET_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                problems.error(
                        value.path(),
                        value.line(),
                        "a secret never stands in this file, and a header cannot be read from another one yet");
            }
        });
        request.get("path").ifPresent(path -> {
            Matcher found = PLACEHOLDER.matcher(path.text().orElse(""));
            while (found.find()) {
                if (!PLACEHOLDERS.contains(found.group(1))) {
                    problems.error(
                            path.path(),
                            path.line(),
                            "there is no placeholder " + Words.quoted(found.group()) + "; expected {host} or {nonce}"
                                    + Words.didYouMean(found.group(1), PLACEHOLDERS));
                }
            }
        });
        if (request.texts("protocols").contains("h2")) {
            request.get("protocols")
                    .ifPresent(at -> problems.warning(
                            at.path(), at.line(), "h2: not built yet, has no effect; probes speak HTTP/1.1"));
        }
        request.get("host")
                .flatMap(Cursor::text)
                .filter(host -> !host.equals("{host}"))
                .ifPresent(HostName::new);
    }

    private RequestSpec request(Cursor at, RequestSpec.Scheme scheme, int bodyLimit) {
        SortedMap<String, String> headers = new TreeMap<>();
        at.entries("headers").forEach((name, value) -> value.text().ifPresent(text -> headers.put(name, text)));
        List<RequestSpec.Protocol> protocols = at.texts("protocols").stream()
                .map(word -> RequestSpec.Protocol.valueOf(upper(word)))
                .distinct()
                .toList();
        return new RequestSpec(
                at.text("method").orElse("GET"),
                scheme,
                at.text("path").orElse("/"),
                at.text("host").orElse("{host}"),
                protocols.isEmpty() ? List.of(RequestSpec.Protocol.HTTP1) : protocols,
                headers,
                at.get("redirects").flatMap(Cursor::whole).orElse(0),
                bodyLimit,
                at.text("trust").orElse(""));
    }

    private Optional<Assertion> assertion(Cursor at, RequestSpec.Scheme scheme, int bodyLimit) {
        String source = at.text("source").orElse("");
        sense(at, source, scheme);
        int within = bytes(at, "within", Math.min(WITHIN_BYTES_DEFAULT, bodyLimit));
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
        FailureClass broken =
                at.text("class").map(word -> FailureClass.valueOf(upper(word))).orElse(usualClass(source));
        Assertion.Severity severity =
                Assertion.Severity.valueOf(upper(at.text("severity").orElse("failed")));
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
                oneAtLeast(at, "sanIncludes", "minDaysLeft");
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

    private void oneAtLeast(Cursor at, String one, String other) {
        if (at.get(one).isEmpty() && at.get(other).isEmpty()) {
            problems.error(at.path(), at.line(), "asks for nothing; expected " + one + " or " + other);
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

    private int bytes(Cursor at, String key, int otherwise) {
        Optional<Long> found = at.text(key).flatMap(Amounts::bytes);
        if (found.isPresent() && (found.get() < 1 || found.get() > BODY_BYTES_MAX)) {
            problems.error(
                    at.path() + "." + key,
                    at.line(),
                    "is " + Words.quoted(at.text(key).orElse("")) + "; expected 1B to 4MiB");
            return otherwise;
        }
        return found.map(Long::intValue).orElse(otherwise);
    }

    private static Assertion.Phase phase(String metric) {
        return metric.equals("firstByte") ? Assertion.Phase.FIRST_BYTE : Assertion.Phase.valueOf(upper(metric));
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
