package dev.trimtab.cli;

import dev.trimtab.config.Reading;
import dev.trimtab.config.SpecReader;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.records.Inexpressible;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.provider.ProviderTypes;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads a configuration as the controller would, without one. */
@Command(name = "validate", description = "Check a configuration file offline; exit 1 with every problem.")
final class ValidateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE")
    Path file = Path.of("trimtab.yaml");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @picocli.CommandLine.Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        return switch (SpecReader.read(ConfigurationFile.text(file))) {
            case Reading.Good good -> {
                good.warnings().forEach(err::println);
                out.println(file + ": " + good.spec().names().size() + " names, no error, "
                        + good.warnings().size() + " warnings");
                tellInexpressible(good.spec(), out);
                yield Exit.OK.code();
            }
            case Reading.Bad bad -> {
                bad.problems().forEach(out::println);
                err.println(file + ": " + bad.problems().size() + " problems");
                yield Exit.ERROR.code();
            }
        };
    }

    /** What the providers of a name cannot express is no error: it is said before an outage says it. */
    private static void tellInexpressible(Spec configured, PrintWriter out) {
        for (NameSpec name : configured.names().values()) {
            for (ProviderId id : name.providers()) {
                ProviderSpec provider = configured.providers().get(id);
                if (provider == null) {
                    continue;
                }
                ProviderTypes.capabilities(provider.type())
                        .map(can -> Inexpressible.of(name, id, can))
                        .orElseGet(() -> List.of(id + ": type " + provider.type()
                                + " is not built yet, so that nobody knows what it can express"))
                        .forEach(sentence -> out.println("  " + name.name() + " " + sentence));
            }
        }
    }
}
