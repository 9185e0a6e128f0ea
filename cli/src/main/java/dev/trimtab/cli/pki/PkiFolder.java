package dev.trimtab.cli.pki;

import dev.trimtab.core.observe.KeyPem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * A small CA as files: {@code ca/} with its key, a folder for each identity with files named as cert-manager names them,
 * {@code issued} (what was ever issued) and {@code revoked} (the serial numbers that gateways refuse).
 */
final class PkiFolder {
    static final String CERTIFICATE = "tls.crt";
    static final String KEY = "tls.key";
    static final String AUTHORITIES = "ca.crt";
    static final String SIGNING_KEY = "signing.key";
    static final String SIGNING_PUBLIC = "signing.pub";

    /** Refused: one sentence that says what to do. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        RefusedException(String sentence) {
            super(sentence);
        }
    }

    private final Path folder;
    private final Instant now;

    PkiFolder(Path folder, Instant now) {
        this.folder = folder;
        this.now = now;
    }

    Path of(IdentityName identity) {
        return folder.resolve(identity.toString());
    }

    Path revoked() {
        return folder.resolve("revoked");
    }

    /** Makes the CA. */
    void init(String name, Duration life) throws IOException, RefusedException {
        if (Files.exists(ca(KEY)) || Files.exists(ca(CERTIFICATE))) {
            throw new RefusedException(
                    ca(KEY) + " is there already and is not overwritten: all that it signed would be worth nothing; "
                            + "`trimtab pki rotate ca` replaces it in steps");
        }
        SecretFiles.folder(folder.resolve("ca"));
        authority(name, life, List.of());
        if (!Files.exists(revoked())) {
            SecretFiles.open(
                    revoked(),
                    "# Serial numbers that gateways refuse, in hexadecimal: TRIMTAB_GATEWAY_REVOKED_FILE. Written by trimtab pki revoke.\n");
        }
    }

    /** Makes a certificate, and for a vantage the key that signs its reports. */
    X509Certificate issue(IdentityName identity, List<GeneralName> hosts, Duration life)
            throws IOException, RefusedException {
        if (Files.exists(of(identity).resolve(KEY)) || Files.exists(of(identity).resolve(CERTIFICATE))) {
            throw new RefusedException(of(identity) + " is there already and is not overwritten: `trimtab pki rotate "
                    + identity + "` renews it");
        }
        Certificates.Made authority = authority();
        SecretFiles.folder(of(identity));
        if (identity.kind() == IdentityName.Kind.VANTAGE
                && !Files.exists(of(identity).resolve(SIGNING_KEY))) {
            signingKey(identity);
        }
        return write(authority, identity, hosts, life);
    }

    /** A new certificate with a new key for the same names; the old one is good until it runs out or is revoked. */
    X509Certificate rotate(IdentityName identity, Duration life, boolean signingToo)
            throws IOException, RefusedException {
        X509Certificate before = certificate(identity);
        X509Certificate made = write(authority(), identity, PkiHosts.of(before), life);
        if (signingToo) {
            signingKey(identity);
        }
        return made;
    }

    /** A new CA; the old ones stay trusted, so that both kinds of certificates are good while they are renewed. */
    List<IdentityName> rotateAuthority(Duration life) throws IOException, RefusedException {
        Certificates.Made before = authority();
        List<X509Certificate> trusted = certificates(ca(AUTHORITIES));
        String name = before.certificate().getSubjectX500Principal().getName();
        authority(name.startsWith("CN=") ? name.substring(3) : name, life, trusted);
        return copyAuthorities();
    }

    /** Trusts the newest CA alone. */
    List<IdentityName> endOverlap() throws IOException, RefusedException {
        X509Certificate newest = authority().certificate();
        List<IdentityName> left = new ArrayList<>();
        for (IdentityName identity : identities()) {
            if (!issuedBy(certificate(identity), newest)) {
                left.add(identity);
            }
        }
        if (!left.isEmpty()) {
            throw new RefusedException(
                    "signed by an older CA still: " + left + "; `trimtab pki rotate` each of them, give "
                            + "the files to their owners, and end the overlap then");
        }
        SecretFiles.open(ca(AUTHORITIES), Certificates.pem(List.of(newest)));
        return copyAuthorities();
    }

    /** Adds every certificate that was ever issued for it and is not over; how many. */
    int revoke(IdentityName identity) throws IOException, RefusedException {
        List<String> serials = new ArrayList<>();
        for (String line : lines(issued())) {
            String[] words = line.split(" ");
            if (words.length == 3
                    && words[1].equals(identity.toString())
                    && Instant.parse(words[2]).isAfter(now)) {
                serials.add(words[0]);
            }
        }
        serials.removeAll(lines(revoked()).stream()
                .map(line -> line.replaceFirst("[ #].*", ""))
                .toList());
        if (serials.isEmpty()) {
            throw new RefusedException("no certificate of " + identity + " is good and not revoked: see " + issued());
        }
        StringBuilder text = new StringBuilder(Files.exists(revoked()) ? Files.readString(revoked()) : "");
        serials.forEach(serial -> text.append(serial)
                .append(" # ")
                .append(identity)
                .append(", ")
                .append(now)
                .append('\n'));
        SecretFiles.open(revoked(), text.toString());
        return serials.size();
    }

