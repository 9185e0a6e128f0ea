package dev.trimtab.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A piece of a YAML document that knows its line. */
public sealed interface Node {
    /** From 1. */
    int line();

    /** How a person would call it. */
    String what();

    /** Keys in the order of the file, each once. */
    record Mapping(Map<String, Entry> entries, int line) implements Node {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public String what() {
            return "a map";
        }
    }

    /** A value with the line of its key. */
    record Entry(Node value, int keyLine) {}

    record Sequence(List<Node> items, int line) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String what() {
            return "a list";
        }
    }

    record Scalar(String text, Kind kind, int line) implements Node {
        @Override
        public String what() {
            return kind == Kind.NOTHING ? "nothing" : Words.quoted(text);
        }
    }

    /** What YAML 1.2's core schema makes of a plain scalar: {@code no} and {@code on} are text, as people mean them. */
    enum Kind {
        TEXT,
        WHOLE,
        DECIMAL,
        FLAG,
        NOTHING
    }
}
