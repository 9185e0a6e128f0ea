package dev.trimtab.core.spec;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A fault in a configuration, or a warning.
 *
 * @param path where, such as {@code names[2].targets[0].weight}
 * @param line in the file, from 1; 0 when it has none
 * @param sentence what is wrong and what is expected, with the value
 */
public record Problem(Severity severity, String path, int line, String sentence) {
    /** Whether the configuration can be used in spite of it. */
    public enum Severity {
        ERROR,
        /** It parses and has no effect, or loses something. */
        WARNING
    }

    @Override
    public String toString() {
        String where = Stream.of(line > 0 ? "line " + line : "", path)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
        return (severity == Severity.WARNING ? "warning: " : "") + (where.isEmpty() ? "" : where + ": ") + sentence;
    }
}
