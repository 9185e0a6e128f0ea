package dev.trimtab.sim.replay;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The incident scripts that ship. */
public final class Library {
    private static final String FOLDER = "/dev/trimtab/sim/incidents/";

    private Library() {}

    /**
     * A script of the library.
     *
     * @param right whether moving is right: {@code move}, {@code stay} or {@code mixed}
     * @param course {@code flaps} or {@code steady}
     */
    public record Entry(String id, String right, String course, String sentence) {}

    /** All scripts, in the order of the list. */
    public static List<Entry> list() {
        return text("LIBRARY")
                .orElseThrow(() -> new IllegalStateException("the library's list is missing"))
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split("\t", 4))
                .map(parts -> new Entry(parts[0], parts[1], parts[2], parts[3]))
                .toList();
    }

    /** The text of a script; empty when there is none of that id. */
    public static Optional<String> script(String id) {
        return id.matches("[a-z0-9-]{1,80}") ? text(id + ".yaml") : Optional.empty();
    }

    private static Optional<String> text(String file) {
        try (InputStream in = Library.class.getResourceAsStream(FOLDER + file)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
