package dev.trimtab.core.loop;

import static dev.trimtab.core.loop.World.A;
import static dev.trimtab.core.loop.World.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Place;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.plan.Standing;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Publication;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Ruling;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.NameSpec.RecordType;
import dev.trimtab.fake.FakeDnsProvider;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The loop with a provider, a disk or a lease that lets it down. */
class SteeringLoopTroubleTest {
    private final World world = new World();

    @Test
    void a_provider_that_throttles_refuses_or_loses_answers_is_caught_up_within_seconds() {
        healthy();
        world.provider.fail(
                new FakeDnsProvider.Fault.Throttle(Duration.ofSeconds(2)),
                new FakeDnsProvider.Fault.InDoubtLost(),
                new FakeDnsProvider.Fault.Conflict(),
                new FakeDnsProvider.Fault.InDoubtApplied());
        world.fail(A, FailureClass.STATUS);

        world.run(Duration.ofSeconds(30));

        assertThat(world.published()).isEqualTo(shares(0, 10_000));
        assertThat(world.view().deliveries().get(World.DNS).state()).isEqualTo(Delivery.State.HELD);
        assertThat(world.told()).contains(Event.Type.WRITE_FAILED, Event.Type.WRITE_IN_DOUBT);
    }

    @Test
    void a_name_does_not_rest_while_its_write_is_under_way_though_nothing_else_happens() {
        healthy();
        world.trouble.providerIsSlow = true;
        Intervention.Claim claim = new Intervention.Claim(
                "operator", "to see", world.now, world.now.plus(Duration.ofHours(1)), new TreeSet<>());
        world.interventions()
                .put(new Intervention.Pin("pin", World.WWW, Optional.empty(), shares(3_000, 7_000), claim));
        world.run(Duration.ofSeconds(3));
        Generation pinned = world.view().publication().orElseThrow().generation();
        assertThat(world.trouble.askings).hasSize(1);
        assertThat(world.view().decision().disposition()).isEqualTo(Decision.Disposition.KEEP);

        // Its end finds the provider busy: the next attempt is a matter of seconds.
        world.trouble.providerIsSlow = false;
        world.provider.fail(new FakeDnsProvider.Fault.Throttle(Duration.ofSeconds(1)));
        world.trouble.askings.remove(0).run();
        world.run(Duration.ofSeconds(5));

        assertThat(world.published()).isEqualTo(shares(3_000, 7_000));
        assertThat(world.view().deliveries().get(World.DNS).generation()).isEqualTo(pinned);
    }

    @Test
    void an_unreachable_provider_is_told_of_once_and_written_when_it_is_back() {
        healthy();
        world.provider.condition(FakeDnsProvider.Condition.UNREACHABLE);
        int before = world.writes();
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(30));
        assertThat(world.writes()).isEqualTo(before);
        assertThat(world.told()).containsOnlyOnce(Event.Type.PROVIDER_DEGRADED);

        world.provider.condition(FakeDnsProvider.Condition.WELL);
        world.run(Duration.ofSeconds(35));

