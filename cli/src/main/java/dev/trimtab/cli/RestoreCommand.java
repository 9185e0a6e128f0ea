package dev.trimtab.cli;

import dev.trimtab.core.port.StoreException;
import dev.trimtab.store.Restore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a backup into a store. */
@Command(
        name = "restore",
        description =
                "Bring the backup FILE into the store, all of it or nothing; never an older plan over a newer one.")
final class RestoreCommand extends OfflineCommand {
    @Mixin
    StoreOptions store = new StoreOptions();

    @Option(
            names = "--replace",
            description =
                    "Also into a store that holds something, or is damaged; what it knows and FILE does not stays.")
    boolean replace;

    @Parameters(paramLabel = "FILE")
    Path file = Path.of("trimtab.backup.gz");

    @Override
    Exit run(PrintWriter out, PrintWriter err) {
        try {
            Restore.Result result = Restore.from(file, store.address(), replace, Instant.now());
            result.notes().forEach(err::println);
            out.println("restored from " + file + ": " + BackupCommand.told(result.restored()));
            return Exit.OK;
        } catch (IOException | StoreException failed) {
            throw new CliFailure(Exit.ERROR, "nothing was restored: " + failed.getMessage());
        }
    }
}
