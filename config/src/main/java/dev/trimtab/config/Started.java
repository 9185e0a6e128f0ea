package dev.trimtab.config;

import dev.trimtab.core.spec.Problem;
import dev.trimtab.core.spec.Spec;
import java.util.List;

/** On what a process can start. */
public sealed interface Started {
    /** What stands in the file now; {@link ConfigWatch} reports what differs from it. */
    ConfigFile.Content seen();

    /** The file is good, and kept as the last good copy; a warning says when it could not be kept. */
    record OnCurrent(Spec spec, List<Problem> warnings, ConfigFile.Content seen) implements Started {
        public OnCurrent {
            warnings = List.copyOf(warnings);
        }
    }

    /** The file is broken or missing, for these problems; the last good copy carries on. */
    record OnLastGood(Spec spec, List<Problem> problems, ConfigFile.Content seen) implements Started {
        public OnLastGood {
            problems = List.copyOf(problems);
        }
    }

    /** Neither can be used: exit 2 with all problems. */
    record Impossible(List<Problem> problems, ConfigFile.Content seen) implements Started {
        public Impossible {
            problems = List.copyOf(problems);
        }
    }
}
