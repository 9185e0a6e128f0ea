package dev.trimtab.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The rows under {@code src/test/mutants}: paragraphs of {@code key value} lines, the first of them {@code [id]}. */
final class MutantTable {
    private static final Set<String> KEYS = Set.of("rule", "what", "in", "cut", "put", "test");

    private MutantTable() {}

    /** All rows, file by file in the order of their names. */
    static List<Mutant> read(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
        List<Mutant> mutants = new ArrayList<>();
        for (Path file : files) {
            mutants.addAll(parse(Files.readString(file)));
        }
        return mutants;
    }

    static List<Mutant> parse(String text) {
        return Stream.of(text.split("\n\\s*\n"))
                .map(paragraph -> paragraph
                        .lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .toList())
                .filter(lines -> !lines.isEmpty())
                .map(MutantTable::row)
                .toList();
    }

    private static Mutant row(List<String> lines) {
        String head = lines.get(0).strip();
        if (!head.matches("\\[[a-z0-9-]+]")) {
            throw new IllegalArgumentException("a row begins with [its-id], not with: " + head);
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String key = line.split("\\s", 2)[0];
            String value = line.substring(key.length()).strip();
            if (!KEYS.contains(key) || values.put(key, value) != null) {
                throw new IllegalArgumentException(head + ": unknown, or twice: " + line);
            }
        }
        if (!values.keySet().equals(KEYS)) {
            throw new IllegalArgumentException(head + ": has " + values.keySet() + ", needs " + KEYS);
        }
        return new Mutant(
                head.substring(1, head.length() - 1),
                value(values, "rule"),
                value(values, "what"),
                value(values, "in"),
                value(values, "cut"),
                value(values, "put"),
                value(values, "test"));
    }

    private static String value(Map<String, String> values, String key) {
        return values.getOrDefault(key, "");
    }
}
