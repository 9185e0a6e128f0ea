package dev.trimtab.cli;

import dev.trimtab.config.Reading;
import dev.trimtab.config.SpecReader;
import dev.trimtab.sim.engine.Conduct;
import java.io.PrintWriter;
import java.nio.file.Path;

/** What a replay takes from a configuration: detection, failback, quorum and limits of its first name. */
final class Configured {
    private Configured() {}

    static Conduct conduct(Path file, PrintWriter err) {
        return switch (SpecReader.read(ConfigurationFile.text(file))) {
            case Reading.Good good ->
                good.spec().names().values().stream()
                        .findFirst()
                        .map(Conduct::of)
                        .orElseThrow(() -> new CliFailure(Exit.USAGE, file + " steers no name"));
            case Reading.Bad bad -> {
                bad.problems().forEach(err::println);
                throw new CliFailure(Exit.USAGE, file + ": " + bad.problems().size() + " problems");
            }
        };
    }
}
