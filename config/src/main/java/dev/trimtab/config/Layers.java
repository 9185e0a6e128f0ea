package dev.trimtab.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A name's own section before the defaults: each key is taken from the first that has it. */
record Layers(List<Cursor> layers, Problems problems) {
    Layers {
        layers = List.copyOf(layers);
    }

    Layers in(String section) {
        return new Layers(
                layers.stream().flatMap(layer -> layer.get(section).stream()).toList(), problems);
    }

    Optional<Cursor> get(String key) {
        return layers.stream().flatMap(layer -> layer.get(key).stream()).findFirst();
    }

    String word(String key, String otherwise) {
        return get(key).flatMap(Cursor::text).orElse(otherwise);
    }

    int whole(String key, int otherwise) {
        return get(key).flatMap(Cursor::whole).orElse(otherwise);
    }

    /** A duration within bounds; out of them it is a problem where it stands. */
    Duration duration(String key, Duration otherwise, Duration min, Duration max) {
        Optional<Cursor> at = get(key);
        Optional<Duration> found = at.flatMap(Cursor::text).flatMap(Amounts::duration);
        if (found.isPresent() && (found.get().compareTo(min) < 0 || found.get().compareTo(max) > 0)) {
            refuse(at.get(), "expected " + Amounts.shown(min) + " to " + Amounts.shown(max));
            return otherwise;
        }
        return found.orElse(otherwise);
    }

    /** A part of the whole above zero, in basis points. */
    int basisPoints(String key, int otherwise) {
        Optional<Cursor> at = get(key);
        Optional<Integer> found = at.flatMap(Cursor::text).flatMap(Amounts::basisPoints);
        if (found.isPresent() && (found.get() < 1 || found.get() > 10_000)) {
            refuse(at.get(), "expected more than 0% and at most 100%");
            return otherwise;
        }
        return found.orElse(otherwise);
    }

    private void refuse(Cursor at, String expected) {
        problems.error(at.path(), at.line(), "is " + at.node().what() + "; " + expected);
    }
}
