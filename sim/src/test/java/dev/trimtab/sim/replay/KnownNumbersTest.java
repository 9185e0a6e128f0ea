package dev.trimtab.sim.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Another implementation of the format got these figures for naive: equal ones say that the world is the same. */
class KnownNumbersTest {
    @ParameterizedTest
    @CsvSource({"cloudflare-2025-11-18, 18.2, 22", "fastly-2021-06-08, 12.8, 6", "partial-region-brownout, 12.9, 10"})
    void naive_meets_the_known_figures(String id, double badUserMinutes, int writes) {
        Run.Score score =
                Run.of(Scripts.shipped(id), References.NAIVE, Set.of()).score();

        assertThat(score.badUserMinutes()).isCloseTo(badUserMinutes, within(0.05));
        assertThat(score.dnsWrites()).isEqualTo(writes);
        assertThat(score.invariantBrokenMinutes()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"cloudflare-2025-11-18", "fastly-2021-06-08", "partial-region-brownout"})
    void an_oracle_that_keeps_to_capacity_hurts_no_more_than_naive_or_nothing(String id) {
        Script script = Scripts.shipped(id);
        double oracle = Run.of(script, References.ORACLE, Set.of()).score().badUserMinutes();

        assertThat(oracle)
                .isLessThan(Run.of(script, References.NAIVE, Set.of()).score().badUserMinutes());
        assertThat(oracle)
                .isLessThan(Run.of(script, References.NOTHING, Set.of()).score().badUserMinutes());
    }

    @ParameterizedTest
    @CsvSource({"cloudflare-2025-11-18", "partial-region-brownout", "aws-2025-10-20"})
    void nothing_changes_nothing(String id) {
        assertThat(Run.of(Scripts.shipped(id), References.NOTHING, Set.of())
                        .score()
                        .dnsWrites())
                .isZero();
    }
}
