package dev.trimtab.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of the repository that tests hold the code against. */
final class Example {
    private Example() {}

    static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("docs")) ? here : here.getParent();
    }

    static String read(String path) {
        try {
            return Files.readString(repository().resolve(path));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static String whole() {
        return read("docs/examples/trimtab.yaml");
    }

    static String small() {
        return read("docs/examples/small.yaml");
    }

    /** The small example with one piece changed; the piece must be there. */
    static String small(String piece, String instead) {
        return changed(small(), piece, instead);
    }

    static String changed(String text, String piece, String instead) {
        if (!text.contains(piece)) {
            throw new AssertionError("the example has no " + piece);
        }
        return text.replace(piece, instead);
    }
}
