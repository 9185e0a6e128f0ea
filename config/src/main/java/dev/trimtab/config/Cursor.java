package dev.trimtab.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A place in the tree with its path. Reads leniently: what has the wrong form is absent, {@link ShapeCheck} has said so. */
public record Cursor(String path, Node node) {
    public int line() {
        return node.line();
    }

    public Optional<Cursor> get(String key) {
        return node instanceof Node.Mapping mapping
                ? Optional.ofNullable(mapping.entries().get(key))
                        .map(entry -> new Cursor(ShapeCheck.inside(path, key), entry.value()))
                : Optional.empty();
    }

    public List<Cursor> items() {
        List<Cursor> items = new ArrayList<>();
        if (node instanceof Node.Sequence sequence) {
            for (Node item : sequence.items()) {
                items.add(new Cursor(path + "[" + items.size() + "]", item));
            }
        }
        return items;
    }

    public List<Cursor> items(String key) {
        return get(key).map(Cursor::items).orElse(List.of());
    }

    /** Entries in the order of the file. */
    public Map<String, Cursor> entries() {
        Map<String, Cursor> entries = new LinkedHashMap<>();
        if (node instanceof Node.Mapping mapping) {
            mapping.entries()
                    .forEach((key, entry) -> entries.put(key, new Cursor(ShapeCheck.inside(path, key), entry.value())));
        }
        return entries;
    }

    public Map<String, Cursor> entries(String key) {
        return get(key).map(Cursor::entries).orElse(Map.of());
    }

    public Optional<String> text() {
        return node instanceof Node.Scalar scalar && scalar.kind() != Node.Kind.NOTHING
                ? Optional.of(scalar.text())
                : Optional.empty();
    }

    public Optional<String> text(String key) {
        return get(key).flatMap(Cursor::text);
    }

    public Optional<Integer> whole() {
        return node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.WHOLE
                ? Optional.of(Long.parseLong(scalar.text()))
                        .filter(number -> number == number.intValue())
                        .map(Long::intValue)
                : Optional.empty();
    }

    /** Whether a flag is there and true. */
    public boolean says(String key) {
        return get(key).map(Cursor::node)
                .filter(Node.Scalar.class::isInstance)
                .map(Node.Scalar.class::cast)
                .filter(scalar ->
                        scalar.kind() == Node.Kind.FLAG && scalar.text().equalsIgnoreCase("true"))
                .isPresent();
    }

    public List<String> texts(String key) {
        return items(key).stream().flatMap(item -> item.text().stream()).toList();
    }
}
