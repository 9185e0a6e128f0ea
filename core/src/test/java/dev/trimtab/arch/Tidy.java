package dev.trimtab.arch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** Reads every text file of the project and says what is untidy; CONTRIBUTING.md lists the rules for people. */
final class Tidy {
    /** A file that does not fit into one sitting does two jobs. */
    static final int JAVA_LINES_MAX = 400;

    private static final Set<String> TEXT_ENDINGS = Set.of(
            ".java",
            ".md",
            ".xml",
            ".yml",
            ".yaml",
            ".json",
            ".properties",
            ".config",
            ".editorconfig",
            ".gitattributes");

    /** What is built, what belongs to tools, and what git keeps. */
    private static final Set<String> SKIPPED =
            Set.of("target", "node_modules", ".git", ".idea", ".vscode", ".settings");

    /** Folders whose files are programs without an ending. */
    private static final Set<String> PROGRAMS = Set.of("bin", "script", ".ci");

    private static final Pattern UNTELLING =
            Pattern.compile("(?:.*(?:Util|Utils|Helper|Helpers|Manager|Impl|Base)|Abstract.+)\\.java");

    /** Put together from halves, so that this file does not break its own rule. */
    private static final Pattern BANNED =
            Pattern.compile("\\b(?:TO" + "DO|FIX" + "ME|HA" + "CK|XX" + "X)\\b|@auth" + "or\\b");

    private static final Pattern SLEEP =
            Pattern.compile("\\bThread\\s*\\.\\s*sleep\\s*\\(|\\bTimeUnit\\.\\w+\\.sleep\\s*\\(");

    private static final Pattern ACTION = Pattern.compile("^\\s*(?:-\\s*)?uses:\\s*(\\S+)");
    private static final Pattern PINNED = Pattern.compile("\\./.*|[^@]+@[0-9a-f]{40}");

    private final Path root;
    private final List<Finding> findings = new ArrayList<>();

    /** @param line from 1; 0 when it is about the whole file */
    record Finding(Path file, int line, String what) {
        @Override
        public String toString() {
            return file + (line > 0 ? ":" + line : "") + ": " + what;
        }
    }

    private Tidy(Path root) {
        this.root = root;
    }

    /** Everything untidy below a folder, in order of path. */
    static List<Finding> scan(Path root) {
        Tidy tidy = new Tidy(root);
        try {
            for (Path file : textFiles(root)) {
                tidy.read(file);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        tidy.findings.sort(Comparator.comparing(Finding::file).thenComparingInt(Finding::line));
        return tidy.findings;
    }

    static List<Path> textFiles(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return SKIPPED.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && isText(root.relativize(file))) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private static boolean isText(Path file) {
        String name = file.getFileName().toString();
        return name.equals("Makefile")
                || TEXT_ENDINGS.stream().anyMatch(name::endsWith)
                || PROGRAMS.contains(file.getName(0).toString());
    }

    private void read(Path path) throws IOException {
        Path file = root.relativize(path);
        String name = file.getFileName().toString();
        String text = Files.readString(path);
        List<String> lines = text.lines().toList();
        BiConsumer<Integer, String> found = (line, what) -> findings.add(new Finding(file, line, what));

        if (!text.isEmpty() && !text.endsWith("\n")) {
            found.accept(lines.size(), "no newline at the end");
        }
        for (int i = 0; i < lines.size(); i++) {
            line(file, i + 1, lines.get(i), found);
        }
        if (name.endsWith(".java")) {
            java(path, lines, found);
        }
        if (name.endsWith(".md")) {
            Markdown.check(root, path, lines, found);
        }
    }

    private static void line(Path file, int number, String line, BiConsumer<Integer, String> found) {
        if (!line.isEmpty() && Character.isWhitespace(line.charAt(line.length() - 1))) {
            found.accept(number, "trailing space");
        }
        if (line.indexOf('\t') >= 0 && !file.endsWith("Makefile")) {
            found.accept(number, "a tab");
        }
        if (BANNED.matcher(line).find() && !line.contains("%d{")) {
            found.accept(number, "a word that belongs into an issue: " + line.strip());
        }
        if (file.startsWith(Path.of(".github")) && !pinned(line)) {
            found.accept(number, "an action that is not pinned by its full commit: " + line.strip());
        }
    }

    private static boolean pinned(String line) {
        var action = ACTION.matcher(line);
        return !action.find() || PINNED.matcher(action.group(1)).matches();
    }

    private static void java(Path path, List<String> lines, BiConsumer<Integer, String> found) {
        String name = path.getFileName().toString();
        if (lines.size() > JAVA_LINES_MAX) {
            found.accept(0, lines.size() + " lines, at most " + JAVA_LINES_MAX);
        }
        boolean example = path.toString().contains("/arch/bad/");
        if (UNTELLING.matcher(name).matches() && !example) {
            found.accept(0, "a name that does not say what it is");
        }
        if (!Files.exists(path.resolveSibling("package-info.java")) && !example) {
            found.accept(0, "its package has no package-info.java");
        }
        if (name.equals("package-info.java") && !lines.contains("@NullMarked")) {
            found.accept(0, "the package is not @NullMarked");
        }
        if (path.toString().contains("/src/test/") && !example) {
            for (int i = 0; i < lines.size(); i++) {
                if (SLEEP.matcher(lines.get(i)).find()) {
                    found.accept(i + 1, "a test that sleeps; wait for a condition");
                }
            }
        }
    }
}