    String signingPublic(IdentityName identity) throws IOException {
        return KeyPem.base64(KeyPem.readPublic(Files.readString(of(identity).resolve(SIGNING_PUBLIC))));
    }

    private void authority(String name, Duration life, List<X509Certificate> older) throws IOException {
        Certificates.Made made = Certificates.authority(name, now, life);
        List<X509Certificate> trusted = new ArrayList<>();
        trusted.add(made.certificate());
        older.stream().filter(one -> one.getNotAfter().toInstant().isAfter(now)).forEach(trusted::add);
        SecretFiles.secret(ca(KEY), Certificates.pem(made.key()));
        SecretFiles.open(ca(CERTIFICATE), Certificates.pem(List.of(made.certificate())));
        SecretFiles.open(ca(AUTHORITIES), Certificates.pem(trusted));
    }

    private Certificates.Made authority() throws IOException, RefusedException {
        if (!Files.exists(ca(KEY))) {
            throw new RefusedException("no CA in " + folder + ": `trimtab pki init --dir " + folder + "` makes one");
        }
        try {
            Certificates.Made made = new Certificates.Made(
                    certificates(ca(CERTIFICATE)).get(0), Certificates.key(Files.readString(ca(KEY))));
            if (!made.certificate().getNotAfter().toInstant().isAfter(now)) {
                throw new RefusedException("the CA in " + folder + " ran out at "
                        + made.certificate().getNotAfter().toInstant() + ": `trimtab pki rotate ca`");
            }
            return made;
        } catch (IOException unreadable) {
            throw new RefusedException(
                    "cannot read the CA in " + folder.resolve("ca") + ": " + unreadable.getMessage());
        }
    }

    private X509Certificate write(
            Certificates.Made authority, IdentityName identity, List<GeneralName> hosts, Duration life)
            throws IOException {
        Certificates.Made made = Certificates.leaf(authority, identity, hosts, now, life);
        String line = made.certificate().getSerialNumber().toString(16) + " " + identity + " "
                + made.certificate().getNotAfter().toInstant() + "\n";
        // Before the certificate itself: what nobody wrote down could not be revoked.
        Files.writeString(issued(), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        SecretFiles.secret(of(identity).resolve(KEY), Certificates.pem(made.key()));
        SecretFiles.open(of(identity).resolve(CERTIFICATE), Certificates.pem(List.of(made.certificate())));
        SecretFiles.open(of(identity).resolve(AUTHORITIES), Files.readString(ca(AUTHORITIES)));
        return made.certificate();
    }

    private void signingKey(IdentityName identity) throws IOException {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            SecretFiles.secret(of(identity).resolve(SIGNING_KEY), KeyPem.write(pair.getPrivate()));
            SecretFiles.open(of(identity).resolve(SIGNING_PUBLIC), KeyPem.write(pair.getPublic()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has Ed25519", impossible);
        }
    }

    private List<IdentityName> copyAuthorities() throws IOException {
        List<IdentityName> identities = identities();
        for (IdentityName identity : identities) {
            SecretFiles.open(of(identity).resolve(AUTHORITIES), Files.readString(ca(AUTHORITIES)));
        }
        return identities;
    }

    /** Those whose files are here. */
    private List<IdentityName> identities() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        for (String kind : List.of("gateway", "vantage")) {
            if (Files.isDirectory(folder.resolve(kind))) {
                try (Stream<Path> found = Files.list(folder.resolve(kind))) {
                    found.filter(path -> Files.exists(path.resolve(CERTIFICATE)))
                            .forEach(path -> names.add(kind + "/" + path.getFileName()));
                }
            }
        }
        return names.stream().flatMap(name -> IdentityName.parse(name).stream()).toList();
    }

    private X509Certificate certificate(IdentityName identity) throws IOException, RefusedException {
        Path file = of(identity).resolve(CERTIFICATE);
        if (!Files.exists(file)) {
            throw new RefusedException(file + " is not there: `trimtab pki issue " + identity + "` makes one");
        }
        return certificates(file).get(0);
    }

    private static boolean issuedBy(X509Certificate certificate, X509Certificate authority) {
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException another) {
            return false;
        }
    }

    private static List<X509Certificate> certificates(Path file) throws IOException {
        try {
            return Certificates.certificates(Files.readString(file));
        } catch (IOException unreadable) {
            throw new IOException(file + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private Path ca(String file) {
        return folder.resolve("ca").resolve(file);
    }

    private Path issued() {
        return folder.resolve("issued");
    }
}
