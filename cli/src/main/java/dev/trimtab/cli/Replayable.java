package dev.trimtab.cli;

import dev.trimtab.sim.replay.Library;
import dev.trimtab.sim.replay.Script;
import dev.trimtab.sim.replay.ScriptReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Scripts by their id in the library or their path. */
final class Replayable {
    private Replayable() {}

    /** All scripts, or all their problems at once. */
    static List<Script> read(List<String> files, Optional<String> variant, PrintWriter err) {
        List<Script> scripts = new ArrayList<>();
        int bad = 0;
        for (String file : files) {
            switch (ScriptReader.read(text(file))) {
                case ScriptReader.Read read -> {
                    if (variant.isPresent() && !read.script().variants().containsKey(variant.get())) {
                        err.println(file + ": has no variant " + variant.get() + "; it has "
                                + read.script().variants().keySet());
                        bad++;
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
            throw new CliFailure(Exit.USAGE, bad + " of " + files.size() + " scripts cannot be replayed");
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
}
