package dev.trimtab.cli;

import dev.trimtab.sim.engine.Casting;
import dev.trimtab.sim.engine.Conduct;
import dev.trimtab.sim.engine.EnginePolicy;
import dev.trimtab.sim.engine.Moment;
import dev.trimtab.sim.render.MomentJson;
import dev.trimtab.sim.render.MomentText;
import dev.trimtab.sim.render.ReplayJson;
import dev.trimtab.sim.render.ReplayPage;
import dev.trimtab.sim.render.ReplayText;
import dev.trimtab.sim.replay.Library;
import dev.trimtab.sim.replay.Policy;
import dev.trimtab.sim.replay.References;
import dev.trimtab.sim.replay.Replays;
import dev.trimtab.sim.replay.Script;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs incident scripts through the product or through what it is compared with; needs no controller. */
@Command(
        name = "replay",
        description =
                "Replay incidents: exit 0 when every expectation passes, 1 when one does not, 2 for a bad file. FILE is a"
                        + " path or the id of a script of the library (--list).")
final class ReplayCommand extends OfflineCommand {
    /** How results are printed. */
    enum Format {
        text,
        json,
        html
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

    @Option(
            names = "--list",
            description =
                    "The scripts that ship, a line each: id, length, whether moving is right (move, stay, mixed), course, grades of"
                            + " its numbers, what happened, names for --variant.")
    boolean list;

    @Option(names = "--variant", paramLabel = "NAME", description = "Another customer of the same incident.")
    Optional<String> variant = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Take detection, failback, quorum and limits of this configuration's first name, and its safety rules.")
    Optional<Path> config = Optional.empty();

    @Option(
            names = "--cast",
            split = ",",
            paramLabel = "ROLE=CDN",
            description = "Put CDNs of --config into roles of the script, such as A=cloudflare,O=origin.")
    List<String> roles = new ArrayList<>();

    @Option(
            names = "--explain",
            paramLabel = "TIME",
            description =
                    "Why the answers were what they were at 11:48 (UTC), at an offset such as 48m, or an instant.")
    Optional<String> explain = Optional.empty();

    @Option(names = "--policy", description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    Who policy = Who.engine;

    @Option(
            names = {"-o", "--output"},
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    Format format = Format.text;

    @Override
    Exit run(PrintWriter out, PrintWriter err) {
        if (list) {
            Library.list()
                    .forEach(entry -> out.printf(
                            "%-28s %-6s %-5s %-6s %-48s %s%n",
                            entry.id(),
                            entry.length(),
                            entry.right(),
                            entry.course(),
                            entry.grades(),
                            entry.sentence()
                                    + (entry.variants().isEmpty()
                                            ? ""
                                            : " Variants: " + String.join(", ", entry.variants()) + ".")));
            return Exit.OK;
        }
        if (files.isEmpty()) {
            throw new CliFailure(Exit.USAGE, "name a script, or --list");
        }
        if (!roles.isEmpty() && config.isEmpty()) {
            throw new CliFailure(Exit.USAGE, "--cast needs --config: it says what your CDNs carry");
        }
        List<Script> read = Replayable.read(files, variant, err);
        Optional<Configured> configured = config.map(file -> Configured.read(file, err));
        Casting casting = configured.map(it -> it.casting(roles, read, err)).orElse(Casting.NONE);
        Conduct conduct = configured.map(it -> it.conduct(casting)).orElse(Conduct.DEFAULT);
        List<Script> scripts = read.stream().map(casting::script).toList();
        scripts.stream()
                .flatMap(script -> conduct.notAsked(script).stream())
                .distinct()
                .forEach(err::println);
        if (explain.isPresent()) {
            return explain(scripts, conduct, explain.get(), out);
        }
        Policy.Maker maker = maker(conduct);
        List<Replays.Result> results = new ArrayList<>();
        for (Script script : scripts) {
            results.add(Replays.run(script, variant, maker));
        }
        String printed = switch (format) {
            case text -> ReplayText.of(results);
            case json -> ReplayJson.of(results);
            case html -> page(scripts, results);
        };
        out.println(printed.stripTrailing());
        return results.stream().allMatch(Replays.Result::passed) ? Exit.OK : Exit.ERROR;
    }

    /** One moment of one script, as the product decided it. */
    private Exit explain(List<Script> scripts, Conduct conduct, String time, PrintWriter out) {
        if (scripts.size() != 1 || policy != Who.engine || format == Format.html) {
            throw new CliFailure(Exit.USAGE, "--explain is for one script, --policy engine, and -o text or json");
        }
        Script script = variant.map(scripts.get(0)::with).orElse(scripts.get(0));
        Duration offset = script.offset(time)
                .orElseThrow(() -> new CliFailure(
                        Exit.USAGE,
                        time + " is no moment of " + script.id() + ", which runs from " + script.t0() + " for "
                                + script.length().toMinutes()
                                + " minutes; say 11:48, an offset such as 48m, or an instant"));
        Moment moment = Moment.of(script, conduct, offset);
        out.println(format == Format.json ? MomentJson.of(moment, variant) : MomentText.of(moment));
        return Exit.OK;
    }

    private String page(List<Script> scripts, List<Replays.Result> results) {
        List<ReplayPage.Section> sections = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            Script script = scripts.get(i);
            String own = results.get(i).policy();
            sections.add(new ReplayPage.Section(
                    results.get(i),
                    List.of(References.NOTHING, References.NAIVE, References.ORACLE).stream()
                            .filter(reference -> !reference.word().equals(own))
                            .map(reference -> Replays.run(script, variant, reference))
                            .toList()));
        }
        return ReplayPage.of(sections);
    }

    private Policy.Maker maker(Conduct conduct) {
        return switch (policy) {
            case engine -> EnginePolicy.under(conduct);
            case nothing -> References.NOTHING;
            case naive -> References.NAIVE;
            case oracle -> References.ORACLE;
        };
    }
}
