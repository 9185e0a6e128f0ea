package dev.trimtab.cli;

import dev.trimtab.config.Words;
import dev.trimtab.core.port.StoreException;
import dev.trimtab.store.Backup;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes everything that a store holds into one file. */
@Command(
        name = "backup",
        description = "Write everything that the store holds into FILE; a controller may go on meanwhile.")
final class BackupCommand extends OfflineCommand {
    @Mixin
    StoreOptions store = new StoreOptions();

    @Parameters(paramLabel = "FILE", description = "Such as trimtab.backup.gz; one that is there is replaced.")
    Path file = Path.of("trimtab.backup.gz");

    @Override
    Exit run(PrintWriter out, PrintWriter err) {
        try {
            out.println(file + ": " + told(Backup.write(store.address(), file, Instant.now())));
            return Exit.OK;
        } catch (IOException | StoreException failed) {
            throw new CliFailure(Exit.ERROR, "no backup was written: " + failed.getMessage());
        }
    }

    static String told(Backup.Counts counts) {
        return Words.counted((int) counts.plans(), "plan") + ", "
                + Words.counted((int) counts.interventions(), "intervention") + ", "
                + Words.counted((int) counts.decisions(), "decision") + ", "
                + counts.auditEntries() + " of audit";
    }
}
