package dev.trimtab.cli;

import dev.trimtab.sim.engine.Casting;
import dev.trimtab.sim.engine.Conduct;
import dev.trimtab.sim.engine.EnginePolicy;
import dev.trimtab.sim.replay.Expectations;
import dev.trimtab.sim.replay.Library;
import dev.trimtab.sim.replay.Policy;
import dev.trimtab.sim.replay.References;
import dev.trimtab.sim.replay.Replays;
import dev.trimtab.sim.replay.Script;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A configuration against incidents that happened, beside the defaults and the policies of comparison. */
@Command(
        name = "backtest",
        description = "Bad user-minutes, writes and false moves of a configuration over the library of incidents.")
final class BacktestCommand extends OfflineCommand {
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
            names = "--cast",
            split = ",",
            paramLabel = "ROLE=CDN",
            description = "Put your CDNs into roles of the scripts, such as A=cloudflare,O=origin.")
    List<String> roles = new ArrayList<>();

    @Option(
            names = "--against",
            split = ",",
            paramLabel = "ID",
            description = "Scripts of the library, or all (the default: all but the month without an incident).")
    List<String> against = new ArrayList<>();

    @Option(
            names = "--recorded",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Recordings of your own (trimtab record) instead of the library.")
    List<Path> recorded = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    Format format = Format.table;

    @Override
    Exit run(PrintWriter out, PrintWriter err) {
        if (!recorded.isEmpty()) {
            return recorded(out, err);
        }
        List<Script> scripts = Replayable.read(ids(), Optional.empty(), err);
        Map<String, Configured> configured = new LinkedHashMap<>();
        configured.put("config", Configured.read(config, err));
        candidate.ifPresent(file -> configured.put("candidate", Configured.read(file, err)));
        Map<String, Casting> castings = new LinkedHashMap<>();
        configured.forEach((who, it) -> castings.put(who, it.casting(roles, scripts, err)));
        // The references play on the stage that the configuration sets; a candidate may bring CDNs of its own.
        Casting stage = castings.getOrDefault("config", Casting.NONE);
        List<BacktestTable.Row> rows = new ArrayList<>();
        for (Script script : scripts) {
            configured.forEach((who, it) -> {
                Casting casting = castings.getOrDefault(who, Casting.NONE);
                Conduct conduct = it.conduct(casting);
                Script played = casting.script(script);
                conduct.notAsked(played).forEach(sentence -> err.println(who + ": " + sentence));
                rows.add(row(played, who, EnginePolicy.under(conduct)));
            });
            Script played = stage.script(script);
            rows.add(row(played, "defaults", EnginePolicy.under(Conduct.DEFAULT)));
            for (Policy.Maker reference : List.of(References.NOTHING, References.NAIVE, References.ORACLE)) {
                rows.add(row(played, reference.word(), reference));
            }
        }
        out.println(format == Format.json ? BacktestTable.json(rows) : BacktestTable.markdown(rows));
        return Exit.OK;
    }

    private static BacktestTable.Row row(Script script, String who, Policy.Maker maker) {
        Replays.Result result = Replays.run(script, Optional.empty(), maker);
        long passed = result.expectations().stream()
                .filter(one -> one.outcome() == Expectations.Outcome.PASS)
                .count();
        return new BacktestTable.Row(
                script.id(), who, result.score(), passed, result.expectations().size());
    }

    private Exit recorded(PrintWriter out, PrintWriter err) {
        if (!against.isEmpty() || !roles.isEmpty()) {
            throw new CliFailure(
                    Exit.USAGE, "--recorded plays what was seen: --against and --cast belong to the library's scripts");
        }
        return new RecordedBacktest(out, err).run(config, candidate, recorded, format == Format.json);
    }

    private List<String> ids() {
        List<String> all = Library.list().stream().map(Library.Entry::id).toList();
        if (against.isEmpty()) {
            return all.stream().filter(id -> !id.equals("nothing-happens-30d")).toList();
        }
        if (against.equals(List.of("all"))) {
            return all;
        }
        List<String> unknown = against.stream().filter(id -> !all.contains(id)).toList();
        if (!unknown.isEmpty()) {
            throw new CliFailure(
                    Exit.USAGE,
                    String.join(", ", unknown) + (unknown.size() == 1 ? " is no script" : " are no scripts")
                            + " of the library (trimtab replay --list)");
        }
        return against;
    }
}
