package dev.trimtab.sim.replay;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The incident scripts that ship. */
public final class Library {
    private static final String FOLDER = "/dev/trimtab/sim/incidents/";

    private Library() {}

    /**
     * A script of the library.
     *
     * @param length such as {@code 7h}
     * @param right whether moving is right: {@code move}, {@code stay} or {@code mixed}
     * @param course {@code flaps} or {@code steady}
     * @param grades how many of its lines rest on what, such as {@code fact 2, estimate 9}
     * @param variants other customers of the same incident, by name
     */
    public record Entry(
            String id,
            String length,
            String right,
            String course,
            String grades,
            String sentence,
            List<String> variants) {}

    private static final Pattern LENGTH = Pattern.compile("(?m)^length: *(\\S+)");
    private static final Pattern VARIANTS = Pattern.compile("(?m)^variants:.*\\R((?:(?:[ #].*)?\\R)*)");
    private static final Pattern VARIANT = Pattern.compile("(?m)^  ([\\w.-]+):");
    private static final Pattern GRADE = Pattern.compile("(?m)^ *- \\{.*[{,] *ev: *(\\w+)");

    /** All scripts, in the order of the list. */
    public static List<Entry> list() {
        return text("LIBRARY")
                .orElseThrow(() -> new IllegalStateException("the library's list is missing"))
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split("\t", 4))
                .map(parts -> entry(parts[0], parts[1], parts[2], parts[3]))
                .toList();
    }

    private static Entry entry(String id, String right, String course, String sentence) {
        String text = script(id).orElseThrow(() -> new IllegalStateException("the library lacks " + id));
        Matcher length = LENGTH.matcher(text);
        return new Entry(
                id, length.find() ? length.group(1) : "", right, course, grades(text), sentence, variants(text));
    }

    private static List<String> variants(String text) {
        Matcher part = VARIANTS.matcher(text);
        return part.find()
                ? VARIANT.matcher(part.group(1))
                        .results()
                        .map(name -> name.group(1))
                        .toList()
                : List.of();
    }

    /** Best first. */
    private static String grades(String text) {
        Map<String, Integer> counts = new HashMap<>();
        Matcher grade = GRADE.matcher(text);
        while (grade.find()) {
            counts.merge(grade.group(1), 1, Integer::sum);
        }
        return LineReader.GRADES.stream()
                .filter(counts::containsKey)
                .map(word -> word + " " + counts.get(word))
                .collect(Collectors.joining(", "));
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
