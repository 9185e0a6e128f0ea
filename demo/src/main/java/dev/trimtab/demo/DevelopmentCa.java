package dev.trimtab.demo;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A certificate authority made on the spot, for this run and nobody else: its key never leaves the memory of the process.
 */
public final class DevelopmentCa {
    /** Clocks of one machine agree; files may be compared by tools that round. */
    private static final Duration BACKDATED = Duration.ofHours(1);

    /** Above the {@code minDaysLeft} that probes ask for. */
    private static final Duration LIFE = Duration.ofDays(30);

    private final Path folder;
    private final X509Bundle root;
    private final Instant now;

    private DevelopmentCa(Path folder, X509Bundle root, Instant now) {
        this.folder = folder;
        this.root = root;
        this.now = now;
    }

    /** PEM files of a certificate with its chain, and of its key. */
    public record Leaf(Path certificate, Path key) {}

    /** Makes the authority and writes its certificate, {@code ca.pem}, into the folder. */
    public static DevelopmentCa create(Path folder, Instant now) throws IOException {
        X509Bundle root = build(() -> valid(new CertificateBuilder(), now)
                .ecp256()
                .subject("CN=Trimtab development CA")
                .setIsCertificateAuthority(true)
                .setKeyUsage(true, CertificateBuilder.KeyUsage.keyCertSign, CertificateBuilder.KeyUsage.cRLSign)
                .buildSelfSigned());
        DevelopmentCa ca = new DevelopmentCa(folder, root, now);
        Files.writeString(ca.certificate(), root.getCertificatePEM());
        return ca;
    }

    /** The file that verifiers are given. */
    public Path certificate() {
        return folder.resolve("ca.pem");
    }

    /** Makes a server's certificate for hosts and writes {@code FILE.pem} and {@code FILE.key}, the key for us alone. */
    public Leaf leaf(String file, String... hosts) throws IOException {
        return leaf(file, now, hosts);
    }

    /** The same, run out a day ago. */
    public Leaf expiredLeaf(String file, String... hosts) throws IOException {
        return leaf(file, now.minus(LIFE).minus(Duration.ofDays(1)), hosts);
    }

    private Leaf leaf(String file, Instant made, String... hosts) throws IOException {
        X509Bundle bundle = build(() -> {
            CertificateBuilder builder = valid(new CertificateBuilder(), made)
                    .ecp256()
                    .subject("CN=" + hosts[0])
                    .setKeyUsage(true, CertificateBuilder.KeyUsage.digitalSignature)
                    .addExtendedKeyUsageServerAuth();
            for (String host : hosts) {
                builder.addSanDnsName(host);
            }
            return builder.buildIssuedBy(root);
        });
        Leaf leaf = new Leaf(folder.resolve(file + ".pem"), folder.resolve(file + ".key"));
        Files.writeString(leaf.certificate(), bundle.getCertificatePathPEM());
        SecretFile.write(leaf.key(), bundle.getPrivateKeyPEM());
        return leaf;
    }

    private static CertificateBuilder valid(CertificateBuilder builder, Instant now) {
        return builder.notBefore(now.minus(BACKDATED)).notAfter(now.plus(LIFE));
    }

    @FunctionalInterface
    private interface Building {
        /** Declared as widely as the library does. */
        X509Bundle build() throws Exception;
    }

    @SuppressWarnings("IllegalCatch")
    private static X509Bundle build(Building building) {
        try {
            return building.build();
        } catch (Exception bug) {
            throw new IllegalStateException("this JDK cannot make a P-256 certificate: " + bug.getMessage(), bug);
        }
    }
}
