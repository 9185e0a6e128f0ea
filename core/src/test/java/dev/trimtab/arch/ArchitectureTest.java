package dev.trimtab.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds core to {@link CoreRules}, and shows of each rule that it can fail. */
class ArchitectureTest {
    private static final String CORE = "dev.trimtab.core";
    private static final String BAD = "dev.trimtab.arch.bad";

    private static final JavaClasses STANDING = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(CORE);
    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(BAD);

    @Test
    void packages_of_core_import_in_flow_order() {
        CoreRules.flow(CORE, CoreRules.FLOW).check(STANDING);
    }

    @Test
    void every_package_of_the_flow_has_content() {
        assertThat(CoreRules.FLOW)
                .allSatisfy(stage -> assertThat(STANDING.containPackage(CORE + "." + stage))
                        .as(stage)
                        .isTrue());
    }

    @Test
    void an_import_against_the_flow_is_found() {
        assertThat(violations(CoreRules.flow(BAD, List.of("early", "late", "unmarked"))))
                .isNotEmpty()
                .allSatisfy(found -> assertThat(found).contains("Early").contains("Late"));
        assertThat(violations(CoreRules.flow(BAD, List.of("late", "early"))))
                .anySatisfy(found -> assertThat(found).contains("Unmarked has no place in the flow"));
    }

    @Test
    void packages_of_core_form_no_cycle() {
        CoreRules.noCycles(CORE).check(STANDING);
        assertThat(violations(CoreRules.noCycles(BAD))).isNotEmpty();
    }

    @Test
    void core_knows_the_jdk_and_nothing_else() {
        CoreRules.jdkOnly(CORE).check(STANDING);
        assertThat(violations(CoreRules.jdkOnly(BAD)))
                .anySatisfy(found -> assertThat(found).contains("org.slf4j"));
    }

    @Test
    void core_does_not_log_and_does_not_speak() {
        CoreRules.unworldly(CORE).check(STANDING);
        assertThat(violations(CoreRules.unworldly(BAD)))
                .anySatisfy(found -> assertThat(found).contains("java.util.logging"))
                .anySatisfy(found -> assertThat(found).contains("java.net.http"));
    }

    @Test
    void core_has_no_clock_no_chance_and_no_environment() {
        CoreRules.timeless(CORE).check(STANDING);
        assertThat(violations(CoreRules.timeless(BAD)))
                .extracting(ArchitectureTest::sin)
                .contains(
                        "readsTheTime",
                        "readsTheMilliseconds",
                        "refersToTheNanoseconds",
                        "takesTheSystemClock",
                        "takesTheSystemSource",
                        "throwsDice",
                        "makesDice",
                        "borrowsDice",
                        "makesAnId",
                        "readsTheEnvironment",
                        "sleeps");
    }

    @Test
    void classes_of_core_have_telling_names() {
        CoreRules.tellingNames(CORE).check(STANDING);
        assertThat(violations(CoreRules.tellingNames(BAD)))
                .anySatisfy(found -> assertThat(found).contains("NameUtil"));
    }

    @Test
    void packages_of_core_say_what_may_be_null() {
        CoreRules.nullMarked(CORE).check(STANDING);
        assertThat(violations(CoreRules.nullMarked(BAD)))
                .isNotEmpty()
                .allSatisfy(found -> assertThat(found).contains("Unmarked"));
    }

    private static List<String> violations(ArchRule rule) {
        return rule.evaluate(BROKEN).getFailureReport().getDetails();
    }

    /** The method of the bad example that a violation was found in. */
    private static String sin(String violation) {
        return Stream.of(violation.split("[.()]"))
                .dropWhile(part -> !part.equals("Impure"))
                .skip(1)
                .findFirst()
                .orElse(violation);
    }
}
