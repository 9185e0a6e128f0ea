package dev.trimtab.core.loop;

import static dev.trimtab.core.loop.World.A;
import static dev.trimtab.core.loop.World.WWW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.records.Change;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.fake.FakeDnsProvider;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What followers know, what a new leader begins from, and how soon a late write of the old one is found. */
class LeaderChangeTest {
    private static final Capabilities UNCONDITIONAL = new Capabilities(
            FakeDnsProvider.EXACT.weights(),
            FakeDnsProvider.EXACT.weightSteps(),
            Capabilities.CompareAndSet.NONE,
            true,
            false,
            Capabilities.Propagation.NONE,
            FakeDnsProvider.EXACT.types(),
            Duration.ZERO);

    @Test
    void a_follower_follows_what_the_leader_wrote_within_a_reading() {
        World world = new World().beside().run(Duration.ofSeconds(30));
        world.restartBeside();
        world.run(Duration.ofSeconds(5));
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(75));
        assertThat(world.published().of(A)).isZero();
        assertThat(world.otherView().publication().orElseThrow().plan().in(RegionId.DEFAULT))
                .isEqualTo(world.published());
        assertThat(world.otherView().publication().orElseThrow().generation()).isEqualTo(world.generation());
    }

    @Test
    void a_follower_tells_a_decision_once_and_not_every_ten_seconds() {
        World world = new World().beside().run(Duration.ofSeconds(30));
        world.restartBeside();
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofMinutes(1));
        world.otherEvents.clear();
        world.run(Duration.ofMinutes(5));
        assertThat(recorded(world.otherEvents)).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void a_new_leader_begins_from_dns_as_it_is() {
        World world = new World().beside().run(Duration.ofSeconds(30));
        world.restartBeside();
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(70));
        assertThat(world.otherView()
                        .publication()
                        .orElseThrow()
                        .plan()
                        .in(RegionId.DEFAULT)
                        .of(A))
                .isZero();
        world.mend(A);
        world.run(Duration.ofSeconds(35));
        int before = world.published().of(A);
        int writes = world.writes();
        assertThat(before).isGreaterThan(1_000);
        world.fence = 0;
        world.otherFence = 7;
        world.run(Duration.ofMinutes(3));
        List<Integer> shares = world.provider.applied().stream()
                .skip(writes)
                .map(set -> set.shares().of(A))
                .toList();
        assertThat(shares).isNotEmpty().isSorted();
        assertThat(shares.get(0)).isBetween(before, before + 1_000);
        assertThat(world.published().of(A)).isEqualTo(5_000);
    }

    @Test
    void a_late_write_of_a_paused_leader_is_repaired_within_seconds() {
        World world = new World(UNCONDITIONAL).run(Duration.ofSeconds(30));
        RecordSet old = world.provider.applied().get(0);
        world.fence++;
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(8));
        assertThat(world.published().of(A)).isZero();
        // It lands when the new leader has been writing for some seconds, and long before the usual reading.
        world.provider.apply(new Change(old, world.provider.look(WWW), List.of("late")), Duration.ofSeconds(3));
        world.run(Duration.ofSeconds(20));
        assertThat(world.published().of(A)).isZero();
        assertThat(heldOfA(world)).isZero();
        assertThat(told(world.events, Event.Type.STALE_WRITE_REPAIRED))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.sentence()).contains("dns held plan 1.", "over plan 2.", "is back"));
    }

    @Test
    void drift_that_may_not_be_mended_is_told_once() {
        World world = new World(UNCONDITIONAL).run(Duration.ofSeconds(30));
        RecordSet first = world.provider.applied().get(0);
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(8));
        world.fence = 0;
        world.provider.apply(new Change(first, world.provider.look(WWW), List.of("drift")), Duration.ofSeconds(3));
        world.run(Duration.ofMinutes(5));
        assertThat(drifts(world)).hasSize(1);
        world.run(Duration.ofMinutes(6));
        assertThat(drifts(world)).hasSize(2);
    }

    private static int heldOfA(World world) {
        return world.provider.look(WWW).answers().stream()
                .filter(held -> held.answer().toString().contains(A.value()))
                .mapToInt(held -> held.shareBp())
                .sum();
    }

    private static List<Event> drifts(World world) {
        return told(world.events, Event.Type.DRIFT).toList();
    }

    private static List<Event> recorded(List<Event> events) {
        return told(events, Event.Type.DECISION_RECORDED).toList();
    }

    private static Stream<Event> told(List<Event> events, Event.Type type) {
        return events.stream().filter(event -> event.type() == type);
    }
}
