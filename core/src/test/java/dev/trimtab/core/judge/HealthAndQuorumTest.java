package dev.trimtab.core.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.observe.Tally;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.QuorumSpec;
import dev.trimtab.seeds.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HealthAndQuorumTest {
    private static final Instant T0 = Instant.parse("2026-11-24T10:00:00Z");
    private static final DetectSpec FALL_2_RISE_6 =
            new DetectSpec(Duration.ofSeconds(10), Duration.ofSeconds(4), 2, 6, Duration.ofMinutes(5));
    private static final TargetId TARGET = new TargetId(SteeredName.of("www.steer.example.com"), new CdnId("edge-a"));
    private static final CheckId CHECK =
            new CheckId(TARGET, new HostName("www.example.com"), new ProbeId("home"), CheckId.Family.V4);
    private static final Outcome PASS = new Outcome.Pass();
    private static final Outcome FAIL = new Outcome.Fail(FailureClass.STATUS);

    @Test
    void two_failed_looks_in_a_row_bring_a_target_down() {
        assertThat(health(PASS, PASS, PASS, PASS, PASS, PASS).state()).isEqualTo(HealthState.HEALTHY);
        assertThat(health(PASS, PASS, PASS, PASS, PASS, PASS, FAIL).state()).isEqualTo(HealthState.HEALTHY);
        Health down = health(PASS, PASS, PASS, PASS, PASS, PASS, FAIL, FAIL);
        assertThat(down.state()).isEqualTo(HealthState.UNHEALTHY);
        assertThat(down.cause()).contains(FailureClass.STATUS);
    }

    @Test
    void six_clean_intervals_bring_it_up_and_five_do_not() {
        assertThat(health(FAIL, FAIL, PASS, PASS, PASS, PASS, PASS).state()).isEqualTo(HealthState.DEGRADED);
        assertThat(health(FAIL, FAIL, PASS, PASS, PASS, PASS, PASS, PASS).state())
                .isEqualTo(HealthState.HEALTHY);
    }

    @Test
    void a_fault_that_comes_and_goes_is_remembered() {
        Outcome[] everyOther = {PASS, PASS, PASS, PASS, PASS, PASS, FAIL, PASS, FAIL, PASS, FAIL, PASS, FAIL, PASS, FAIL
        };
        assertThat(health(everyOther).state()).isEqualTo(HealthState.UNHEALTHY);
    }

    @Test
    void a_blind_look_is_no_evidence() {
        assertThat(health(PASS, PASS, PASS, PASS, PASS, PASS, FAIL, new Outcome.Blind(), FAIL)
                        .state())
                .isEqualTo(HealthState.UNHEALTHY);
        assertThat(health(new Outcome.Blind(), new Outcome.Blind()).state()).isEqualTo(HealthState.UNKNOWN);
    }

    @Test
    void a_stale_look_says_nothing_of_now() {
        Tally tally = tally(PASS, PASS, PASS, PASS, PASS, PASS);
        Health health = Health.unknown(T0, "").next(tally, 6, 39_000, Pace.NONE, FALL_2_RISE_6, T0);
        assertThat(health.state()).isEqualTo(HealthState.UNKNOWN);
    }

    @Test
    void one_more_failure_never_makes_a_target_healthier() {
        Seeds.forAll(500, random -> {
            List<Outcome> looks = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                looks.add(random.nextInt(3) == 0 ? FAIL : PASS);
            }
            HealthState before = health(looks.toArray(Outcome[]::new)).state();
            looks.add(FAIL);
            HealthState after = health(looks.toArray(Outcome[]::new)).state();
            assertThat(after == HealthState.HEALTHY && before != HealthState.HEALTHY)
                    .isFalse();
        });
    }

    @Test
    void networks_are_counted_and_not_vantages() {
        assertThat(judge(vote("a", 1, HealthState.UNHEALTHY), vote("b", 1, HealthState.UNHEALTHY)))
                .isEqualTo(Verdict.State.UNKNOWN);
        assertThat(judge(vote("a", 1, HealthState.UNHEALTHY), vote("b", 2, HealthState.UNHEALTHY)))
                .isEqualTo(Verdict.State.UNHEALTHY);
    }

    @Test
    void two_of_three_convict_and_one_of_three_does_not() {
        assertThat(judge(
                        vote("a", 1, HealthState.UNHEALTHY),
                        vote("b", 2, HealthState.UNHEALTHY),
                        vote("c", 3, HealthState.HEALTHY)))
                .isEqualTo(Verdict.State.UNHEALTHY);
        assertThat(judge(
                        vote("a", 1, HealthState.UNHEALTHY),
                        vote("b", 2, HealthState.HEALTHY),
                        vote("c", 3, HealthState.HEALTHY)))
                .isEqualTo(Verdict.State.HEALTHY);
    }

    @Test
    void two_that_disagree_are_doubt() {
        assertThat(judge(vote("a", 1, HealthState.UNHEALTHY), vote("b", 2, HealthState.HEALTHY)))
                .isEqualTo(Verdict.State.UNKNOWN);
    }

    @Test
    void two_of_nine_do_not_convict() {
        List<Vote> votes = new ArrayList<>();
        for (int i = 1; i <= 9; i++) {
            votes.add(vote("v" + i, i, i <= 2 ? HealthState.UNHEALTHY : HealthState.HEALTHY));
        }
        assertThat(judge(votes.toArray(Vote[]::new))).isEqualTo(Verdict.State.HEALTHY);
    }

    @Test
    void the_order_of_votes_changes_nothing() {
        Seeds.forAll(500, random -> {
            List<Vote> votes = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                votes.add(vote(
                        "v" + i,
                        1 + random.nextInt(4),
                        List.of(HealthState.values()).get(random.nextInt(4))));
            }
            Verdict.State state = judge(votes.toArray(Vote[]::new));
            Collections.shuffle(votes, new Random(random.nextLong()));
            assertThat(judge(votes.toArray(Vote[]::new))).isEqualTo(state);
        });
    }

    private static Verdict.State judge(Vote... votes) {
        return Quorum.of(List.of(votes), new QuorumSpec(2, 2)).state();
    }

    private static Vote vote(String vantage, int network, HealthState state) {
        return new Vote(
                new VantageId(vantage), new Network(network), CheckId.Family.V4, state, T0, Optional.empty(), "");
    }

    private static Tally tally(Outcome... looks) {
        Tally tally = Tally.EMPTY;
        for (Outcome outcome : looks) {
            tally = tally.next(new Look(CHECK, Look.Turn.INTERVAL, outcome, Phases.NONE, ""));
        }
        return tally;
    }

    private static Health health(Outcome... looks) {
        Health health = Health.unknown(T0, "start");
        Tally tally = Tally.EMPTY;
        Instant now = T0;
        for (Outcome outcome : looks) {
            tally = tally.next(new Look(CHECK, Look.Turn.INTERVAL, outcome, Phases.NONE, ""));
            health = health.next(tally, Integer.MAX_VALUE, 0, Pace.NONE, FALL_2_RISE_6, now);
            now = now.plusSeconds(10);
        }
        return health;
    }
}
