package dev.trimtab.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * That the table of mutants is about the sources as they are, and that its machinery can say red and green. Whether every
 * test of the table turns red takes minutes and is asked by {@code make mutants}.
 */
class MutantTableTest {
    private static final Path MODULE = Files.isDirectory(Path.of("src")) ? Path.of("") : Path.of("core");

    @TempDir
    Path scratch;

    @Test
    void every_row_is_about_the_sources_as_they_are() throws Exception {
        List<Mutant> mutants = MutantTable.read(MODULE.resolve("src/test/mutants"));
        MutantRun run = new MutantRun(MODULE, scratch);

        assertThat(mutants).hasSizeGreaterThan(100);
        assertThat(mutants).extracting(Mutant::id).doesNotHaveDuplicates();
        for (Mutant mutant : mutants) {
            String source = Files.readString(run.source(mutant));
            assertThat(mutant.applied(source)).as(mutant.id()).isNotEqualTo(source);
            Set<String> tests = Stream.of(Class.forName(mutant.testClass()).getDeclaredMethods())
                    .map(Method::getName)
                    .collect(Collectors.toSet());
            assertThat(tests).as(mutant.id()).contains(mutant.testMethod());
        }
    }

    @Test
    void every_built_in_safety_rule_has_a_row() throws IOException {
        Set<String> ids = MutantTable.read(MODULE.resolve("src/test/mutants")).stream()
                .map(Mutant::id)
                .collect(Collectors.toSet());
        assertThat(dev.trimtab.core.safety.SafetyReview.builtIn())
                .allSatisfy(rule -> assertThat(ids).contains(rule.name()));
    }

    @Test
    void a_decision_that_is_missed_is_red_and_one_that_nobody_asks_for_is_green() {
        MutantRun run = new MutantRun(MODULE, scratch);
        Mutant needed = mutant("run >= detect.fall()", "false");
        Mutant harmless = mutant("run >= detect.fall()", "detect.fall() <= run");
        assertThat(run.untouched(needed).red()).isFalse();
        assertThat(run.without(needed).red()).isTrue();
        assertThat(run.without(harmless).red()).isFalse();
    }

    @Test
    void a_row_that_the_source_has_left_behind_is_no_proof() {
        assertThatThrownBy(() -> mutant("nobody wrote this", "").applied("class A {}"))
                .isInstanceOf(Mutant.Stale.class)
                .hasMessageContaining("is not there any more");
        assertThatThrownBy(() -> mutant("a ( b )", "").applied("a(b); a( b );"))
                .isInstanceOf(Mutant.Stale.class)
                .hasMessageContaining("is there more than once");
        MutantRun run = new MutantRun(MODULE, scratch);
        assertThatThrownBy(() -> run.without(mutant("run >= detect.fall()", "no Java")))
                .hasMessageContaining("does not compile");
    }

    @Test
    void a_row_that_is_not_whole_is_refused() {
        assertThatThrownBy(() -> MutantTable.parse("[a]\nrule R1\nwhat it\n"))
                .hasMessageContaining("[a]: has [rule, what], needs");
        assertThatThrownBy(() -> MutantTable.parse("[a]\nrule R1\nrule R2\n"))
                .hasMessageContaining("unknown, or twice: rule R2");
        assertThatThrownBy(() -> MutantTable.parse("rule R1\n")).hasMessageContaining("a row begins with [its-id]");
    }

    private static Mutant mutant(String cut, String put) {
        return new Mutant(
                "one",
                "R1",
                "it",
                "judge/Health",
                cut,
                put,
                "judge/HealthAndQuorumTest#two_failed_looks_in_a_row_bring_a_target_down");
    }
}
