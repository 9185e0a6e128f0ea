package dev.trimtab.controller;

import dev.trimtab.core.observe.KeyPem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;

/** The controller's own Ed25519 key pair, made at the first start: agents take assignments that it signed. */
final class LinkKeys {
    private LinkKeys() {}

    /**
     * The key that is given, which several controllers share, or the one in the state folder of one that is alone.
     *
     * @throws IOException when it cannot be read, written or understood; the message is a sentence without the key
     */
    static PrivateKey of(Environment environment) throws IOException {
        if (environment.linkKey().isEmpty()) {
            return in(environment.state());
        }
        Path file = environment.linkKey().get();
        try {
            return KeyPem.readPrivate(Files.readString(file));
        } catch (IllegalArgumentException notAKey) {
            throw new IOException(file + " is no Ed25519 private key in PKCS#8 PEM", notAKey);
        }
    }

    /**
     * Reads {@code link.key}, or makes it with {@code link.pub} beside it.
     *
     * @throws IOException when it cannot be read, written or understood; the message is a sentence without the key
     */
    static PrivateKey in(Path state) throws IOException {
        Path file = state.resolve("link.key");
        try {
            if (Files.exists(file)) {
                return KeyPem.readPrivate(Files.readString(file));
            }
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            Files.writeString(state.resolve("link.pub"), KeyPem.write(pair.getPublic()));
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, KeyPem.write(pair.getPrivate()), StandardOpenOption.WRITE);
            return pair.getPrivate();
        } catch (IllegalArgumentException notAKey) {
            throw new IOException(file + " is no Ed25519 private key in PKCS#8 PEM", notAKey);
        } catch (GeneralSecurityException noEd25519) {
            throw new IOException("this Java has no Ed25519", noEd25519);
        }
    }
}
