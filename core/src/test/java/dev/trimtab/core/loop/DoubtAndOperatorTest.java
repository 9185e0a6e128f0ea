package dev.trimtab.core.loop;

import static dev.trimtab.core.loop.World.A;
import static dev.trimtab.core.loop.World.B;
import static dev.trimtab.core.loop.World.WWW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Standing;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Ruling;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.LimitsSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** An operator's word counts when it is needed most, and no memory, approval or plan counts for longer than it may. */
class DoubtAndOperatorTest {
    private static final LimitsSpec WIDE = new LimitsSpec(1_000, 120, 40);

    private final World world = new World();

    @Test
    void a_drain_of_a_failing_edge_is_written_in_mode_observe_and_in_a_freeze() {
        healthy();
        world.configure(Automation.OBSERVE, WIDE);
        world.interventions()
                .put(new Intervention.Freeze(
                        "f1", Optional.empty(), Intervention.Freeze.Scope.EVERYTHING, claim(Set.of())));
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(5));
        assertThat(world.published().of(A)).isEqualTo(5_000);

        world.interventions().put(drain(A, Set.of()));
        world.run(Duration.ofSeconds(2));

        assertThat(world.published().of(A)).isZero();
    }

    @Test
    void vantages_that_all_lose_their_control_group_move_nothing_and_are_told_of() {
        healthy();
        List.of("ams", "fra", "iad").forEach(vantage -> world.controls.put(vantage, Report.Control.LOST));
        world.fail(A, FailureClass.CONNECT);
        world.run(Duration.ofSeconds(10));

        assertThat(world.published().of(A)).isEqualTo(5_000);
        assertThat(world.told()).contains(Event.Type.VANTAGE_MUTED).containsOnlyOnce(Event.Type.ALL_TARGETS_RED);
        assertThat(world.loop().view().orElseThrow().vantages().values())
                .allMatch(vantage -> vantage.muted().isPresent());

        world.mend(A);
        List.of("ams", "fra", "iad").forEach(vantage -> world.controls.put(vantage, Report.Control.SEEN));
        world.run(Duration.ofSeconds(10));
        assertThat(world.told()).contains(Event.Type.VANTAGE_UNMUTED);
        assertThat(world.loop().view().orElseThrow().vantages().values())
                .allMatch(vantage -> vantage.muted().isEmpty());
    }

    @Test
    void a_drain_needs_no_quorum() {
        healthy();
        world.silent.addAll(List.of("ams", "fra", "iad"));
        world.run(Duration.ofSeconds(30));

        world.interventions().put(drain(A, Set.of("live-edge")));
        world.run(Duration.ofSeconds(2));

        assertThat(world.published().of(A)).isZero();
        assertThat(world.published().of(B)).isEqualTo(10_000);
    }

    @Test
    void a_pin_needs_no_quorum_where_nothing_was_ever_published() {
        world.silent.addAll(List.of("ams", "fra", "iad"));
        world.run(Duration.ofSeconds(30));
        assertThat(world.view().publication()).isEmpty();

        Shares all = Shares.inProportion(Map.of(A, 1L));
        world.interventions().put(new Intervention.Pin("p1", WWW, Optional.empty(), all, claim(Set.of("live-edge"))));
        world.run(Duration.ofSeconds(2));

        assertThat(world.view().decision().move()).isEqualTo(Move.OPERATOR);
        assertThat(world.published()).isEqualTo(all);
    }

    @Test
    void an_override_of_a_rule_is_for_the_operators_own_move_alone() {
        healthy();
        world.interventions().put(drain(new CdnId("another"), Set.of("changes-per-hour", "quorum", "all-targets-red")));
        List.of(A, B, World.ORIGIN).forEach(cdn -> world.fail(cdn, FailureClass.CONNECT));
        world.run(Duration.ofSeconds(10));

        assertThat(world.view().decision().ruling())
                .isInstanceOfSatisfying(
                        Ruling.Hold.class, hold -> assertThat(hold.rule()).isEqualTo("all-targets-red"));
    }

    @Test
    void an_approval_is_for_one_outage() {
        world.configure(Automation.RECOMMEND, WIDE);
        world.run(Duration.ofSeconds(10));
        approveWhatWaits();
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(3));
        approveWhatWaits();
        assertThat(world.published().of(A)).isZero();

        world.mend(A);
        for (int step = 0; step < 12; step++) {
            world.run(Duration.ofSeconds(10));
            if (world.view().decision().disposition() == Decision.Disposition.AWAIT_APPROVAL) {
                approveWhatWaits();
            }
        }
        assertThat(world.published().of(A)).isEqualTo(5_000);
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(10));

        assertThat(world.published().of(A)).isEqualTo(5_000);
        assertThat(world.view().decision().disposition()).isEqualTo(Decision.Disposition.AWAIT_APPROVAL);
    }

    @Test
    void a_plan_that_never_went_out_ends_no_hold_down() {
        healthy();
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(3)).mend(A);
        world.run(Duration.ofSeconds(5));
        world.interventions()
                .put(new Intervention.Freeze(
                        "f1", Optional.empty(), Intervention.Freeze.Scope.EVERYTHING, claim(Set.of())));
        world.fail(B, FailureClass.STATUS);
        world.run(Duration.ofSeconds(2));
        assertThat(world.view().places().of(RegionId.DEFAULT, A).standing()).isInstanceOf(Standing.Out.class);
    }

    @Test
    void a_full_disk_stops_no_escape_and_is_told_once() {
        healthy();
        world.diskFull = true;
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(10));

        assertThat(world.published().of(A)).isZero();
        assertThat(world.told()).containsOnlyOnce(Event.Type.ROUND_FAILED);

        world.diskFull = false;
        world.run(Duration.ofSeconds(1));
        assertThat(world.stored.get(WWW).publication().orElseThrow().generation())
                .isEqualTo(world.generation());
    }

    @Test
    void a_memory_older_than_dns_gives_way_to_what_the_provider_holds() {
        healthy();
        PlanStore.Memory old = world.stored.get(WWW);
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(5));
        assertThat(world.published().of(A)).isZero();

        world.stored.put(WWW, old);
        world.restart();
        world.silent.addAll(List.of("ams", "fra", "iad"));
        world.run(Duration.ofSeconds(20));

        assertThat(world.published().of(A)).isZero();
        assertThat(world.view().places().of(RegionId.DEFAULT, A).standing()).isInstanceOf(Standing.Out.class);
    }

    private void approveWhatWaits() {
        Decision waiting = world.view().decision();
        assertThat(waiting.disposition()).isEqualTo(Decision.Disposition.AWAIT_APPROVAL);
        world.loop().approve(WWW, waiting.wanted().orElseThrow().digest());
        world.run(Duration.ofSeconds(1));
    }

    private void healthy() {
        world.run(Duration.ofSeconds(10));
        assertThat(world.published().of(A)).isEqualTo(5_000);
    }

    private Intervention drain(CdnId cdn, Set<String> rules) {
        return new Intervention.Drain("d1", cdn, new TreeSet<>(), new TreeSet<>(), claim(rules));
    }

    private Intervention.Claim claim(Set<String> rules) {
        return new Intervention.Claim(
                "operator", "exercise", world.now, world.now.plus(Duration.ofHours(1)), new TreeSet<>(rules));
    }
}
