package dev.trimtab.controller.gateway;

import dev.trimtab.core.name.VantageId;
import java.math.BigInteger;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A client's certificate, whose chain TLS has checked.
 *
 * @param vantage from the subject alternative name {@code URI:trimtab:vantage:NAME} (RFC 5280, 4.2.1.6); the common name says
 *     nothing
 */
record VantageCertificate(VantageId vantage, BigInteger serial, Instant notAfter) {
    static final String URI_PREFIX = "trimtab:vantage:";

    /** GeneralName's tag of a uniformResourceIdentifier. */
    private static final int URI = 6;

    /** Empty when it names no vantage, or more than one. */
    static Optional<VantageCertificate> of(X509Certificate certificate) {
        List<VantageId> vantages = uris(certificate).stream()
                .filter(uri -> uri.startsWith(URI_PREFIX))
                .flatMap(uri -> vantage(uri.substring(URI_PREFIX.length())).stream())
                .toList();
        return vantages.size() == 1
                ? Optional.of(new VantageCertificate(
                        vantages.get(0),
                        certificate.getSerialNumber(),
                        certificate.getNotAfter().toInstant()))
                : Optional.empty();
    }

    private static List<String> uris(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> Integer.valueOf(URI).equals(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException malformed) {
            return List.of();
        }
    }

    private static Optional<VantageId> vantage(String text) {
        try {
            return Optional.of(new VantageId(text));
        } catch (IllegalArgumentException noName) {
            return Optional.empty();
        }
    }
}
