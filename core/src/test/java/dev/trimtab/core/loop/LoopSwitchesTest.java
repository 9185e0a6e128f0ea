package dev.trimtab.core.loop;

import static dev.trimtab.core.loop.World.A;
import static dev.trimtab.core.loop.World.WWW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.plan.Standing;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.safety.Ruling;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.NameSpec.RecordType;
import dev.trimtab.fake.FakeDnsProvider;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Decisions of the loop about what it remembers, each in a day that only it decides: see {@code make mutants}. */
class LoopSwitchesTest {
    private static final List<String> VANTAGES = List.of("ams", "fra", "iad");

    @Test
    void nothing_is_decided_before_the_provider_was_read() {
        World world = new World();
        world.provider.condition(FakeDnsProvider.Condition.UNREACHABLE);
        world.run(Duration.ofSeconds(10));
        assertThat(world.view().decision().ruling())
                .isInstanceOfSatisfying(
                        Ruling.Hold.class, hold -> assertThat(hold.rule()).isEqualTo("read-first"));
        assertThat(world.view().publication()).isEmpty();
    }

    @Test
    void a_blind_controller_whose_memory_is_older_than_dns_takes_up_what_users_are_told() {
        World world = new World();
        world.run(Duration.ofSeconds(10));
        PlanStore.Memory old = world.stored.get(WWW);
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(5));
        assertThat(world.published().of(A)).isZero();
        world.silent.addAll(VANTAGES);
        world.run(Duration.ofSeconds(20));

        world.stored.put(WWW, old);
        world.restart();
        world.run(Duration.ofSeconds(20));

        assertThat(world.published().of(A)).isZero();
        assertThat(world.view()
                        .publication()
                        .orElseThrow()
                        .plan()
                        .in(RegionId.DEFAULT)
                        .of(A))
                .isZero();
    }

    @Test
    void a_return_that_may_not_go_out_leaves_what_it_is_of_out() {
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
        one.fail(A, FailureClass.STATUS);
        one.run(Duration.ofSeconds(2));
        one.interventions()
                .put(new Intervention.Freeze(
                        "f1",
                        Optional.empty(),
                        Intervention.Freeze.Scope.RETURNS,
                        new Intervention.Claim(
                                "ann", "a release", one.now, one.now.plus(Duration.ofHours(1)), new TreeSet<>())));
        one.mend(A);
        one.run(Duration.ofSeconds(40));

        assertThat(one.published().of(A)).isZero();
        assertThat(one.view().places().of(RegionId.DEFAULT, A).standing()).isInstanceOf(Standing.Out.class);
    }

    @Test
    void records_that_are_not_ours_are_not_written_over() {
        World world = new World();
        world.provider.putForeign(WWW, "CNAME elsewhere.example.net.");
        world.run(Duration.ofSeconds(20));
        assertThat(world.writes()).isZero();
        assertThat(world.told()).contains(Event.Type.FOREIGN_RECORDS);
    }

    @Test
    void a_write_whose_answer_is_lost_counts_only_when_it_is_read_back() {
        World world = new World();
        world.provider.fail(new FakeDnsProvider.Fault.InDoubtLost());
        world.run(Duration.ofSeconds(10));
        assertThat(world.told()).contains(Event.Type.WRITE_IN_DOUBT, Event.Type.WRITE_FAILED);
        assertThat(world.published().of(A)).isEqualTo(5_000);
    }
}
