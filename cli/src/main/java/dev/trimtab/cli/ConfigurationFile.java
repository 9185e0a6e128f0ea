package dev.trimtab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A configuration file that a command reads by itself, without a controller. */
final class ConfigurationFile {
    /** No configuration is that large; a wrong file may be. */
    private static final long BYTES_MAX = 16L * 1024 * 1024;

    private ConfigurationFile() {}

    static String text(Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new CliFailure(Exit.USAGE, file + " is larger than " + BYTES_MAX + " bytes");
            }
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new CliFailure(
                    Exit.NOT_FOUND,
                    file + " cannot be read as UTF-8 text: "
                            + unreadable.getClass().getSimpleName());
        }
    }
}
