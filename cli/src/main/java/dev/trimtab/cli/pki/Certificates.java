package dev.trimtab.cli.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes X.509 certificates (RFC 5280) over EC P-256: Ed25519 is not offered by every TLS stack that must read them, P-256 is.
 */
final class Certificates {
    /** A certificate and its key. */
    record Made(X509Certificate certificate, PrivateKey key) {}

    /** Clocks of two machines do not agree to the second. */
    private static final Duration BACKDATED = Duration.ofMinutes(5);

    /** RFC 5280 allows 20 bytes; this many random bits are never drawn twice. */
    private static final int SERIAL_BITS = 127;

    private static final SecureRandom CHANCE = new SecureRandom();

    private Certificates() {}

    /** A CA that may sign leaves and no other CA. */
    static Made authority(String name, Instant now, Duration life) {
        try {
            KeyPair keys = keys();
            X500Name subject = name(name);
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    subject, serial(), date(now.minus(BACKDATED)), date(now.plus(life)), subject, keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            return new Made(signed(builder, keys.getPrivate()), keys.getPrivate());
        } catch (GeneralSecurityException | CertIOException impossible) {
            throw new IllegalStateException("every Java has EC and SHA-1", impossible);
        }
    }

    /**
     * A certificate of a gateway (server) or a vantage (client), never both.
     *
     * @param hosts DNS names and addresses by which agents reach a gateway
     */
    static Made leaf(Made authority, IdentityName identity, List<GeneralName> hosts, Instant now, Duration life) {
        try {
            KeyPair keys = keys();
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            Instant end = now.plus(life);
            Instant last = authority.certificate().getNotAfter().toInstant();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    authority.certificate(),
                    serial(),
                    date(now.minus(BACKDATED)),
                    date(end.isAfter(last) ? last : end),
                    name(identity.toString()),
                    keys.getPublic());
            boolean vantage = identity.kind() == IdentityName.Kind.VANTAGE;
            List<GeneralName> names = new ArrayList<>(hosts);
            names.add(new GeneralName(GeneralName.uniformResourceIdentifier, identity.uri()));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(vantage ? KeyPurposeId.id_kp_clientAuth : KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(authority.certificate()));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(keys.getPublic()));
            return new Made(signed(builder, authority.key()), keys.getPrivate());
        } catch (GeneralSecurityException | CertIOException impossible) {
            throw new IllegalStateException("every Java has EC and SHA-1", impossible);
        }
    }

    /** PEM; the key as PKCS#8, which every TLS stack reads. */
    static String pem(PrivateKey key) {
        try (StringWriter text = new StringWriter()) {
            try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
                pem.writeObject(new JcaPKCS8Generator(key, null));
            }
            return text.toString();
        } catch (IOException impossible) {
            throw new IllegalStateException("memory can be written", impossible);
        }
    }

    static String pem(List<X509Certificate> certificates) {
        try (StringWriter text = new StringWriter()) {
            try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
                for (X509Certificate certificate : certificates) {
                    pem.writeObject(certificate);
                }
            }
            return text.toString();
        } catch (IOException impossible) {
            throw new IllegalStateException("memory can be written", impossible);
        }
    }

    /** @throws IOException when the text holds no certificate or something else */
    static List<X509Certificate> certificates(String pem) throws IOException {
        try {
            List<X509Certificate> found = new ArrayList<>();
            for (var one : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))) {
                found.add((X509Certificate) one);
            }
            if (found.isEmpty()) {
                throw new IOException("no certificate");
            }
            return found;
        } catch (GeneralSecurityException notOne) {
            throw new IOException("no certificate in PEM", notOne);
        }
    }

    /** @throws IOException when it is none; says nothing of the text */
    static PrivateKey key(String pem) throws IOException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            if (parser.readObject() instanceof PrivateKeyInfo info) {
                return new JcaPEMKeyConverter().getPrivateKey(info);
            }
        } catch (IOException | RuntimeException unreadable) {
            // The cause may quote the key.
            throw new IOException("no private key in PKCS#8 PEM");
        }
        throw new IOException("no private key in PKCS#8 PEM");
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), CHANCE);
        return generator.generateKeyPair();
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey by)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by)));
        } catch (OperatorCreationException noSuchKey) {
            throw new GeneralSecurityException("the CA's key is no EC key", noSuchKey);
        }
    }

    private static X500Name name(String common) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, common).build();
    }

    private static BigInteger serial() {
        return new BigInteger(SERIAL_BITS, CHANCE).setBit(SERIAL_BITS - 1);
    }

    @SuppressWarnings("JavaUtilDate") // the builder's own type
    private static Date date(Instant at) {
        return Date.from(at);
    }
}
