package dev.trimtab.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.sim.replay.Script;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MomentTest {
    private static final Script OUTAGE = Small.script("- {t: [10m, 60m], where: {target: A}, fail: 1, ev: invented}");

    @Test
    void before_anything_happens_nothing_is_in_force_but_the_beginning() {
        Moment moment = Moment.of(OUTAGE, Conduct.DEFAULT, Duration.ofMinutes(5));

        assertThat(moment.at()).isEqualTo(Instant.parse("2025-01-01T09:05:00Z"));
        assertThat(moment.inForce()).isEmpty();
        assertThat(moment.everybody()).isEqualTo("eu");
        assertThat(state(moment)).isEqualTo(Verdict.State.HEALTHY);
    }

    @Test
    void in_the_outage_the_decision_that_left_is_in_force_with_votes_and_rules_of_its_own_round() {
        Moment moment = Moment.of(OUTAGE, Conduct.DEFAULT, Duration.ofMinutes(30));

        Moment.Cause cause = moment.inForce().orElseThrow();
        assertThat(cause.at())
                .isBetween(OUTAGE.t0().plusSeconds(600), OUTAGE.t0().plusSeconds(720));
        assertThat(cause.explanation().headline()).startsWith("Decision: write");
        assertThat(cause.explanation().rules()).hasSizeGreaterThan(5).allMatch(rule -> rule.contains("allows"));
        assertThat(String.join("\n", cause.explanation().evidence()))
                .contains("a in default: UNHEALTHY", "says UNHEALTHY");
        assertThat(moment.explanation().headline()).startsWith("Decision: keep");
        assertThat(state(moment)).isEqualTo(Verdict.State.UNHEALTHY);
    }

    @Test
    void a_moment_is_said_as_people_say_it() {
        assertThat(OUTAGE.offset("30m")).contains(Duration.ofMinutes(30));
        assertThat(OUTAGE.offset("9:30")).contains(Duration.ofMinutes(30));
        assertThat(OUTAGE.offset("09:30:30")).contains(Duration.ofSeconds(1830));
        assertThat(OUTAGE.offset("2025-01-01T09:30:00Z")).contains(Duration.ofMinutes(30));
        assertThat(OUTAGE.offset("08:59")).isEmpty();
        assertThat(OUTAGE.offset("90m")).isEmpty();
        assertThat(OUTAGE.offset("25:00")).isEmpty();
        assertThat(OUTAGE.offset("noon")).isEmpty();
    }

    private static Verdict.State state(Moment moment) {
        return moment.now().verdicts().get(RegionId.DEFAULT).get(Cast.cdn("A")).state();
    }
}
