package dev.trimtab.cli.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;

/** The DNS names and addresses of a gateway, as certificates hold them. */
final class PkiHosts {
    private static final Pattern HOST =
            Pattern.compile("(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9_-]*)(\\.[A-Za-z0-9_]([A-Za-z0-9_-]*))*\\.?");
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private PkiHosts() {}

    /** A name or an address; empty when it is neither. */
    static Optional<GeneralName> parse(String text) {
        try {
            if (ADDRESS.matcher(text).matches()) {
                return Optional.of(new GeneralName(GeneralName.iPAddress, text));
            }
            return HOST.matcher(text).matches()
                    ? Optional.of(new GeneralName(GeneralName.dNSName, text.replaceFirst("\\.$", "")))
                    : Optional.empty();
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    static List<GeneralName> of(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            List<GeneralName> hosts = new ArrayList<>();
            if (names != null) {
                for (List<?> name : names) {
                    int tag = (Integer) name.get(0);
                    if (tag == GeneralName.dNSName || tag == GeneralName.iPAddress) {
                        hosts.add(new GeneralName(tag, String.valueOf(name.get(1))));
                    }
                }
            }
            return hosts;
        } catch (CertificateParsingException malformed) {
            return List.of();
        }
    }
}
