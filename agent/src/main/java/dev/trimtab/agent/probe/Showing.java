package dev.trimtab.agent.probe;

import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.LookEvidence.ShownCertificate;
import dev.trimtab.core.observe.Outcome;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes evidence of what a look has seen: chosen, cut and redacted. */
final class Showing {
    /** Headers that name a place, a cache, or a decision of the network. */
    private static final Set<String> TELLING = Set.of(
            "age",
            "akamai-grn",
            "alt-svc",
            "cache-control",
            "cache-status",
            "cdn-cache",
            "cdn-requestid",
            "cf-cache-status",
            "cf-mitigated",
            "cf-ray",
            "content-encoding",
            "content-length",
            "content-type",
            "date",
            "fastly-restarts",
            "location",
            "retry-after",
            "server",
            "server-timing",
            "via",
            "x-amz-cf-id",
            "x-amz-cf-pop",
            "x-amzn-waf-action",
            "x-azure-ref",
            "x-cache",
            "x-cache-hits",
            "x-cdn",
            "x-cdn-pop",
            "x-edge-location",
            "x-iinfo",
            "x-msedge-ref",
            "x-request-id",
            "x-served-by",
            "x-timer");

    private Showing() {}

    static LookEvidence of(
            Look look,
            Instant at,
            String address,
            String protocol,
            PeerCertificates certificates,
            Optional<Response> response,
            Collection<String> secrets) {
        List<String> notes = new ArrayList<>();
        certificates.refusedBy().forEach(name -> notes.add("trust " + name + " refuses the certificate"));
        return new LookEvidence(
                look,
                at,
                address,
                protocol + (certificates.version().isEmpty() ? "" : ", " + certificates.version()),
                response.map(of -> headers(of, secrets)).orElseGet(TreeMap::new),
                certificates.chain().stream()
                        .limit(LookEvidence.CHAIN_MAX)
                        .map(Showing::shown)
                        .toList(),
                notes,
                look.outcome() instanceof Outcome.Pass
                        ? ""
                        : response.map(of -> body(of.body(), secrets)).orElse(""),
                Optional.empty());
    }

    private static SortedMap<String, String> headers(Response response, Collection<String> secrets) {
        SortedMap<String, String> shown = new TreeMap<>();
        response.headers().forEach((name, values) -> {
            if (TELLING.contains(name)) {
                String value = String.join(", ", values);
                String told = name.equals("location") ? value.replaceFirst("\\?.*", "?…") : value;
                shown.put(name, Redaction.withoutSecrets(told, secrets));
            }
        });
        return shown;
    }

    /** A secret may be cut in two at the end: what is shown ends well before what is searched. */
    private static String body(byte[] body, Collection<String> secrets) {
        int searched = Math.min(body.length, 2 * LookEvidence.BODY_BYTES_MAX);
        String text = Redaction.redacted(new String(body, 0, searched, StandardCharsets.UTF_8), secrets);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LookEvidence.BODY_BYTES_MAX) {
            return text;
        }
        String shown = new String(Arrays.copyOf(bytes, LookEvidence.BODY_BYTES_MAX), StandardCharsets.UTF_8);
        // The last character may be half of one.
        return shown.endsWith("\uFFFD") ? shown.substring(0, shown.length() - 1) : shown;
    }

    private static ShownCertificate shown(X509Certificate certificate) {
        List<String> names = CertificateNames.of(certificate).names();
        return new ShownCertificate(
                certificate.getSubjectX500Principal().getName(),
                certificate.getIssuerX500Principal().getName(),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                names.subList(0, Math.min(names.size(), LookEvidence.NAMES_MAX)),
                names.size(),
                fingerprint(certificate));
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        } catch (CertificateEncodingException unreadable) {
            return "unreadable";
        }
    }
}
