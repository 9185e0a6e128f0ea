package dev.trimtab.sim.replay;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A line of a script's events.
 *
 * @param index from 0, notes and injects counted, a variant's events following
 * @param line in the file, from 1
 * @param grade of the numbers in it; a note may have none
 */
public record Line(int index, int line, Span span, Happening what, Optional<Grade> grade, List<String> sources) {
    public Line {
        sources = List.copyOf(sources);
    }

    /** What happens. */
    public sealed interface Happening {
        record Struck(Effect effect) implements Happening {}

        record Injected(Inject inject) implements Happening {}

        record Noted(String text) implements Happening {}
    }

    /** How good a number is. */
    public enum Grade {
        FACT,
        DERIVED,
        ESTIMATE,
        INVENTED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
