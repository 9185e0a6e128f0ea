package dev.trimtab.cli;

import dev.trimtab.config.ConfigFile;
import dev.trimtab.config.Reading;
import dev.trimtab.config.Words;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.records.Inexpressible;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.provider.ProviderTypes;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Reads a configuration as the controller would, without one. */
@Command(name = "validate", description = "Check a configuration file offline; exit 2 with every problem.")
final class ValidateCommand extends OfflineCommand {
    @Parameters(paramLabel = "FILE")
    Path file = Path.of("trimtab.yaml");

    @Override
    Exit run(PrintWriter out, PrintWriter err) {
        return switch (ConfigFile.read(file)) {
            case Reading.Good good -> {
                good.warnings().forEach(err::println);
                out.println(file + ": " + Words.counted(good.spec().names().size(), "name") + ", no error, "
                        + Words.counted(good.warnings().size(), "warning"));
                tellInexpressible(good.spec(), out);
                yield Exit.OK;
            }
            case Reading.Bad bad -> {
                bad.problems().forEach(out::println);
                err.println(file + ": " + Words.counted(bad.problems().size(), "problem"));
                yield Exit.USAGE;
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
