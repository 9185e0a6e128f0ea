package dev.trimtab.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the controllers are and how we prove who we are. The token comes from a file, never from an option or variable. */
final class ServerOptions {
    @Option(
            names = "--server",
            split = ",",
            paramLabel = "URL",
            defaultValue = "${env:TRIMTAB_SERVER:-http://127.0.0.1:8080}",
            description = "Controllers, comma-separated; tried in turn (env TRIMTAB_SERVER, default"
                    + " http://127.0.0.1:8080).")
    List<String> servers = List.of();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            defaultValue = "${env:TRIMTAB_API_TOKEN_FILE}",
            description = "File with the bearer token (env TRIMTAB_API_TOKEN_FILE).")
    @Nullable
    Path tokenFile;
}
