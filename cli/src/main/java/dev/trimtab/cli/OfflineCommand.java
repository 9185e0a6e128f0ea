package dev.trimtab.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that reads files and asks no controller. */
abstract class OfflineCommand implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Spec
    CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        return run(command.commandLine().getOut(), command.commandLine().getErr())
                .code();
    }

    /**
     * @param out for what was asked
     * @param err for messages, warnings and problems
     */
    abstract Exit run(PrintWriter out, PrintWriter err);
}
