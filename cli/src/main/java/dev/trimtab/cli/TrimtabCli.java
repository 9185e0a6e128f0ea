package dev.trimtab.cli;

import dev.trimtab.cli.pki.PkiCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code trimtab}. */
@Command(
        name = "trimtab",
        description = "Looks at and operates a Trimtab controller.",
        mixinStandardHelpOptions = true,
        versionProvider = TrimtabCli.Version.class,
        footer = "Exit codes: trimtab help exit-codes",
        subcommands = {
            StatusCommand.class,
            HealthCommand.class,
            ExplainCommand.class,
            DrainCommand.class,
            UndrainCommand.class,
            EventsCommand.class,
            RecordCommand.class,
            RetireCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            ValidateCommand.class,
            WhatIfCommand.class,
            ReplayCommand.class,
            BacktestCommand.class,
            PkiCommand.class,
            TrimtabCli.VersionCommand.class,
            TrimtabCli.ExitCodesCommand.class,
            HelpCommand.class
        })
public final class TrimtabCli implements Runnable {
    @Spec
    CommandSpec spec = CommandSpec.create();

    public static void main(String[] args) {
        int code = run(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                args);
        System.exit(code);
    }

    /** Runs one command line, for {@link #main} and for tests. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        boolean colour =
                Optional.ofNullable(System.getenv("NO_COLOR")).orElse("").isEmpty();
        CommandLine line = new CommandLine(new TrimtabCli())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        colour ? CommandLine.Help.Ansi.AUTO : CommandLine.Help.Ansi.OFF))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof CliFailure sentence) {
                        command.getErr().println("trimtab: " + sentence.getMessage());
                        return sentence.exit().code();
                    }
                    throw failure;
                });
        // The table is a topic of help, not only a command.
        boolean topic = args.length == 2 && args[0].equals("help") && args[1].equals("exit-codes");
        return line.execute(topic ? new String[] {"exit-codes"} : args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }

    /** The version in the jar's manifest; a build without one says so. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = TrimtabCli.class.getPackage().getImplementationVersion();
            return new String[] {"trimtab " + (version == null ? "(development build)" : version)};
        }
    }

    @Command(name = "version", description = "Print the version.")
    static final class VersionCommand implements Runnable {
        @Spec
        CommandSpec spec = CommandSpec.create();

        @Override
        public void run() {
            spec.commandLine().getOut().println(new Version().getVersion()[0]);
        }
    }

    @Command(name = "exit-codes", description = "Print what exit codes mean; also: trimtab help exit-codes.")
    static final class ExitCodesCommand implements Runnable {
        @Spec
        CommandSpec spec = CommandSpec.create();

        @Override
        public void run() {
            spec.commandLine().getOut().println(Exit.table());
        }
    }
}
