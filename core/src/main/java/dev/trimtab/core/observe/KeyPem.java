package dev.trimtab.core.observe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * Ed25519 keys as text: PKCS#8 and SubjectPublicKeyInfo, in PEM (RFC 7468) or plain Base64. Refusals never show the text:
 * it may be a secret.
 */
public final class KeyPem {
    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";

    private KeyPem() {}

    public static String write(PrivateKey key) {
        return pem(PRIVATE, key.getEncoded());
    }

    public static String write(PublicKey key) {
        return pem(PUBLIC, key.getEncoded());
    }

    /** The form of {@code publicKey} in the configuration. */
    public static String base64(PublicKey key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /** @throws IllegalArgumentException when it is none; the message says nothing of the text */
    public static PrivateKey readPrivate(String pem) {
        try {
            return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(body(PRIVATE, pem)));
        } catch (GeneralSecurityException | IllegalArgumentException notAKey) {
            throw new IllegalArgumentException("not an Ed25519 private key in PKCS#8 PEM");
        }
    }

    /** @throws IllegalArgumentException when it is none */
    public static PublicKey readPublic(String pem) {
        try {
            return publicKey(body(PUBLIC, pem));
        } catch (GeneralSecurityException | IllegalArgumentException notAKey) {
            throw new IllegalArgumentException("not an Ed25519 public key in SubjectPublicKeyInfo PEM", notAKey);
        }
    }

    /** @throws IllegalArgumentException when it is none */
    public static PublicKey readBase64(String spki) {
        try {
            return publicKey(Base64.getDecoder().decode(spki.strip()));
        } catch (GeneralSecurityException | IllegalArgumentException notAKey) {
            throw new IllegalArgumentException("not an Ed25519 SubjectPublicKeyInfo in Base64", notAKey);
        }
    }

    private static PublicKey publicKey(byte[] spki) throws GeneralSecurityException {
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    private static byte[] body(String label, String pem) {
        String begin = "-----BEGIN " + label + "-----";
        int from = pem.indexOf(begin);
        int to = pem.indexOf("-----END " + label + "-----");
        if (from < 0 || to < from + begin.length()) {
            throw new IllegalArgumentException("no " + label);
        }
        return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
    }
}
