package dev.trimtab.cli;

import dev.trimtab.sim.engine.Conduct;
import dev.trimtab.sim.engine.EnginePolicy;
import dev.trimtab.sim.render.ReplayJson;
import dev.trimtab.sim.render.ReplayText;
import dev.trimtab.sim.replay.Library;
import dev.trimtab.sim.replay.Policy;
import dev.trimtab.sim.replay.References;
import dev.trimtab.sim.replay.Replays;
import dev.trimtab.sim.replay.Script;
import dev.trimtab.sim.replay.ScriptReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs incident scripts through the product or through what it is compared with; needs no controller. */
@Command(
        name = "replay",
        description =
                "Replay incidents: exit 0 when every expectation passes, 1 when one does not, 2 for a bad file. FILE is a"
                        + " path or the id of a script of the library (--list).")
final class ReplayCommand implements Callable<Integer> {
    /** How results are printed. */
    enum Format {
        text,
        json
    }

    /** Who decides. */
    enum Who {
        engine,
        nothing,
        naive,
        oracle
    }

    @Parameters(paramLabel = "FILE", arity = "0..*")
    List<String> files = new ArrayList<>();

    @Option(names = "--list", description = "The scripts that ship, a line each.")
    boolean list;

    @Option(names = "--variant", paramLabel = "NAME", description = "Another customer of the same incident.")
    Optional<String> variant = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Take detection, failback, quorum and limits of this configuration's first name.")
    Optional<Path> config = Optional.empty();

    @Option(names = "--policy", description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    Who policy = Who.engine;

    @Option(
            names = {"-o", "--output"},
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    Format format = Format.text;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @picocli.CommandLine.Spec
    CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        if (list) {
            Library.list()
                    .forEach(entry -> out.printf(
                            "%-30s %-6s %-7s %s%n", entry.id(), entry.right(), entry.course(), entry.sentence()));
            return Exit.OK.code();
        }
        if (files.isEmpty()) {
            throw new CliFailure(Exit.USAGE, "name a script, or --list");
        }
        Policy.Maker maker = maker();
        List<Script> scripts = scripts();
        List<Replays.Result> results = new ArrayList<>();
        for (Script script : scripts) {
            results.add(Replays.run(script, variant, maker));
        }
        out.println(format == Format.json ? ReplayJson.of(results) : ReplayText.of(results));
        return results.stream().allMatch(Replays.Result::passed) ? Exit.OK.code() : Exit.ERROR.code();
    }

    /** All scripts, or all their problems at once. */
    private List<Script> scripts() {
        PrintWriter err = command.commandLine().getErr();
        List<Script> scripts = new ArrayList<>();
        int bad = 0;
        for (String file : files) {
            switch (ScriptReader.read(text(file))) {
                case ScriptReader.Read read -> {
                    if (variant.isPresent() && !read.script().variants().containsKey(variant.get())) {
                        throw new CliFailure(
                                Exit.USAGE,
                                file + " has no variant " + variant.get() + "; it has "
                                        + read.script().variants().keySet());
                    }
                    scripts.add(read.script());
                }
                case ScriptReader.Unreadable unreadable -> {
                    unreadable.problems().forEach(problem -> err.println(file + ": " + problem));
                    bad++;
                }
            }
        }
        if (bad > 0) {
            throw new CliFailure(Exit.USAGE, bad + " of " + files.size() + " scripts cannot be read");
        }
        return scripts;
    }

    private static String text(String file) {
        Optional<String> shipped = Library.script(file);
        if (shipped.isPresent()) {
            return shipped.get();
        }
        try {
            return Files.readString(Path.of(file));
        } catch (IOException unreadable) {
            throw new CliFailure(
                    Exit.USAGE, file + " is no script of the library (--list) and no file that can be read");
        }
    }

    private Policy.Maker maker() {
        return switch (policy) {
            case engine -> EnginePolicy.under(config.map(this::conduct).orElse(Conduct.DEFAULT));
            case nothing -> References.NOTHING;
            case naive -> References.NAIVE;
            case oracle -> References.ORACLE;
        };
    }

    private Conduct conduct(Path file) {
        return Configured.conduct(file, command.commandLine().getErr());
    }
}
