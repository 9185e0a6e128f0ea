package dev.trimtab.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What may stand at a place of the file. One table of shapes ({@link Layout}) makes the reader's checks, the published
 * JSON Schema and the reference page, so that they cannot drift apart.
 */
sealed interface Shape {
    /** In a sentence: "expected …". */
    String expects();

    /**
     * Text of a pattern that Java and ECMAScript read alike.
     *
     * @param shown whether a problem may repeat the value; a mistaken path may be a pasted secret
     */
    record Text(String pattern, String expects, Shown shown) implements Shape {}

    /** Whether a problem's sentence repeats a value. */
    enum Shown {
        SHOWN,
        HIDDEN
    }

    record Whole(long min, long max) implements Shape {
        @Override
        public String expects() {
            return "a whole number from " + min + " to " + max;
        }
    }

    record Flag() implements Shape {
        @Override
        public String expects() {
            return "true or false";
        }
    }

    record Choice(List<String> words) implements Shape {
        @Override
        public String expects() {
            return (words.size() == 1 ? "" : "one of ") + String.join(", ", words);
        }
    }

    /** Text, number or flag, compared as text. */
    record AnyScalar() implements Shape {
        @Override
        public String expects() {
            return "text, a number, true or false";
        }
    }

    record ListOf(Shape item, int min, int max) implements Shape {
        @Override
        public String expects() {
            return "a list of " + (min > 0 ? "at least " + min : "at most " + max);
        }
    }

    /** A map whose keys the owner chooses. */
    record MapOf(Text key, Shape value, int min) implements Shape {
        @Override
        public String expects() {
            return "a map" + (min > 0 ? " of at least " + min : "");
        }
    }

    /** A map of known keys; every other key is an error. */
    record Section(List<KeyShape> keys) implements Shape {
        public Section {
            keys = List.copyOf(keys);
        }

        static Section of(KeyShape... keys) {
            return new Section(Arrays.asList(keys));
        }

        Section with(KeyShape... more) {
            List<KeyShape> all = new ArrayList<>(keys);
            all.addAll(Arrays.asList(more));
            return new Section(all);
        }

        @Override
        public String expects() {
            return "a map of "
                    + String.join(", ", keys.stream().map(KeyShape::name).toList());
        }
    }

    /** A map whose known keys depend on the word under one of them. */
    record ByKind(String discriminator, Map<String, Section> kinds) implements Shape {
        public ByKind {
            kinds = Collections.unmodifiableMap(new LinkedHashMap<>(kinds));
        }

        @Override
        public String expects() {
            return "a map with " + discriminator + ": " + String.join(" | ", kinds.keySet());
        }
    }

    /** The first of the shapes that fits the kind of node decides. */
    record Either(List<Shape> choices, String expects) implements Shape {}

    /**
     * A key of a section.
     *
     * @param otherwise the default as the reference page shows it; empty when there is none
     */
    record KeyShape(String name, Shape shape, Presence presence, String otherwise, String meaning) {
        static KeyShape required(String name, Shape shape, String meaning) {
            return new KeyShape(name, shape, Presence.REQUIRED, "", meaning);
        }

        static KeyShape optional(String name, Shape shape, String otherwise, String meaning) {
            return new KeyShape(name, shape, Presence.OPTIONAL, otherwise, meaning);
        }

        /** Checked for shape, named in a warning, without effect. */
        static KeyShape later(String name, Shape shape, String meaning) {
            return new KeyShape(name, shape, Presence.LATER, "", meaning);
        }
    }

    /** Whether a key must be there, and whether it does anything yet. */
    enum Presence {
        REQUIRED,
        OPTIONAL,
        LATER
    }
}
