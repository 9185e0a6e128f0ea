package dev.trimtab.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Makes a folder read-only: by its mode, and for root, whom no mode stops, by a read-only mount of it elsewhere. */
final class ReadOnlyFolder {
    private ReadOnlyFolder() {}

    /** The same folder, where nobody may write; {@link #undo} ends it. */
    static Path of(Path folder) throws IOException {
        if (!root()) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
            return folder;
        }
        Path mounted = Files.createTempDirectory("trimtab-read-only-");
        run(List.of("mount", "--bind", folder.toString(), mounted.toString()));
        run(List.of("mount", "-o", "remount,ro,bind", mounted.toString()));
        return mounted;
    }

    static void undo(Path readOnly) throws IOException {
        if (root()) {
            run(List.of("umount", readOnly.toString()));
            Files.delete(readOnly);
        } else {
            Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void run(List<String> command) throws IOException {
        Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (tool.onExit().join().exitValue() != 0) {
            throw new IOException(command + ": " + said);
        }
    }
}
