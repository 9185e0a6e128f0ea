package dev.trimtab.core.loop;

import static dev.trimtab.core.loop.World.A;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.NotBefore;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.plan.Place;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.plan.Standing;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.safety.Lever;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.fake.FakeDnsProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A clock that ran ahead and was put right costs no wait that is longer than the wait itself. */
class ClockJumpTest {
    private static final Duration AHEAD = Duration.ofHours(2);
    private static final Instant NOW = World.START;

    @Test
    void a_refused_write_is_tried_again_at_its_pace_and_not_after_the_jump() {
        World world = new World().run(Duration.ofSeconds(30));
        world.now = world.now.plus(AHEAD);
        world.provider.condition(FakeDnsProvider.Condition.READ_ONLY);
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(8));
        assertThat(world.view()
                        .decision()
                        .wanted()
                        .orElseThrow()
                        .in(RegionId.DEFAULT)
                        .of(A))
                .isZero();

        world.now = world.now.minus(AHEAD);
        world.provider.condition(FakeDnsProvider.Condition.WELL);
        world.run(Duration.ofSeconds(35));
        assertThat(world.published().of(A)).isZero();
    }

    @Test
    void a_hold_down_that_began_ahead_begins_now() {
        World world = new World().run(Duration.ofSeconds(30));
        world.now = world.now.plus(AHEAD);
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(8));
        world.mend(A);
        world.run(Duration.ofSeconds(8));
        world.now = world.now.minus(AHEAD);
        world.run(Duration.ofMinutes(3));
        assertThat(world.published().of(A)).isEqualTo(5_000);
    }

    @Test
    void what_is_remembered_from_ahead_counts_as_of_now() {
        Instant ahead = NOW.plus(AHEAD);
        Standing.Relapses relapses = new Standing.Relapses(3, ahead, ahead);
        assertThat(upTo(new Standing.Out(ahead, Duration.ofMinutes(20), Optional.of(ahead)), relapses))
                .isEqualTo(new Place(
                        new Standing.Out(NOW, Duration.ofMinutes(20), Optional.of(NOW)),
                        new Standing.Relapses(3, NOW, NOW)));
        assertThat(upTo(new Standing.Returning(100, ahead, ahead), Standing.Relapses.NONE)
                        .standing())
                .isEqualTo(new Standing.Returning(100, NOW, NOW));
        assertThat(upTo(
                                new Standing.Eased(100, ahead, Duration.ofMinutes(20), Optional.of(ahead)),
                                Standing.Relapses.NONE)
                        .standing())
                .isEqualTo(new Standing.Eased(100, NOW, Duration.ofMinutes(20), Optional.of(NOW)));
    }

    @Test
    void what_lies_behind_stays_the_same_object() {
        PlanStore.Memory memory = memory(
                new Place(
                        new Standing.Out(NOW.minusSeconds(9), Duration.ofMinutes(20), Optional.empty()),
                        Standing.Relapses.NONE),
                List.of(NOW.minusSeconds(5), NOW));
        assertThat(memory.upTo(NOW)).isSameAs(memory);
    }

    @Test
    void changes_counted_ahead_leave_the_hour_like_those_of_now() {
        PlanStore.Memory memory = memory(Place.IN, List.of(NOW.minusSeconds(5), NOW.plus(AHEAD)));
        assertThat(memory.upTo(NOW).changes()).containsExactly(NOW.minusSeconds(5), NOW);
    }

    @Test
    void a_wait_that_lies_further_ahead_than_its_longest_pause_is_void() {
        Duration pause = Duration.ofSeconds(30);
        assertThat(NotBefore.over(NOW.plusSeconds(30), pause, NOW)).isFalse();
        assertThat(NotBefore.over(NOW.plusSeconds(31), pause, NOW)).isTrue();
        assertThat(NotBefore.over(NOW, pause, NOW)).isTrue();
        assertThat(NotBefore.over(NOW.plusMillis(1), pause, NOW)).isFalse();
    }

    @Test
    void trial_writes_go_on_at_their_pace() {
        Duration every = Duration.ofMinutes(5);
        Lever lever = Lever.UNTRIED.next(new Lever.Trial(NOW.plus(AHEAD), true, "accepted"));
        assertThat(lever.due(every, NOW)).isTrue();
        assertThat(lever.due(every, NOW.plus(AHEAD).plusSeconds(299))).isFalse();
        assertThat(lever.due(every, NOW.plus(AHEAD).plusSeconds(300))).isTrue();
    }

    private static Place upTo(Standing standing, Standing.Relapses relapses) {
        return memory(new Place(standing, relapses), List.of())
                .upTo(NOW)
                .places()
                .of(RegionId.DEFAULT, A);
    }

    private static PlanStore.Memory memory(Place place, List<Instant> changes) {
        TreeMap<Places.Key, Place> places = new TreeMap<>();
        places.put(new Places.Key(RegionId.DEFAULT, A), place);
        return new PlanStore.Memory(Optional.empty(), new Places(places), changes);
    }
}
