package dev.trimtab.link;

import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLEngineOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate with its chain, its key and the CAs that are trusted, in PEM files that may be replaced at any time; named as
 * cert-manager names them: {@code tls.crt}, {@code tls.key}, {@code ca.crt}. Not thread-safe.
 */
public final class TlsFiles {
    private static final long FILE_BYTES_MAX = 1024 * 1024;

    /** Where they are. */
    public record Settings(Path certificate, Path key, Path authorities) {}

    /** What the files gave, or why not. */
    public sealed interface Reading {
        record Good(Loaded loaded) implements Reading {}

        /** @param sentence names the file, and shows nothing of a key */
        record Bad(String sentence) implements Reading {}
    }

    /** All three files of one moment, which fit together. */
    public static final class Loaded {
        private final X509Certificate certificate;
        private final Buffer chain;
        private final Buffer key;
        private final Buffer authorities;

        private Loaded(X509Certificate certificate, byte[] chain, byte[] key, byte[] authorities) {
            this.certificate = certificate;
            this.chain = Buffer.buffer(chain);
            this.key = Buffer.buffer(key);
            this.authorities = Buffer.buffer(authorities);
        }

        /** Our own. */
        public X509Certificate certificate() {
            return certificate;
        }

        public PemKeyCertOptions identity() {
            return new PemKeyCertOptions().setCertValue(chain).setKeyValue(key);
        }

        public PemTrustOptions trust() {
            return new PemTrustOptions().addCertValue(authorities);
        }
    }

    private record Stamp(FileTime modified, long bytes, String key) {}

    private final Vertx vertx;
    private final Settings settings;
    private List<Optional<Stamp>> seen = List.of();

    /** @param vertx reads the forms of keys that there are: PKCS#8, PKCS#1, SEC 1 */
    public TlsFiles(Vertx vertx, Settings settings) {
        this.vertx = vertx;
        this.settings = settings;
    }

    /** BoringSSL where it runs: a third of the CPU of the platform's own for a handshake. */
    public static SSLEngineOptions engine() {
        return OpenSsl.isAvailable() ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions();
    }

    /** Reads the files when one of them changed since the last call; always the first time. */
    public Optional<Reading> changed() {
        List<Optional<Stamp>> now =
                List.of(stamp(settings.certificate()), stamp(settings.key()), stamp(settings.authorities()));
        if (now.equals(seen)) {
            return Optional.empty();
        }
        seen = now;
        return Optional.of(read());
    }

    private Reading read() {
        try {
            byte[] chain = bytes(settings.certificate());
            byte[] key = bytes(settings.key());
            byte[] authorities = bytes(settings.authorities());
            X509Certificate certificate =
                    certificates(settings.certificate(), chain).get(0);
            certificates(settings.authorities(), authorities);
            Loaded loaded = new Loaded(certificate, chain, key, authorities);
            return fits(loaded)
                    ? new Reading.Good(loaded)
                    : new Reading.Bad("the key in " + settings.key() + " does not belong to the certificate in "
                            + settings.certificate());
        } catch (IOException unreadable) {
            return new Reading.Bad(String.valueOf(unreadable.getMessage()));
        }
    }

    private boolean fits(Loaded loaded) throws IOException {
        X509Certificate certificate = loaded.certificate();
        String kind = certificate.getPublicKey().getAlgorithm();
        try {
            PrivateKey key = privateKey(loaded, kind)
                    .orElseThrow(() -> new IOException(settings.key() + " holds no " + kind + " key in PEM"));
            String algorithm = kind.equals("EC") ? "SHA256withECDSA" : kind.equals("RSA") ? "SHA256withRSA" : kind;
            byte[] trial = certificate.getSerialNumber().toByteArray();
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(trial);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(trial);
            return signature.verify(signed);
        } catch (GeneralSecurityException notItsKey) {
            return false;
        }
    }

    private Optional<PrivateKey> privateKey(Loaded loaded, String kind) throws IOException {
        try {
            for (KeyManager manager :
                    loaded.identity().getKeyManagerFactory(vertx).getKeyManagers()) {
                if (manager instanceof X509KeyManager keys) {
                    String[] aliases = keys.getServerAliases(kind, null);
                    if (aliases != null && aliases.length > 0) {
                        return Optional.ofNullable(keys.getPrivateKey(aliases[0]));
                    }
                }
            }
            return Optional.empty();
        } catch (Exception unreadable) {
            // The cause may quote the file, which is a secret.
            throw new IOException(settings.key() + " holds no private key in PEM that can be read");
        }
    }

    private static List<X509Certificate> certificates(Path file, byte[] pem) throws IOException {
        List<X509Certificate> found = new ArrayList<>();
        try {
            for (var one :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
                found.add((X509Certificate) one);
            }
        } catch (CertificateException notOne) {
            throw new IOException(file + " holds something that is no certificate in PEM", notOne);
        }
        if (found.isEmpty()) {
            throw new IOException(file + " holds no certificate");
        }
        return found;
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new IOException("larger than " + FILE_BYTES_MAX + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            String why = unreadable.getClass() == IOException.class
                    ? String.valueOf(unreadable.getMessage())
                    : unreadable.getClass().getSimpleName();
            throw new IOException("cannot read " + file + ": " + why, unreadable);
        }
    }

    private static Optional<Stamp> stamp(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return Optional.of(
                    new Stamp(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey())));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
