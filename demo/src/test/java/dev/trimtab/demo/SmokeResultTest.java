package dev.trimtab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SmokeResultTest {
    @Test
    void a_pass_is_one_line_with_three_times() {
        Times times = new Times(Duration.ofMillis(900), Duration.ofMillis(1_500), Duration.ofSeconds(42));

        assertThat(new SmokeResult.Pass(times).line())
                .isEqualTo("{\"smoke\":\"pass\",\"detectMs\":900,\"shiftMs\":1500,\"returnMs\":42000}");
    }

    @Test
    void a_failure_is_one_line_with_its_reason_whatever_that_holds() {
        assertThat(new SmokeResult.Fail("a \"quoted\"\nreason").line())
                .isEqualTo("{\"smoke\":\"fail\",\"reason\":\"a \\\"quoted\\\"\\nreason\"}");
    }
}
