package dev.trimtab.config;

import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.IpVersion;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.ProbeSpec;
import dev.trimtab.core.spec.RequestSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads probes: what is asked, and by whom. */
final class ProbeReader {
    static final int BODY_BYTES_MAX = 4 * 1024 * 1024;

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final List<String> PLACEHOLDERS = List.of("host", "nonce");
    private static final Set<String> SECRET_HEADERS = Set.of("authorization", "proxy-authorization", "cookie");

    private final Problems problems;

    ProbeReader(Problems problems) {
        this.problems = problems;
    }

    Optional<ProbeSpec> probe(String name, Cursor at) {
        ProbeKind kind = kind(at);
        Optional<Cursor> request = at.get("request");
        request.ifPresent(this::review);
        RequestSpec.Scheme scheme =
                request.flatMap(asked -> asked.text("scheme")).orElse("https").equals("http")
                        ? RequestSpec.Scheme.HTTP
                        : RequestSpec.Scheme.HTTPS;
        int bodyLimit = request.map(asked -> bytes(asked, problems, "bodyLimit", RequestSpec.BODY_BYTES_DEFAULT))
                .orElse(RequestSpec.BODY_BYTES_DEFAULT);
        AssertionReader reader = new AssertionReader(problems);
        List<Assertion> assertions = new ArrayList<>();
        for (Cursor item : at.items("assertions")) {
            SpecReader.made(item, problems, () -> reader.assertion(item, kind, scheme, bodyLimit))
                    .ifPresent(assertions::add);
        }
        if (kind.asksHttp()) {
            for (String key : List.of("request", "assertions")) {
                if (at.get(key).isEmpty()) {
                    problems.error(at.path(), at.line(), "has no " + key + ", which kind " + kind.word() + " needs");
                }
            }
            request.filter(asked -> asked.get("path").isEmpty())
                    .ifPresent(asked -> problems.error(
                            asked.path(), asked.line(), "has no path, which kind " + kind.word() + " needs"));
        }
        if (!kind.asksDns()) {
            at.get("servers")
                    .ifPresent(said -> problems.error(
                            said.path(), said.line(), "is for dns-recursive and dns-authoritative alone"));
        }
        if (kind == ProbeKind.TLS && scheme == RequestSpec.Scheme.HTTP) {
            problems.error(at.path() + ".request.scheme", at.line(), "is http, and a probe of kind tls encrypts");
        }
        if (problems.hasErrorsUnder(at.path())) {
            return Optional.empty();
        }
        SortedSet<IpVersion> versions = new TreeSet<>();
        at.texts("families").forEach(word -> versions.add(IpVersion.valueOf(upper(word))));
        ProbeSpec probe = new ProbeSpec(
                new ProbeId(name),
                kind,
                request(request, scheme, bodyLimit, at.texts("servers")),
                assertions,
                versions);
        advise(at, probe);
        return Optional.of(probe);
    }

    /** Of a probe whose kind cannot be read, all that is said of a page may stand. */
    private static ProbeKind kind(Cursor at) {
        return Arrays.stream(ProbeKind.values())
                .filter(kind -> at.text("kind").filter(kind.word()::equals).isPresent())
                .findFirst()
                .orElse(ProbeKind.APPLICATION);
    }

    /** What can be read, and will hardly do what it is for. */
    private void advise(Cursor at, ProbeSpec probe) {
        boolean fresh = probe.request().path().contains("{nonce}");
        boolean proof = probe.assertions().stream()
                .anyMatch(assertion -> assertion instanceof Assertion.Json
                        || assertion instanceof Assertion.Header
                        || (assertion instanceof Assertion.Body body
                                && body.matches().isPresent()));
        String advice = switch (probe.kind()) {
            case FORCED_MISS ->
                fresh ? "" : "its path has no {nonce}, so that a cache may answer what should miss it (R4)";
            case CACHED_OBJECT -> fresh ? "its path has {nonce}, so that no cache answers (R4)" : "";
            case APPLICATION ->
                proof
                        ? ""
                        : "no header, body or JSON of it proves that the page is ours: any page with that status passes (R1)";
            case ORIGIN_PUBLIC ->
                probe.request().trust().stream().allMatch(RequestSpec.PLATFORM::equals)
                        ? ""
                        : "it trusts other CAs than the platform's, and strangers do not (R6)";
            default -> "";
        };
        if (!advice.isEmpty()) {
            problems.warning(at.path(), at.line(), advice);
        }
        if (probe.request().scheme() == RequestSpec.Scheme.HTTP
                && !probe.request().secretHeaders().isEmpty()) {
            problems.warning(at.path() + ".request", at.line(), "sends its secret headers in clear: scheme is http");
        }
    }

    /** What the shape of a request cannot say. */
    private void review(Cursor request) {
        request.entries("headers").forEach((name, value) -> {
            if (SECRET_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                problems.error(
                        value.path(),
                        value.line(),
                        "a secret never stands in this file; name the file that holds it under secretHeaders");
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
        if (request.texts("protocols").equals(List.of("h2"))
                && request.text("scheme").filter("http"::equals).isPresent()) {
            request.get("protocols")
                    .ifPresent(at -> problems.error(
                            at.path(), at.line(), "h2 is spoken over TLS only, and the request's scheme is http"));
        }
        request.get("host")
                .flatMap(Cursor::text)
                .filter(host -> !host.equals("{host}"))
                .ifPresent(HostName::new);
    }

    private static RequestSpec request(
            Optional<Cursor> asked, RequestSpec.Scheme scheme, int bodyLimit, List<String> servers) {
        SortedMap<String, String> headers = new TreeMap<>();
        SortedMap<String, String> secrets = new TreeMap<>();
        List<RequestSpec.Protocol> protocols = new ArrayList<>();
        List<String> trust = new ArrayList<>();
        asked.ifPresent(at -> {
            at.entries("headers").forEach((name, value) -> value.text().ifPresent(text -> headers.put(name, text)));
            at.entries("secretHeaders")
                    .forEach((name, value) -> value.text().ifPresent(file -> secrets.put(name, file)));
            at.texts("protocols").stream()
                    .map(word -> RequestSpec.Protocol.valueOf(upper(word)))
                    .distinct()
                    .forEach(protocols::add);
            at.text("trust").ifPresentOrElse(trust::add, () -> trust.addAll(at.texts("trust")));
        });
        return new RequestSpec(
                word(asked, "method", "GET"),
                scheme,
                word(asked, "path", "/"),
                word(asked, "host", "{host}"),
                protocols.isEmpty() ? List.of(RequestSpec.Protocol.HTTP1) : protocols,
                headers,
                number(asked, "redirects"),
                bodyLimit,
                trust.equals(List.of(RequestSpec.PLATFORM)) ? List.of() : trust,
                secrets,
                number(asked, "port"),
                servers);
    }

    private static String word(Optional<Cursor> asked, String key, String otherwise) {
        return asked.flatMap(at -> at.text(key)).orElse(otherwise);
    }

    private static int number(Optional<Cursor> asked, String key) {
        return asked.flatMap(at -> at.get(key)).flatMap(Cursor::whole).orElse(0);
    }

    static int bytes(Cursor at, Problems problems, String key, int otherwise) {
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

    static String upper(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
