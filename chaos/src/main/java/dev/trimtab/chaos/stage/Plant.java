package dev.trimtab.chaos.stage;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Faults planted in our own sources, to see that the laws find them. The changed class is compiled aside and goes before the
 * controllers' own; no release has a switch for it.
 */
public enum Plant {
    /** Whoever takes the lease over goes on with its predecessor's fence, and marks that bear it raise nothing. */
    FENCE,

    /** Whoever led once believes so for ever. */
    LEASE;

    /** One expression, and what stands there instead. */
    private record Change(String text, String instead) {}

    private static final String CLASS = "dev/trimtab/controller/leadership/ContestedLeadership.java";

    private List<Change> changes() {
        return switch (this) {
            case FENCE ->
                List.of(
                        new Change("new Held(holder, last + 1, lease,", "new Held(holder, Math.max(1, last), lease,"),
                        new Change(
                                "if (held.isEmpty() || held.get().fence() > fence) {",
                                "if (held.isEmpty() || held.get().fence() + fence > 0) {"));
            case LEASE ->
                List.of(new Change(
                        "return held.filter(t -> t.endsAt() - now > 0)",
                        "return held.filter(t -> now != Long.MIN_VALUE)"));
        };
    }

    /** The one with that word, such as {@code fence}. */
    public static Optional<Plant> of(String word) {
        return Arrays.stream(values())
                .filter(plant -> plant.word().equals(word))
                .findFirst();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All words, for people. */
    public static String words() {
        return Arrays.stream(values()).map(Plant::word).collect(Collectors.joining(", "));
    }

    /**
     * Compiles the changed class.
     *
     * @param home the project's folder, built
     * @param folder where to
     * @return what goes before the class path
     * @throws IllegalStateException when the source has changed, so that nothing would be planted
     */
    Path compile(Path home, Path folder) throws IOException {
        String source =
                Files.readString(home.resolve("controller/src/main/java").resolve(CLASS));
        for (Change change : changes()) {
            if (source.split(Pattern.quote(change.text()), -1).length != 2) {
                throw new IllegalStateException("plant " + word() + ": its text does not stand once in " + CLASS
                        + " any more, so that nothing would be broken: " + change.text());
            }
            source = source.replace(change.text(), change.instead());
        }
        Path changed = folder.resolve("plant/source").resolve(CLASS);
        Files.createDirectories(changed.getParent());
        Files.writeString(changed, source);
        Path classes = Files.createDirectories(folder.resolve("plant/classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> jars = Files.list(home.resolve("dist/target/lib"))) {
            StringWriter said = new StringWriter();
            boolean done = compiler.getTask(
                            said,
                            files,
                            null,
                            List.of(
                                    "-proc:none",
                                    "-nowarn",
                                    "-d",
                                    classes.toString(),
                                    "-cp",
                                    jars.map(Path::toString).collect(Collectors.joining(":"))),
                            null,
                            files.getJavaFileObjects(changed))
                    .call();
            if (!done) {
                throw new IllegalStateException("plant " + word() + " does not compile: " + said);
            }
        }
        return classes;
    }
}
