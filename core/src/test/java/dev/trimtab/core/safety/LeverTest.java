package dev.trimtab.core.safety;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When trial writes tell that a provider's API is lost, and how often they are made (R26). */
class LeverTest {
    private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");
    private static final Duration EVERY = Duration.ofMinutes(5);

    @Test
    void it_is_lost_at_the_third_failure_of_the_last_five() {
        assertThat(after("+f+f").state()).isEqualTo(Lever.State.WORKS);
        assertThat(after("+f+ff").state()).isEqualTo(Lever.State.LOST);
        assertThat(after("+ff++f").state()).isEqualTo(Lever.State.LOST);
        assertThat(after("+ff+++f").state())
                .as("the first failure is forgotten")
                .isEqualTo(Lever.State.WORKS);
    }

    @Test
    void three_successes_in_a_row_clear_it_and_two_do_not() {
        assertThat(after("+fff++").state()).isEqualTo(Lever.State.LOST);
        assertThat(after("+fff++f++").state()).isEqualTo(Lever.State.LOST);
        assertThat(after("+fff++f+++").state()).isEqualTo(Lever.State.WORKS);
    }

    @Test
    void one_that_was_never_accepted_is_unproven_until_it_has_worked() {
        assertThat(after("fff").state()).isEqualTo(Lever.State.UNPROVEN);
        assertThat(after("fff+").state()).isEqualTo(Lever.State.UNPROVEN);
        assertThat(after("fff+++").state()).isEqualTo(Lever.State.WORKS);
        assertThat(after("fff+++fff").state()).isEqualTo(Lever.State.LOST);
    }

    @Test
    void trials_are_five_minutes_apart_and_thirty_seconds_while_one_of_the_last_three_failed() {
        assertThat(Lever.UNTRIED.dueAt(EVERY)).isEqualTo(Instant.EPOCH);
        assertThat(pause("+")).isEqualTo(EVERY);
        assertThat(pause("+f")).isEqualTo(Duration.ofSeconds(30));
        assertThat(pause("+f++")).isEqualTo(Duration.ofSeconds(30));
        assertThat(pause("+f+++")).isEqualTo(EVERY);
    }

    @Test
    void trials_that_are_configured_close_together_stay_so_after_a_failure() {
        Lever lever = after("+f");

        assertThat(Duration.between(newestAt(lever), lever.dueAt(Duration.ofSeconds(10))))
                .isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void it_remembers_five_trials_and_the_last_success_beyond_them() {
        Lever lever = after("+fffffff");

        assertThat(lever.newest()).hasSize(Lever.TRIALS);
        assertThat(lever.lastAccepted()).contains(START.plusSeconds(1));
        assertThat(lever.sentence())
                .contains("5 of the last 5 trial writes failed", "2026-11-24T10:00:01Z", "no answer");
    }

    private static Duration pause(String trials) {
        Lever lever = after(trials);
        return Duration.between(newestAt(lever), lever.dueAt(EVERY));
    }

    private static Instant newestAt(Lever lever) {
        return lever.newestTrial().orElseThrow().at();
    }

    /** After trials a second apart: {@code +} is accepted, {@code f} failed. */
    private static Lever after(String trials) {
        Lever lever = Lever.UNTRIED;
        for (int i = 0; i < trials.length(); i++) {
            boolean accepted = trials.charAt(i) == '+';
            lever = lever.next(
                    new Lever.Trial(START.plusSeconds(i + 1), accepted, accepted ? "accepted" : "no answer"));
        }
        return lever;
    }
}
