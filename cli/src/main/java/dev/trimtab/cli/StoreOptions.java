package dev.trimtab.cli;

import dev.trimtab.store.StoreAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which store: that of a controller's state folder, or PostgreSQL; by the same variables as the controller. */
final class StoreOptions {
    @Option(
            names = "--state",
            paramLabel = "DIR",
            defaultValue = "${env:TRIMTAB_STATE}",
            description = "Folder of the controller's state (TRIMTAB_STATE).")
    String state = "";

    @Option(
            names = "--store",
            paramLabel = "URL",
            defaultValue = "${env:TRIMTAB_STORE:-file}",
            description = "\"file\" (default: SQLite in --state) or postgresql://host:port/database (TRIMTAB_STORE).")
    String store = "file";

    @Option(
            names = "--store-user",
            paramLabel = "ROLE",
            defaultValue = "${env:TRIMTAB_STORE_USER}",
            description = "For PostgreSQL (TRIMTAB_STORE_USER).")
    String user = "";

    @Option(
            names = "--store-password-file",
            paramLabel = "FILE",
            defaultValue = "${env:TRIMTAB_STORE_PASSWORD_FILE}",
            description = "For PostgreSQL (TRIMTAB_STORE_PASSWORD_FILE); the password itself is never an option.")
    String passwordFile = "";

    StoreAddress address() {
        boolean embedded = store.isBlank() || store.equals("file");
        if (embedded && (state == null || state.isBlank() || !Files.isDirectory(Path.of(state)))) {
            throw new CliFailure(
                    Exit.USAGE, "--state should be the folder of the controller's state, and is no folder");
        }
        return switch (StoreAddress.read(store, Path.of(blank(state)), blank(user), blank(passwordFile))) {
            case StoreAddress.Reading.Good good -> good.address();
            case StoreAddress.Reading.Bad bad -> throw new CliFailure(Exit.USAGE, String.join("; ", bad.problems()));
        };
    }

    /** picocli sets null where a variable is not set. */
    private static String blank(String text) {
        return text == null ? "" : text;
    }
}
