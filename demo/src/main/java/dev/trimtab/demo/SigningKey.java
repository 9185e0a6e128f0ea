package dev.trimtab.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A vantage's Ed25519 key pair: the private half in a file for its agent, the public half for the configuration.
 *
 * @param file PKCS#8 in PEM, readable by its owner alone
 * @param publicKey X.509 SubjectPublicKeyInfo in Base64
 */
record SigningKey(Path file, String publicKey) {
    private static final int PEM_LINE = 64;

    static SigningKey create(Path file) throws IOException {
        KeyPair pair = generate();
        SecretFile.write(file, pem(pair.getPrivate().getEncoded()));
        return new SigningKey(
                file, Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
    }

    private static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK since 15 has Ed25519", impossible);
        }
    }

    private static String pem(byte[] der) {
        String body = Base64.getMimeEncoder(PEM_LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
    }
}
