package dev.trimtab.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.trimtab.sim.engine.Conduct;
import dev.trimtab.sim.engine.EnginePolicy;
import dev.trimtab.sim.replay.Library;
import dev.trimtab.sim.replay.Policy;
import dev.trimtab.sim.replay.References;
import dev.trimtab.sim.replay.Replays;
import dev.trimtab.sim.replay.Run;
import dev.trimtab.sim.replay.Script;
import dev.trimtab.sim.replay.ScriptReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** A configuration against incidents that happened, beside the defaults and the policies of comparison. */
@Command(
        name = "backtest",
        description = "Bad user-minutes, writes and false moves of a configuration over the library of incidents.")
final class BacktestCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How results are printed. */
    enum Format {
        table,
        json
    }

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "The configuration.")
    Path config = Path.of("trimtab.yaml");

    @Option(names = "--candidate", paramLabel = "FILE", description = "Another one, side by side.")
    Optional<Path> candidate = Optional.empty();

    @Option(
            names = "--against",
            split = ",",
            paramLabel = "ID",
            description = "Scripts of the library, or all (the default: all but the month without an incident).")
    List<String> against = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    Format format = Format.table;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @picocli.CommandLine.Spec
    CommandSpec command = CommandSpec.create();

    @Option(
            names = "--recorded",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Recordings of your own (trimtab record) instead of the library.")
    List<Path> recorded = new ArrayList<>();

    @Override
    public Integer call() {
        if (!recorded.isEmpty()) {
            return recorded();
        }
        Map<String, Policy.Maker> policies = new LinkedHashMap<>();
        policies.put("config", EnginePolicy.under(conduct(config)));
        candidate.ifPresent(file -> policies.put("candidate", EnginePolicy.under(conduct(file))));
        policies.put("defaults", EnginePolicy.under(Conduct.DEFAULT));
        policies.put("nothing", References.NOTHING);
        policies.put("naive", References.NAIVE);
        policies.put("oracle", References.ORACLE);
        ArrayNode rows = JSON.createArrayNode();
        PrintWriter out = command.commandLine().getOut();
        if (format == Format.table) {
            out.println("| incident | policy | bad user-minutes | writes | false moves |");
            out.println("| --- | --- | --- | --- | --- |");
        }
        for (String id : ids()) {
            Script script = script(id);
            policies.forEach((who, maker) -> {
                Run.Score score = Replays.run(script, Optional.empty(), maker).score();
                rows.addObject()
                        .put("id", id)
                        .put("policy", who)
                        .put("badUserMinutes", score.badUserMinutes())
                        .put("dnsWrites", score.dnsWrites())
                        .put("falseMoves", score.falseMoves());
                if (format == Format.table) {
                    out.printf(
                            Locale.ROOT,
                            "| %s | %s | %.1f | %d | %d |%n",
                            id,
                            who,
                            score.badUserMinutes(),
                            score.dnsWrites(),
                            score.falseMoves());
                }
            });
        }
        if (format == Format.json) {
            out.println(rows.toPrettyString());
        }
        return Exit.OK.code();
    }

    private int recorded() {
        if (!against.isEmpty()) {
            throw new CliFailure(Exit.USAGE, "--recorded and --against exclude each other");
        }
        return new RecordedBacktest(
                        command.commandLine().getOut(), command.commandLine().getErr())
                .run(config, candidate, recorded, format == Format.json);
    }

    private List<String> ids() {
        List<String> all = Library.list().stream().map(Library.Entry::id).toList();
        if (against.isEmpty()) {
            return all.stream().filter(id -> !id.equals("nothing-happens-30d")).toList();
        }
        return against.equals(List.of("all")) ? all : against;
    }

    private static Script script(String id) {
        String text = Library.script(id)
                .orElseThrow(
                        () -> new CliFailure(Exit.USAGE, id + " is no script of the library (trimtab replay --list)"));
        return switch (ScriptReader.read(text)) {
            case ScriptReader.Read read -> read.script();
            case ScriptReader.Unreadable unreadable ->
                throw new IllegalStateException(id + " of the library: " + unreadable.problems());
        };
    }

    private Conduct conduct(Path file) {
        return Configured.conduct(file, command.commandLine().getErr());
    }
}
