package dev.trimtab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentCaTest {
    @TempDir
    Path folder;

    @Test
    void a_leaf_verifies_against_its_authority_and_names_its_host() throws Exception {
        DevelopmentCa ca = DevelopmentCa.create(folder, Instant.now());
        DevelopmentCa.Leaf leaf = ca.leaf("edge-a", "www.example.com");

        validate(leaf.certificate(), ca.certificate());
        X509Certificate certificate = (X509Certificate) read(leaf.certificate()).getFirst();
        assertThat(certificate.getSubjectAlternativeNames()).anyMatch(name -> name.contains("www.example.com"));
        assertThat(certificate.getBasicConstraints()).as("no authority itself").isEqualTo(-1);
    }

    @Test
    void a_leaf_of_another_authority_is_refused() throws Exception {
        DevelopmentCa ours = DevelopmentCa.create(Files.createDirectory(folder.resolve("ours")), Instant.now());
        DevelopmentCa other = DevelopmentCa.create(Files.createDirectory(folder.resolve("other")), Instant.now());
        DevelopmentCa.Leaf foreign = other.leaf("edge-a", "www.example.com");

        assertThatThrownBy(() -> validate(foreign.certificate(), ours.certificate()))
                .isInstanceOf(CertPathValidatorException.class);
    }

    @Test
    void keys_are_for_their_owner_alone() throws Exception {
        DevelopmentCa.Leaf leaf = DevelopmentCa.create(folder, Instant.now()).leaf("edge-a", "www.example.com");
        SigningKey vantage = SigningKey.create(folder.resolve("fra.key"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(leaf.key())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(vantage.file())))
                .isEqualTo("rw-------");
    }

    private static void validate(Path leaf, Path root) throws Exception {
        List<Certificate> chain = new ArrayList<>(read(leaf));
        X509Certificate anchor = (X509Certificate) read(root).getFirst();
        chain.remove(anchor);
        CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(chain);
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }

    private static List<Certificate> read(Path pem) throws Exception {
        try (InputStream in = Files.newInputStream(pem)) {
            return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
        }
    }
}
