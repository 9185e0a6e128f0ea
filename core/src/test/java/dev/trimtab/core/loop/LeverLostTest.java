package dev.trimtab.core.loop;

import static dev.trimtab.core.loop.World.A;
import static dev.trimtab.core.loop.World.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Lever;
import dev.trimtab.core.safety.Ruling;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.LimitsSpec;
import dev.trimtab.fake.FakeDnsProvider.Condition;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A provider's API that is lost: found by the canary before it is needed, told, never stormed, and used when it is back (R26). */
class LeverLostTest {
    private static final LimitsSpec LIMITS = new LimitsSpec(1_000, 120, 40);

    private final World world = new World();

    @Test
    void one_canary_is_written_every_five_minutes() {
        world.run(Duration.ofMinutes(21));

        assertThat(world.provider.canaries()).isEqualTo(5);
        assertThat(world.told()).doesNotContain(Event.Type.LEVER_LOST, Event.Type.LEVER_RESTORED);
        assertThat(lever().state()).isEqualTo(Lever.State.WORKS);
    }

    @Test
    void a_lost_lever_is_told_once_with_numbers_while_every_cdn_is_well() {
        lose();

        Event lost = event(Event.Type.LEVER_LOST);
        assertThat(lost.type().severity()).isEqualTo(Event.Severity.ALARM);
        assertThat(lost.sentence())
                .contains(
                        "dns: 3 of the last 4 trial writes failed",
                        "dns takes no changes now",
                        "plans of 1 of 1 names wait");
        assertThat(lost.facts()).containsEntry("provider", "dns").containsEntry("waiting", "1");
        assertThat(lever().state()).isEqualTo(Lever.State.LOST);
        assertThat(world.view().decision().disposition()).isEqualTo(Decision.Disposition.KEEP);
        assertThat(world.view().decision().because()).contains("the lever of [dns] is lost");

        world.run(Duration.ofMinutes(30));
        assertThat(world.told()).containsOnlyOnce(Event.Type.LEVER_LOST);
    }

    @Test
    void while_it_is_lost_trials_are_thirty_seconds_apart_and_nothing_else_storms() {
        lose();
        int canaries = world.provider.canaries();
        int calls = world.provider.calls();
        world.fail(A, FailureClass.STATUS);

        world.run(Duration.ofMinutes(10));

        assertThat(world.provider.canaries() - canaries).isBetween(19, 21);
        assertThat(world.provider.calls() - calls).isLessThanOrEqualTo(21);
    }

    @Test
    void a_plan_waits_while_it_is_lost_says_so_and_goes_out_when_it_is_back() {
        lose();
        int writes = world.writes();
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofMinutes(10));

        assertThat(world.view().decision().disposition()).isEqualTo(Decision.Disposition.HOLD);
        assertThat(world.view().decision().ruling()).isInstanceOfSatisfying(Ruling.Hold.class, hold -> {
            assertThat(hold.rule()).isEqualTo("lever-lost");
            assertThat(hold.reason()).contains("1 of 1 providers", "dns");
        });
        assertThat(event(Event.Type.DECISION_HELD).sentence()).contains("lever-lost");
        assertThat(world.writes()).isEqualTo(writes);
        assertThat(world.published().of(A)).isEqualTo(5_000);

        world.provider.condition(Condition.WELL);
        world.run(Duration.ofSeconds(95));

        assertThat(event(Event.Type.LEVER_RESTORED).sentence()).contains("the last 3 trial writes were accepted");
        assertThat(lever().state()).isEqualTo(Lever.State.WORKS);
        assertThat(world.published().of(A)).isZero();
        assertThat(world.published().of(B)).isEqualTo(10_000);
    }

    @Test
    void a_plan_that_was_on_its_way_is_not_retried_faster_than_every_thirty_seconds() {
        world.run(Duration.ofMinutes(1));
        world.provider.condition(Condition.READ_ONLY);
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofMinutes(7));
        assertThat(lever().state()).isEqualTo(Lever.State.LOST);
        int calls = world.provider.calls();

        world.run(Duration.ofMinutes(10));
        assertThat(world.provider.calls() - calls).isLessThanOrEqualTo(21);
        assertThat(world.view().deliveries().get(World.DNS).trouble()).contains("lever is lost");

        world.provider.condition(Condition.WELL);
        world.run(Duration.ofSeconds(95));
        assertThat(world.published().of(A)).isZero();
    }

    @Test
    void a_canary_that_was_never_accepted_is_told_and_stops_no_escape() {
        world.provider.condition(Condition.NO_CANARY);
        world.run(Duration.ofMinutes(3));
        assertThat(event(Event.Type.LEVER_LOST).sentence()).contains("none was ever accepted", "_trimtab-canary");
        assertThat(lever().state()).isEqualTo(Lever.State.UNPROVEN);

        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(40));

        assertThat(world.published().of(A)).isZero();
    }

    @Test
    void without_the_lease_no_canary_is_written_and_no_lever_shown() {
        world.fence = 0;

        world.run(Duration.ofMinutes(6));

        assertThat(world.provider.canaries()).isZero();
        assertThat(world.loop().view().orElseThrow().levers()).isEmpty();
    }

    @Test
    void a_provider_whose_names_are_only_observed_is_left_alone() {
        world.configure(Automation.OBSERVE, LIMITS);

        world.run(Duration.ofMinutes(6));
        assertThat(world.provider.canaries()).isZero();

        world.configure(Automation.AUTO, LIMITS);
        world.run(Duration.ofMinutes(1));
        assertThat(world.provider.canaries()).isOne();
    }

    /** The provider answers reads and takes no changes, for as long as it takes to know. */
    private void lose() {
        world.run(Duration.ofMinutes(1));
        assertThat(world.published().of(A)).isEqualTo(5_000);
        world.provider.condition(Condition.READ_ONLY);
        world.run(Duration.ofMinutes(6));
        assertThat(world.told()).contains(Event.Type.LEVER_LOST);
    }

    private Lever lever() {
        return world.loop().view().orElseThrow().levers().get(World.DNS);
    }

    private Event event(Event.Type type) {
        return world.events.stream()
                .filter(event -> event.type() == type)
                .reduce((older, newer) -> newer)
                .orElseThrow();
    }
}
