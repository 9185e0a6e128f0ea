package dev.trimtab.cli.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes files whole: who reads one meets the old or the new one, and a key is never readable by others, not for a moment. */
final class SecretFiles {
    private static final FileAttribute<?> OWN =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWN_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private SecretFiles() {}

    /** A folder for us alone, when there is none. */
    static void folder(Path folder) throws IOException {
        Files.createDirectories(folder, OWN_FOLDER);
    }

    /** Readable by its owner only. */
    static void secret(Path file, String text) throws IOException {
        Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), ".new", ".tmp", OWN);
        replace(fresh, file, text);
    }

    /** Readable by everybody who reaches the folder. */
    static void open(Path file, String text) throws IOException {
        Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), ".new", ".tmp", OWN);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
        replace(fresh, file, text);
    }

    private static void replace(Path fresh, Path file, String text) throws IOException {
        try {
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
