package dev.trimtab.config;

import dev.trimtab.core.spec.Problem;
import dev.trimtab.core.spec.Spec;
import java.util.List;

/** What became of a configuration text: all of it, or nothing of it. */
public sealed interface Reading {
    /** Usable; the warnings name what has no effect or loses something. */
    record Good(Spec spec, List<Problem> warnings) implements Reading {
        public Good {
            warnings = List.copyOf(warnings);
        }
    }

    /** Not usable; every problem, errors first. */
    record Bad(List<Problem> problems) implements Reading {
        public Bad {
            problems = List.copyOf(problems);
        }
    }
}
