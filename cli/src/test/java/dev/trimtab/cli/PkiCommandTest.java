package dev.trimtab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.observe.Envelope;
import dev.trimtab.core.observe.KeyPem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code trimtab pki}, judged by the platform's own path validation. */
class PkiCommandTest {
    @TempDir
    Path directory;

    private Path pki;

    private record Ended(int exit, String out, String err) {}

    @BeforeEach
    void a_folder_that_is_not_there_yet() {
        pki = directory.resolve("pki");
    }

    @Test
    void init_and_issue_make_what_a_gateway_and_a_vantage_need() throws Exception {
        assertThat(run("init").exit()).isZero();
        assertThat(run("issue", "gateway/one", "--host", "gw.example.com", "--host", "127.0.0.1", "--host", "::1")
                        .exit())
                .isZero();
        Ended vantage = run("issue", "vantage/fra", "--days", "30");

        assertThat(vantage.exit()).isZero();
        X509Certificate gateway = certificate("gateway/one");
        valid(gateway, "gateway/one");
        assertThat(gateway.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(names(gateway)).contains("gw.example.com", "127.0.0.1", "0:0:0:0:0:0:0:1", "trimtab:gateway:one");
        X509Certificate fra = certificate("vantage/fra");
        valid(fra, "vantage/fra");
        assertThat(fra.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(names(fra)).containsExactly("trimtab:vantage:fra");
        assertThat(Duration.between(Instant.now(), fra.getNotAfter().toInstant()))
                .isBetween(Duration.ofDays(29), Duration.ofDays(30));
        assertThat(fra.getBasicConstraints()).isEqualTo(-1);

        String publicKey = vantage.out()
                .lines()
                .filter(line -> line.startsWith("publicKey: "))
                .findFirst()
                .orElseThrow()
                .replaceAll("^publicKey: \"|\"$", "");
        byte[] sealed = Envelope.seal(
                KeyPem.readPrivate(Files.readString(pki.resolve("vantage/fra/signing.key"))),
                Envelope.Kind.REPORT,
                "fra",
                Instant.EPOCH,
                new byte[0]);
        assertThat(Envelope.open(KeyPem.readBase64(publicKey), Envelope.Kind.REPORT, sealed))
                .isInstanceOf(Envelope.Opened.class);
    }

    @Test
    void keys_are_their_owners_alone_and_are_not_shown() throws Exception {
        Ended made = run("init");
        Ended issued = run("issue", "vantage/fra");

        for (String key : List.of("ca/tls.key", "vantage/fra/tls.key", "vantage/fra/signing.key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pki.resolve(key))))
                    .as(key)
                    .isEqualTo("rw-------");
            String secret = Files.readAllLines(pki.resolve(key)).get(1);
            assertThat(made.out() + made.err() + issued.out() + issued.err()).doesNotContain(secret);
        }
        assertThat(Files.readString(pki.resolve("vantage/fra/tls.key"))).startsWith("-----BEGIN PRIVATE KEY-----");
    }

    @Test
    void nothing_is_overwritten_silently() throws Exception {
        assertThat(run("init").exit()).isZero();
        assertThat(run("issue", "vantage/fra").exit()).isZero();
        String ca = Files.readString(pki.resolve("ca/tls.key"));
        String fra = Files.readString(pki.resolve("vantage/fra/tls.key"));

        Ended again = run("init");
        assertThat(again.exit()).isEqualTo(5);
        assertThat(again.err()).contains("is there already and is not overwritten", "pki rotate ca");
        Ended twice = run("issue", "vantage/fra");
        assertThat(twice.exit()).isEqualTo(5);
        assertThat(twice.err()).contains("pki rotate vantage/fra");

        assertThat(Files.readString(pki.resolve("ca/tls.key"))).isEqualTo(ca);
        assertThat(Files.readString(pki.resolve("vantage/fra/tls.key"))).isEqualTo(fra);
    }

    @Test
    void rotate_renews_the_certificate_and_leaves_the_signing_key_unless_asked() throws Exception {
        run("init");
        run("issue", "gateway/one", "--host", "gw.example.com");
        run("issue", "vantage/fra");
        X509Certificate gateway = certificate("gateway/one");
        X509Certificate before = certificate("vantage/fra");
        String signing = Files.readString(pki.resolve("vantage/fra/signing.key"));

        assertThat(run("rotate", "vantage/fra").exit()).isZero();
        assertThat(run("rotate", "gateway/one").exit()).isZero();

        assertThat(certificate("vantage/fra").getSerialNumber()).isNotEqualTo(before.getSerialNumber());
        assertThat(certificate("vantage/fra").getPublicKey()).isNotEqualTo(before.getPublicKey());
        assertThat(names(certificate("gateway/one"))).isEqualTo(names(gateway));
        assertThat(Files.readString(pki.resolve("vantage/fra/signing.key"))).isEqualTo(signing);
        run("rotate", "vantage/fra", "--signing-key");
        assertThat(Files.readString(pki.resolve("vantage/fra/signing.key"))).isNotEqualTo(signing);
        assertThat(run("rotate", "vantage/nyc").err()).contains("pki issue vantage/nyc");
    }

    @Test
    void a_new_ca_is_trusted_beside_the_old_one_until_the_overlap_ends() throws Exception {
        run("init");
        run("issue", "vantage/fra");
        run("issue", "vantage/nyc");
        X509Certificate old = certificate("vantage/fra");

        assertThat(run("rotate", "ca").exit()).isZero();
        run("rotate", "vantage/nyc");

        valid(old, "vantage/nyc");
        valid(certificate("vantage/nyc"), "vantage/fra");
        Ended early = run("rotate", "ca", "--end-overlap");
        assertThat(early.exit()).isEqualTo(5);
        assertThat(early.err()).contains("[vantage/fra]");

        run("rotate", "vantage/fra");
        assertThat(run("rotate", "ca", "--end-overlap").exit()).isZero();
        valid(certificate("vantage/fra"), "vantage/nyc");
        assertThatThrownBy(() -> valid(old, "vantage/nyc")).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void revoke_writes_down_every_certificate_that_is_good_still() throws Exception {
        run("init");
        run("issue", "vantage/fra");
        run("issue", "vantage/nyc");
        String first = certificate("vantage/fra").getSerialNumber().toString(16);
        run("rotate", "vantage/fra");
        String second = certificate("vantage/fra").getSerialNumber().toString(16);

        Ended revoked = run("revoke", "vantage/fra");

        assertThat(revoked.exit()).isZero();
        assertThat(revoked.out()).startsWith("revoked 2 certificates of vantage/fra");
        assertThat(Files.readString(pki.resolve("revoked")))
                .contains(first + " # vantage/fra", second + " # vantage/fra")
                .doesNotContain(certificate("vantage/nyc").getSerialNumber().toString(16));
        assertThat(run("revoke", "vantage/fra").exit()).isEqualTo(5);
        run("rotate", "vantage/fra");
        assertThat(run("revoke", "vantage/fra").out()).startsWith("revoked 1 certificate of vantage/fra");
    }

    @Test
    void what_makes_no_sense_is_refused_before_anything_is_made() {
        assertThat(run("issue", "vantage/fra").err()).contains("no CA in", "pki init");
        assertThat(run("issue", "vantage/../../etc").exit()).isEqualTo(2);
        assertThat(run("issue", "fra").exit()).isEqualTo(2);
        assertThat(run("issue", "gateway/one").exit()).isEqualTo(2);
        assertThat(run("issue", "gateway/one", "--host", "a b").exit()).isEqualTo(2);
        assertThat(run("issue", "vantage/fra", "--host", "fra.example.com").exit())
                .isEqualTo(2);
        assertThat(run("issue", "vantage/fra", "--days", "0").exit()).isEqualTo(2);
        assertThat(run("rotate", "gateway/one", "--signing-key").exit()).isEqualTo(2);
        assertThat(pki).doesNotExist();
    }

    private Ended run(String command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("pki", command, "--dir", pki.toString()),
                        java.util.stream.Stream.of(arguments))
                .toArray(String[]::new);
        int exit = TrimtabCli.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
        return new Ended(exit, out.toString(), err.toString());
    }

    private X509Certificate certificate(String identity) throws Exception {
        return read(pki.resolve(identity).resolve("tls.crt")).get(0);
    }

    private static List<X509Certificate> read(Path file) throws Exception {
        String pem = Files.readString(file, StandardCharsets.US_ASCII);
        Collection<?> found = CertificateFactory.getInstance("X.509")
                .generateCertificates(new java.io.ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        return found.stream().map(X509Certificate.class::cast).toList();
    }

    /** By the CAs that somebody trusts. */
    private void valid(X509Certificate certificate, String truster) throws Exception {
        Set<TrustAnchor> anchors = new HashSet<>();
        for (X509Certificate authority : read(pki.resolve(truster).resolve("ca.crt"))) {
            anchors.add(new TrustAnchor(authority, null));
        }
        PKIXParameters parameters = new PKIXParameters(anchors);
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
    }

    private static List<String> names(X509Certificate certificate) throws Exception {
        return Optional.ofNullable(certificate.getSubjectAlternativeNames()).orElse(List.of()).stream()
                .map(name -> String.valueOf(name.get(1)))
                .toList();
    }
}
