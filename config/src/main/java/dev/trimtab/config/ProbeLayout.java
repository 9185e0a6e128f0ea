package dev.trimtab.config;

import static dev.trimtab.config.Shape.KeyShape.optional;
import static dev.trimtab.config.Shape.KeyShape.required;

import dev.trimtab.config.Shape.ByKind;
import dev.trimtab.config.Shape.Choice;
import dev.trimtab.config.Shape.Either;
import dev.trimtab.config.Shape.Flag;
import dev.trimtab.config.Shape.KeyShape;
import dev.trimtab.config.Shape.ListOf;
import dev.trimtab.config.Shape.MapOf;
import dev.trimtab.config.Shape.Section;
import dev.trimtab.config.Shape.Whole;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.ProbeKind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is asked, and what must be true of the answer. */
final class ProbeLayout {
    private static final Either SIZE =
            new Either(List.of(Texts.SIZE, new Whole(1, 4 * 1024 * 1024)), Texts.SIZE.expects());

    static final Section REQUEST = Section.of(
            optional("method", new Choice(List.of("GET", "HEAD")), "GET", "of the request"),
            optional("scheme", new Choice(List.of("https", "http")), "https", "encrypted or plain"),
            optional(
                    "path",
                    Texts.URL_PATH,
                    "required where a page is asked for",
                    "with its query; `{host}` is the host, `{nonce}` a fresh value for each look"),
            optional("host", Texts.PROBE_HOST, "{host}", "Host header and SNI; `{host}` is what users type"),
            optional(
                    "protocols",
                    new ListOf(new Choice(List.of("http1", "h2")), 1, 2),
                    "[http1]",
                    "offered in this order (ALPN); `[h2]` alone is broken by a server that does not speak it"),
            optional(
                    "headers",
                    new MapOf(Texts.HEADER_NAME, Texts.HEADER_VALUE, 0),
                    "",
                    "sent as they are; never a secret"),
            optional(
                    "secretHeaders",
                    new MapOf(Texts.HEADER_NAME, Texts.SECRET_PATH, 0),
                    "",
                    "name of a header to the file, on the agents' machines, that holds its value: what lets the site admit its own probes"),
            optional("port", new Whole(1, 65_535), "443 or 80", "where the target listens"),
            optional("redirects", new Whole(0, 10), "0", "how many are followed; 0 judges a redirect as it is"),
            optional("bodyLimit", SIZE, "256KiB", "how much of the body is read; at most 4MiB"),
            optional(
                    "trust",
                    new Either(
                            List.of(Texts.TRUST, new ListOf(Texts.TRUST, 1, 8)),
                            "`platform`, a PEM file, or a list of these"),
                    "platform",
                    "the CAs that may sign the certificate: what the JVM trusts, or files on the agents' machines; of several profiles one that accepts is enough, and those that refuse are told"));

    static final Section PROBE = Section.of(
            required(
                    "kind",
                    new Choice(Arrays.stream(ProbeKind.values())
                            .map(ProbeKind::word)
                            .toList()),
                    "which path it walks; `origin-…` run on `kind: origin` only, the others on edges and origins;"
                            + " `pinned`, `tcp`, `tls` and `dns-…` classify, `vendor-status` is advice,"
                            + " see [what a probe sees](../explanation/what-a-probe-sees.md)"),
            optional("request", REQUEST, "required where a page is asked for", "what is asked"),
            optional(
                    "assertions",
                    new ListOf(new ByKind("source", assertions()), 1, Layout.LIST_MAX),
                    "required where a page is asked for",
                    "what must be true of the answer; `tcp` takes `timing`, `tls` takes `tls` and `timing`, `dns-…` take `timing`"),
            optional(
                    "families",
                    new ListOf(new Choice(List.of("ipv4", "ipv6")), 1, 2),
                    "`[ipv4]` of a name, of addresses what is there",
                    "each is a vote of its own; an agent without IPv6 says so and has no vote there"),
            optional(
                    "servers",
                    new ListOf(Texts.DNS_SERVER, 1, 16),
                    "the machine's resolvers; those that the zone is delegated to",
                    "`dns-recursive`: the resolvers that are asked; `dns-authoritative`: the servers that are asked"));

    private ProbeLayout() {}

    private static Map<String, Section> assertions() {
        Map<String, Section> kinds = new LinkedHashMap<>();
        kinds.put(
                "status",
                assertion(
                        "status",
                        required("in", new ListOf(new Whole(100, 599), 1, 100), "the status is one of these")));
        kinds.put("header", header());
        kinds.put("body", body());
        kinds.put(
                "json",
                assertion(
                        "content",
                        required("path", Texts.JSON_PATH, "of keys and indices, such as `$.items[0].id`"),
                        required("equals", new Shape.AnyScalar(), "the value there, as text")));
        kinds.put(
                "tls",
                assertion(
                        "tls",
                        optional("sanIncludes", Texts.PROBE_HOST, "", "a name that the certificate is for"),
                        optional("minDaysLeft", new Whole(0, 3650), "0", "days that the certificate is still valid"),
                        optional(
                                "chainMinDaysLeft",
                                new Whole(0, 3650),
                                "0",
                                "days that every certificate that the server sends is still valid"),
                        optional(
                                "issuer",
                                Texts.REGEX,
                                "",
                                "what the issuer's name matches (RE2), such as `O=Let's Encrypt`"),
                        optional(
                                "trustedBy",
                                new Choice(List.of("any", "all")),
                                "any",
                                "`all`: every profile of the request's `trust` accepts the chain")));
        kinds.put(
                "timing",
                assertion(
                        "latency",
                        required(
                                "metric",
                                new Choice(List.of("dns", "connect", "tls", "firstByte", "total")),
                                "the phase"),
                        required("lessThan", Texts.DURATION, "it takes less than this")));
        return kinds;
    }

    private static Section header() {
        return assertion(
                "header",
                required("name", Texts.HEADER_NAME, "the header"),
                optional("absent", new Flag(), "", "`true`: it is not there; exactly one of absent, equals, matches"),
                optional("equals", new Shape.AnyScalar(), "", "its value"),
                optional("matches", Texts.REGEX, "", "its value matches (RE2)"));
    }

    private static Section body() {
        return assertion(
                "content",
                optional("matches", Texts.REGEX, "", "the body matches (RE2): proof that the page is ours"),
                optional("notMatches", Texts.REGEX, "", "the body does not match (RE2)"),
                optional("within", SIZE, "64KiB", "its first bytes, at most the request's bodyLimit"));
    }

    private static Section assertion(String failureClass, KeyShape... keys) {
        List<String> classes =
                Arrays.stream(FailureClass.values()).map(FailureClass::word).toList();
        return Section.of(required("source", Texts.LABEL, "what is looked at"))
                .with(keys)
                .with(
                        optional("class", new Choice(classes), failureClass, "what a broken assertion is called"),
                        optional(
                                "severity",
                                new Choice(List.of("failed", "degraded")),
                                "failed",
                                "what it makes of the look"));
    }
}
