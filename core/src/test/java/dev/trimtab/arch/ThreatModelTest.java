package dev.trimtab.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each attacker of the threat model has a test that shows what stops him, and it is there. */
class ThreatModelTest {
    private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z0-9]+)`");

    @Test
    void each_row_names_tests_that_there_are() throws IOException {
        List<String> rows = rows(Files.readString(project().resolve("docs/explanation/threat-model.md")));

        assertThat(rows).hasSizeGreaterThan(9);
        assertThat(faults(rows, tests())).isEmpty();
    }

    @Test
    void a_row_without_a_test_or_with_one_that_is_gone_is_found() {
        List<String> rows = rows("""
                | attacker has | at worst he | what stops him | shown by |
                | --- | --- | --- | --- |
                | **a key** | lies | `Signature` | `GoneTest`, `HereTest` |
                | **a pen** | writes | paper | |
                | **a body** | is us | nothing | none |
                """);

        assertThat(faults(rows, Set.of("HereTest")))
                .containsExactly("no test GoneTest: **a key**", "no test: **a pen**");
    }

    /** Of the one table, without its head. */
    private static List<String> rows(String text) {
        return text.lines().filter(line -> line.startsWith("| **")).toList();
    }

    private static List<String> faults(List<String> rows, Set<String> tests) {
        List<String> faults = new ArrayList<>();
        for (String row : rows) {
            String[] cells = row.split(" *\\| *", -1);
            String shown = cells[cells.length - 2];
            if (shown.equals("none")) {
                continue;
            }
            Matcher named = NAMED.matcher(shown);
            boolean any = false;
            while (named.find()) {
                any = true;
                if (!tests.contains(named.group(1))) {
                    faults.add("no test " + named.group(1) + ": " + cells[1]);
                }
            }
            if (!any) {
                faults.add("no test: " + cells[1]);
            }
        }
        return faults;
    }

    /** Every class of tests in the project, by its file. */
    private static Set<String> tests() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(project())) {
            files.map(file -> project().relativize(file).toString())
                    .filter(file -> file.contains("src/test/java/") && file.endsWith(".java"))
                    .forEach(file -> names.add(file.substring(file.lastIndexOf('/') + 1, file.length() - 5)));
        }
        return names;
    }

    private static Path project() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("ARCHITECTURE.md"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException(
                        "no ARCHITECTURE.md above " + Path.of("").toAbsolutePath());
            }
        }
        return folder;
    }
}
