package dev.trimtab.cli;

import dev.trimtab.config.ConfigFile;
import dev.trimtab.config.Reading;
import dev.trimtab.config.Words;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.sim.engine.Casting;
import dev.trimtab.sim.engine.Conduct;
import dev.trimtab.sim.replay.Script;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** A configuration that a replay takes its policy from: that of its first name, and the safety rules of all. */
record Configured(Path file, Spec spec, NameSpec name) {
    static Configured read(Path file, PrintWriter err) {
        Spec spec = reading(file, err).spec();
        return spec.names().values().stream()
                .findFirst()
                .map(name -> new Configured(file, spec, name))
                .orElseThrow(() -> new CliFailure(Exit.USAGE, file + " steers no name"));
    }

    /** A configuration as a controller would read it; all that is wrong with it is told at once. */
    static Reading.Good reading(Path file, PrintWriter err) {
        return switch (ConfigFile.read(file)) {
            case Reading.Good good -> good;
            case Reading.Bad bad -> {
                bad.problems().forEach(problem -> err.println(file + ": " + problem));
                throw new CliFailure(
                        Exit.USAGE, file + ": " + Words.counted(bad.problems().size(), "problem"));
            }
        };
    }

    /** Its CDNs in the roles of scripts; all that is wrong is told at once. */
    Casting casting(List<String> words, List<Script> scripts, PrintWriter err) {
        if (words.isEmpty()) {
            return Casting.NONE;
        }
        return switch (Casting.read(words, spec, name, scripts)) {
            case Casting.Fits fits -> fits.casting();
            case Casting.Misfit misfit -> {
                misfit.problems().forEach(problem -> err.println("--cast: " + problem));
                throw new CliFailure(
                        Exit.USAGE, "--cast: " + Words.counted(misfit.problems().size(), "problem"));
            }
        };
    }

    Conduct conduct(Casting casting) {
        return casting.conduct(Conduct.of(spec, name));
    }
}
