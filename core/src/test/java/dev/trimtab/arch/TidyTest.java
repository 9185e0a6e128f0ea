package dev.trimtab.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The project's own files, and of each rule that it finds what it should. */
class TidyTest {
    private static final String MARKED = "@NullMarked\npackage a;\n";

    @TempDir
    Path made;

    @Test
    void the_project_is_tidy() throws IOException {
        Path project = project();

        assertThat(Tidy.textFiles(project))
                .as("a scan that sees nothing proves nothing")
                .contains(
                        project.resolve("README.md"),
                        project.resolve("Makefile"),
                        project.resolve("bin/find-jdk"),
                        project.resolve(".github/workflows/check.yml"),
                        project.resolve("core/src/main/java/dev/trimtab/core/loop/SteeringLoop.java"));
        assertThat(Tidy.scan(project)).isEmpty();
    }

    @Test
    void what_is_tidy_is_left_alone() throws IOException {
        put("README.md", "# One title\n\nSee [there](docs/there.md#the-place) and `[no link](nowhere)`.\n");
        put("docs/there.md", "# There\n\n## The place\n\n```\n# no title\n[no link](nowhere)\n```\n");
        put("src/a/package-info.java", MARKED);
        put("src/a/A.java", "class A {}\n");
        put("Makefile", "all:\n\ttrue\n");
        put(
                ".github/workflows/check.yml",
                "- uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2\n");
        put("target/rubbish.md", "no title  \n");

        assertThat(Tidy.scan(made)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a.md          | # T\\n\\nspace \\n             | a.md:3: trailing space
                    a.yml         | a: b                           | a.yml:1: no newline at the end
                    a.json        | {\\t}\\n                       | a.json:1: a tab
                    bin/run       | # %s: later\\n                 | bin/run:1: a word that belongs into an issue: # %s: later
                    a.md          | text\\n                        | a.md: 0 titles (# ), should be 1
                    b.md          | # A\\n\\n# B\\n                | b.md: 2 titles (# ), should be 1
                    b.md          | # A\\n\\n[x](gone.md)\\n       | b.md:3: a link that leads nowhere: gone.md
                    b.md          | # A\\n\\n[x](#gone)\\n         | b.md:3: a link that leads nowhere: #gone
                    b.md          | # A\\n\\n[x](../../etc)\\n     | b.md:3: a link that leads nowhere: ../../etc
                    .github/c.yml | - uses: actions/checkout@v4\\n | .github/c.yml:1: an action that is not pinned by its full commit: - uses: actions/checkout@v4
                    """)
    void what_is_untidy_is_named_with_its_place(String file, String content, String finding) throws IOException {
        String word = "TO" + "DO";
        put(file, content.replace("\\n", "\n").replace("\\t", "\t").replace("%s", word));

        assertThat(Tidy.scan(made)).extracting(Tidy.Finding::toString).containsExactly(finding.replace("%s", word));
    }

    @Test
    void a_java_file_that_is_too_long_is_named() throws IOException {
        put("a/package-info.java", MARKED);
        put("a/Long.java", "// line\n".repeat(Tidy.JAVA_LINES_MAX));
        put("a/Longer.java", "// line\n".repeat(Tidy.JAVA_LINES_MAX + 1));

        assertThat(found()).containsExactly("a/Longer.java: 401 lines, at most 400");
    }

    @Test
    void a_name_that_says_nothing_is_named() throws IOException {
        put("a/package-info.java", MARKED);
        put("a/NameUtil.java", "class NameUtil {}\n");
        put("a/AbstractName.java", "class AbstractName {}\n");

        assertThat(found())
                .containsExactly(
                        "a/AbstractName.java: a name that does not say what it is",
                        "a/NameUtil.java: a name that does not say what it is");
    }

    @Test
    void a_package_that_does_not_say_what_may_be_null_is_named() throws IOException {
        put("a/A.java", "class A {}\n");
        put("b/package-info.java", "package b;\n");

        assertThat(found())
                .containsExactly(
                        "a/A.java: its package has no package-info.java",
                        "b/package-info.java: the package is not @NullMarked");
    }

    @Test
    void a_test_that_sleeps_is_named_and_a_program_may() throws IOException {
        String sleeping = "class A { void a() throws Exception { Thread." + "sleep(1); } }\n";
        put("m/src/test/a/package-info.java", MARKED);
        put("m/src/test/a/A.java", sleeping);
        put("m/src/main/a/package-info.java", MARKED);
        put("m/src/main/a/A.java", sleeping);

        assertThat(found()).containsExactly("m/src/test/a/A.java:1: a test that sleeps; wait for a condition");
    }

    private List<String> found() {
        return Tidy.scan(made).stream().map(Tidy.Finding::toString).toList();
    }

    private void put(String file, String content) throws IOException {
        Path path = made.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    /** The folder of the whole project: tests run in their module's. */
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
