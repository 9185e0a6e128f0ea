package dev.trimtab.agent;

import dev.trimtab.core.observe.KeyPem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;

/** Ed25519 keys in PEM files: a vantage signs its reports with its own, and checks assignments with the controller's. */
final class Keys {
    private static final String ALGORITHM = "Ed25519";

    private Keys() {}

    /**
     * Makes a key pair: {@code file} (private, readable by its owner only) and {@code file.pub}.
     *
     * @throws FileAlreadyExistsException when there is one: a key is never overwritten
     */
    static void generate(Path file) throws IOException, GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, KeyPem.write(pair.getPrivate()), StandardOpenOption.WRITE);
        Files.writeString(publicFile(file), KeyPem.write(pair.getPublic()));
    }

    static Path publicFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".pub");
    }

    static PrivateKey privateKey(Path file) throws IOException {
        return KeyPem.readPrivate(Files.readString(file));
    }

    static PublicKey publicKey(Path file) throws IOException {
        return KeyPem.readPublic(Files.readString(file));
    }
}
