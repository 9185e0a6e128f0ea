package dev.trimtab.cli;

import dev.trimtab.config.ConfigFile;
import dev.trimtab.config.Words;
import dev.trimtab.sim.replay.Library;
import dev.trimtab.sim.replay.Script;
import dev.trimtab.sim.replay.ScriptReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Scripts by their id in the library or their path. */
final class Replayable {
    private Replayable() {}

    /** All scripts, or all their problems at once. */
    static List<Script> read(List<String> files, Optional<String> variant, PrintWriter err) {
        List<Script> scripts = new ArrayList<>();
        int bad = 0;
        for (String file : files) {
            List<String> problems = new ArrayList<>();
            script(file, variant, problems).ifPresent(scripts::add);
            problems.forEach(problem -> err.println(file + ": " + problem));
            bad += problems.isEmpty() ? 0 : 1;
        }
        if (bad > 0) {
            throw new CliFailure(
                    Exit.USAGE, bad + " of " + Words.counted(files.size(), "script") + " cannot be replayed");
        }
        return scripts;
    }

    private static Optional<Script> script(String file, Optional<String> variant, List<String> problems) {
        Optional<String> text = Library.script(file).or(() -> onDisk(file, problems));
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return switch (ScriptReader.read(text.get())) {
            case ScriptReader.Read read -> {
                variant.filter(name -> !read.script().variants().containsKey(name))
                        .ifPresent(name -> problems.add(
                                noVariant(name, read.script().variants().keySet())));
                yield Optional.of(read.script());
            }
            case ScriptReader.Unreadable unreadable -> {
                unreadable.problems().forEach(problem -> problems.add(problem.toString()));
                yield Optional.empty();
            }
        };
    }

    private static Optional<String> onDisk(String file, List<String> problems) {
        return switch (ConfigFile.content(Path.of(file))) {
            case ConfigFile.Content.Text text -> Optional.of(text.text());
            case ConfigFile.Content.Unreadable unreadable -> {
                problems.add("is no script of the library (--list) and no file that can be read: " + unreadable.why());
                yield Optional.empty();
            }
        };
    }

    private static String noVariant(String name, Set<String> variants) {
        return "has no variant " + Words.quoted(name)
                + (variants.isEmpty()
                        ? "; it has none at all"
                        : "; it has " + String.join(", ", variants) + Words.didYouMean(name, variants));
    }
}
