package dev.trimtab.cli;

import dev.trimtab.config.Reading;
import dev.trimtab.config.SpecReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a configuration as the controller would, without one. */
@Command(name = "validate", description = "Check a configuration file offline; exit 1 with every problem.")
final class ValidateCommand implements Callable<Integer> {
    /** No configuration is that large; a wrong file may be. */
    private static final long BYTES_MAX = 16L * 1024 * 1024;

    @Parameters(paramLabel = "FILE")
    Path file = Path.of("trimtab.yaml");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        return switch (SpecReader.read(text())) {
            case Reading.Good good -> {
                good.warnings().forEach(err::println);
                out.println(file + ": " + good.spec().names().size() + " names, no error, "
                        + good.warnings().size() + " warnings");
                yield Exit.OK.code();
            }
            case Reading.Bad bad -> {
                bad.problems().forEach(out::println);
                err.println(file + ": " + bad.problems().size() + " problems");
                yield Exit.ERROR.code();
            }
        };
    }

    private String text() {
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