        assertThat(world.published()).isEqualTo(shares(0, 10_000));
        assertThat(world.told()).contains(Event.Type.PROVIDER_RECOVERED);
    }

    @Test
    void a_restart_goes_on_with_plan_hold_down_and_a_higher_fence() {
        healthy().fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(5));
        int before = world.writes();

        world.restart();
        world.mend(A);
        world.run(Duration.ofSeconds(10));
        assertThat(world.writes()).isEqualTo(before);

        world.run(Duration.ofSeconds(60));
        assertThat(world.published()).isEqualTo(shares(5_000, 5_000));
        assertThat(world.generation().fence()).isEqualTo(2);
    }

    @Test
    void a_controller_without_its_disk_takes_up_what_the_provider_holds_and_returns_by_the_ramp() {
        healthy().fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(5));
        world.fence = 7;
        world.restart();
        world.run(Duration.ofSeconds(3)).mend(A);
        int before = world.writes();

        world.restartWithoutDisk();
        world.run(Duration.ofSeconds(8));
        assertThat(world.writes()).isEqualTo(before);
        world.run(Duration.ofSeconds(8));

        assertThat(world.published().of(A)).isEqualTo(100);
        world.run(Duration.ofSeconds(60));
        assertThat(world.published()).isEqualTo(shares(5_000, 5_000));
    }

    @Test
    void a_provider_that_holds_one_answer_jumps_out_at_once_and_back_after_the_hold_down() {
        World one = new World(new Capabilities(
                Capabilities.Weights.ONE_OF,
                1,
                Capabilities.CompareAndSet.VALUE,
                true,
                false,
                Capabilities.Propagation.NONE,
                Set.of(RecordType.CNAME, RecordType.ADDRESS),
                Duration.ZERO));
        one.run(Duration.ofSeconds(10));
        assertThat(one.published()).isEqualTo(shares(10_000, 0));

        one.fail(A, FailureClass.STATUS);
        one.run(Duration.ofSeconds(2));
        assertThat(one.published()).isEqualTo(shares(0, 10_000));

        one.mend(A);
        one.run(Duration.ofSeconds(11));
        assertThat(one.published()).isEqualTo(shares(0, 10_000));
        one.run(Duration.ofSeconds(10));

        assertThat(one.published()).isEqualTo(shares(10_000, 0));
        assertThat(one.writes()).isEqualTo(3);
    }

    @Test
    void a_new_leader_goes_on_from_what_the_former_one_stored() {
        healthy();
        world.fence = 0;
        world.run(Duration.ofSeconds(2));
        PlanStore.Memory mine = world.stored.getOrDefault(World.WWW, PlanStore.Memory.NONE);
        Publication plan = mine.publication().orElseThrow();
        Publication his = new Publication(plan.plan(), new Generation(5, 1), plan.move(), world.now);
        world.stored.put(
                World.WWW, new PlanStore.Memory(Optional.of(his), mine.places(), Collections.nCopies(120, world.now)));

        world.fence = 9;
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(5));

        assertThat(world.view().decision().ruling())
                .as("he had spent the hour's changes")
                .isInstanceOfSatisfying(
                        Ruling.Hold.class, hold -> assertThat(hold.rule()).isEqualTo("changes-per-hour"));
    }

    @Test
    void a_follower_takes_over_the_leaders_hold_downs_and_stores_nothing_of_its_own() {
        healthy();
        world.fence = 0;
        PlanStore.Memory before = world.stored.getOrDefault(World.WWW, PlanStore.Memory.NONE);
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(5));
        assertThat(world.stored.get(World.WWW)).as("a follower stores nothing").isEqualTo(before);

        Publication old = before.publication().orElseThrow();
        Plan escaped = new Plan(World.WWW, new TreeMap<>(Map.of(RegionId.DEFAULT, shares(0, 10_000))), new TreeMap<>());
        Publication his = new Publication(escaped, new Generation(5, 1), Move.ESCAPE, world.now);
        Place out = Place.IN.with(new Standing.Out(world.now, Duration.ofMinutes(40), Optional.empty()));
        Places places = new Places(new TreeMap<>(Map.of(new Places.Key(RegionId.DEFAULT, A), out)));
        world.stored.put(World.WWW, new PlanStore.Memory(Optional.of(his), places, before.changes()));
        world.mend(A);
        world.run(Duration.ofSeconds(2));
        assertThat(world.view().places()).as("followed before it leads").isNotEqualTo(before.places());

        world.fence = 9;
        world.run(Duration.ofSeconds(30));

        assertThat(old.plan()).isNotEqualTo(escaped);
        assertThat(world.published()).as("his hold-down of 40 minutes goes on").isEqualTo(shares(0, 10_000));
    }

    @Test
    void without_the_lease_nothing_is_written() {
        world.fence = 0;

        world.run(Duration.ofSeconds(20));

        assertThat(world.writes()).isZero();
        assertThat(world.view().decision().disposition()).isEqualTo(Decision.Disposition.STAND_BY);
    }

    private World healthy() {
        world.run(Duration.ofSeconds(10));
        assertThat(world.published()).isEqualTo(shares(5_000, 5_000));
        return world;
    }

    private static Shares shares(int a, int b) {
        TreeMap<CdnId, Integer> bp = new TreeMap<>();
        bp.put(A, a);
        bp.put(B, b);
        return new Shares(bp);
    }
}
