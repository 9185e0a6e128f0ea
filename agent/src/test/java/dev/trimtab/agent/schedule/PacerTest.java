package dev.trimtab.agent.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.agent.probe.Checks;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Look.Turn;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Check CHECK = Checks.http(80);
    private static final Outcome FAIL = new Outcome.Fail(FailureClass.STATUS);

    private final Pacer pacer = new Pacer(2);

    @Test
    void vantages_look_at_equal_distances_and_all_within_the_interval() {
        for (int vantages = 1; vantages <= 9; vantages++) {
            for (int turn = 0; turn < vantages; turn++) {
                Duration slot = INTERVAL.dividedBy(vantages);
                Duration phase = Schedule.phase(CHECK.id(), INTERVAL, turn, vantages);
                Duration first = Schedule.phase(CHECK.id(), INTERVAL, 0, vantages);
                assertThat(first).isLessThan(slot);
                assertThat(phase.minus(first))
                        .isEqualTo(INTERVAL.multipliedBy(turn).dividedBy(vantages));
            }
        }
    }

    @Test
    void many_checks_are_scattered_over_their_slot() {
        long early = IntStream.range(0, 1_000)
                .filter(i -> Schedule.phase(Checks.id("c" + i), INTERVAL, 0, 1).toMillis() < 500)
                .count();
        assertThat(early).isBetween(400L, 600L);
    }

    @Test
    void a_passing_check_is_looked_at_once_an_interval() {
        assign(CHECK);
        int looks = 0;
        for (int step = 0; step < 100; step++) {
            Instant now = T0.plusMillis(100L * step);
            for (Pacer.Order order : pacer.due(now)) {
                assertThat(order.turn()).isEqualTo(Turn.INTERVAL);
                looks++;
                finish(order, new Outcome.Pass(), 0, now);
            }
        }
        assertThat(looks).isEqualTo(10);
    }

    @Test
    void a_failure_is_confirmed_at_once_until_fall_is_reached_or_one_passes() {
        assign(CHECK);
        Instant now = pacer.nextDue().orElseThrow();
        finish(only(now), FAIL, 1, now);
        Pacer.Order confirmation = only(now);
        assertThat(confirmation.turn()).isEqualTo(Turn.CONFIRMATION);
        finish(confirmation, FAIL, 2, now);
        assertThat(pacer.due(now)).isEmpty();
        now = pacer.nextDue().orElseThrow();
        finish(only(now), FAIL, 1, now);
        finish(only(now), new Outcome.Pass(), 0, now);
        assertThat(pacer.due(now)).isEmpty();
    }

    @Test
    void a_look_never_overlaps_the_same_checks_previous_one() {
        assign(CHECK);
        Instant now = pacer.nextDue().orElseThrow();
        Pacer.Order order = only(now);
        pacer.suspected(CHECK.id().target(), now);
        assertThat(pacer.due(now.plus(INTERVAL.multipliedBy(5)))).isEmpty();
        finish(order, new Outcome.Pass(), 0, now.plus(INTERVAL.multipliedBy(5)));
        assertThat(only(now.plus(INTERVAL.multipliedBy(5))).turn()).isEqualTo(Turn.SUSPICION);
    }

    @Test
    void suspicions_cause_at_most_one_look_per_half_interval() {
        assign(CHECK);
        int looks = 0;
        for (int step = 0; step < 100; step++) {
            Instant now = T0.plusMillis(10L * step);
            pacer.suspected(CHECK.id().target(), now);
            for (Pacer.Order order : pacer.due(now)) {
                looks += order.turn() == Turn.SUSPICION ? 1 : 0;
                finish(order, new Outcome.Pass(), 0, now);
            }
        }
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void looks_under_way_are_bounded() {
        Check[] checks = IntStream.range(0, 5).mapToObj(PacerTest::check).toArray(Check[]::new);
        assign(checks);
        List<Pacer.Order> first = pacer.due(T0.plus(INTERVAL));
        assertThat(first).hasSize(2);
        assertThat(pacer.nextDue()).isEmpty();
        finish(first.getFirst(), new Outcome.Pass(), 0, T0.plus(INTERVAL));
        assertThat(pacer.due(T0.plus(INTERVAL))).hasSize(1);
    }

    @Test
    void a_host_gets_no_more_looks_a_second_than_its_budget_whatever_is_confirmed_or_suspected() {
        Pacer wide = new Pacer(1_000);
        Check[] checks = IntStream.range(0, 100)
                .mapToObj(number -> budgeted(check(number), 7))
                .toArray(Check[]::new);
        wide.assign(new Assignment("d", new VantageId("fra"), 0, 1, List.of(checks)), T0);
        List<Instant> looks = new ArrayList<>();
        for (int step = 0; step < 5_000; step++) {
            Instant now = T0.plusMillis(step);
            wide.suspected(checks[step % 100].id().target(), now);
            for (List<Pacer.Order> orders = wide.due(now); !orders.isEmpty(); orders = wide.due(now)) {
                for (Pacer.Order order : orders) {
                    looks.add(now);
                    wide.finished(new Look(order.check().id(), order.turn(), FAIL, Phases.NONE, ""), 1, now);
                }
            }
            assertThat(wide.nextDue()).hasValueSatisfying(due -> assertThat(due).isAfter(now));
        }
        assertThat(looks).hasSize(35);
        for (int i = 7; i < looks.size(); i++) {
            assertThat(Duration.between(looks.get(i - 7), looks.get(i))).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void a_budget_that_is_spent_on_one_host_holds_up_no_other() {
        Pacer wide = new Pacer(1_000);
        Check greedy = budgeted(check(1), 1);
        Check more = budgeted(check(2), 1);
        Check other =
                Checks.asking(Checks.request(check(3)).host("api.example.test").done(), check(3));
        wide.assign(new Assignment("d", new VantageId("fra"), 0, 1, List.of(greedy, more, other)), T0);
        List<Pacer.Order> first = wide.due(T0.plus(INTERVAL));
        assertThat(first).extracting(order -> order.check().request().host()).contains("api.example.test");
        assertThat(first).hasSize(2);
    }

    private static Check budgeted(Check check, int budget) {
        DetectSpec detect = check.detect();
        return new Check(
                check.id(),
                check.answer(),
                check.probeAt(),
                check.request(),
                check.assertions(),
                new DetectSpec(
                        detect.interval(), detect.timeout(), detect.fall(), detect.rise(), detect.window(), budget));
    }

    private static Check check(int number) {
        return new Check(
                Checks.id("c" + number),
                CHECK.answer(),
                CHECK.probeAt(),
                CHECK.request(),
                CHECK.assertions(),
                CHECK.detect());
    }

    private void assign(Check... checks) {
        pacer.assign(new Assignment("d", new VantageId("fra"), 0, 1, List.of(checks)), T0);
    }

    private Pacer.Order only(Instant now) {
        List<Pacer.Order> orders = pacer.due(now);
        assertThat(orders).hasSize(1);
        return orders.getFirst();
    }

    private void finish(Pacer.Order order, Outcome outcome, int failedLooks, Instant now) {
        pacer.finished(new Look(order.check().id(), order.turn(), outcome, Phases.NONE, ""), failedLooks, now);
    }
}
