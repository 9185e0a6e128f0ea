package dev.trimtab.agent.probe;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The DNS names that a certificate is for (subjectAltName, RFC 9525: the common name does not count). */
record CertificateNames(List<String> names) {
    private static final int DNS_NAME = 2;

    static CertificateNames of(X509Certificate certificate) {
        try {
            Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
            return new CertificateNames(
                    entries == null
                            ? List.of()
                            : entries.stream()
                                    .filter(entry -> entry.get(0) instanceof Integer type && type == DNS_NAME)
                                    .map(entry -> String.valueOf(entry.get(1)).toLowerCase(Locale.ROOT))
                                    .toList());
        } catch (CertificateParsingException unreadable) {
            // A certificate whose names cannot be read is for nobody; the assertion says so.
            return new CertificateNames(List.of());
        }
    }

    /** A wildcard stands for exactly the leftmost label. */
    boolean include(String host) {
        String wanted = host.toLowerCase(Locale.ROOT);
        int dot = wanted.indexOf('.');
        String wildcard = dot < 0 ? wanted : "*" + wanted.substring(dot);
        return names.contains(wanted) || names.contains(wildcard);
    }
}
