package dev.trimtab.controller.gateway;

import dev.trimtab.link.TlsFiles;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A CA of one test, and certificates of every kind from it. */
final class TestAuthority {
    private final X509Bundle root;

    TestAuthority() throws Exception {
        root = new CertificateBuilder()
                .ecp256()
                .subject("CN=test CA")
                .notBefore(Instant.now().minus(Duration.ofDays(10)))
                .notAfter(Instant.now().plus(Duration.ofDays(10)))
                .setIsCertificateAuthority(true)
                .setKeyUsage(true, CertificateBuilder.KeyUsage.keyCertSign)
                .buildSelfSigned();
    }

    String pem() throws IOException {
        return root.getCertificatePEM();
    }

    /** A vantage's files, in the folder. */
    TlsFiles.Settings vantage(Path folder, String name) throws Exception {
        return write(folder, client().addSanUriName(URI.create("trimtab:vantage:" + name)));
    }

    TlsFiles.Settings vantage(Path folder, String name, Instant until) throws Exception {
        return write(folder, client().notAfter(until).addSanUriName(URI.create("trimtab:vantage:" + name)));
    }

    TlsFiles.Settings uris(Path folder, List<String> uris) throws Exception {
        CertificateBuilder builder = client();
        uris.forEach(uri -> builder.addSanUriName(URI.create(uri)));
        return write(folder, builder);
    }

    /** A gateway's files. */
    TlsFiles.Settings gateway(Path folder, String host) throws Exception {
        return write(
                folder,
                leaf().addExtendedKeyUsageServerAuth()
                        .setKeyUsage(true, CertificateBuilder.KeyUsage.digitalSignature)
                        .addSanDnsName(host));
    }

    private static CertificateBuilder client() {
        return leaf().addExtendedKeyUsageClientAuth().setKeyUsage(true, CertificateBuilder.KeyUsage.digitalSignature);
    }

    private static CertificateBuilder leaf() {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=not looked at")
                .notBefore(Instant.now().minus(Duration.ofDays(1)))
                .notAfter(Instant.now().plus(Duration.ofDays(1)));
    }

    private TlsFiles.Settings write(Path folder, CertificateBuilder builder) throws Exception {
        Files.createDirectories(folder);
        X509Bundle made = builder.buildIssuedBy(root);
        TlsFiles.Settings files =
                new TlsFiles.Settings(folder.resolve("tls.crt"), folder.resolve("tls.key"), folder.resolve("ca.crt"));
        Files.writeString(files.certificate(), made.getCertificatePEM());
        Files.writeString(files.key(), made.getPrivateKeyPEM());
        Files.writeString(files.authorities(), pem());
        return files;
    }
}
