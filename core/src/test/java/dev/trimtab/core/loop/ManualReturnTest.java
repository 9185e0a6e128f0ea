package dev.trimtab.core.loop;

import static dev.trimtab.core.loop.World.A;
import static dev.trimtab.core.loop.World.B;
import static dev.trimtab.core.loop.World.WWW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.LimitsSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import java.time.Duration;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** With failback manual an escape waits for nobody, and a return begins when an operator has approved it. */
class ManualReturnTest {
    @Test
    void a_return_begins_when_its_plan_is_approved_and_goes_on_by_itself() {
        World world = out();
        assertThat(world.published().of(A)).isZero();
        assertThat(world.view().decision().disposition()).isEqualTo(Decision.Disposition.AWAIT_APPROVAL);
        assertThat(world.view().decision().because()).contains("waits for an operator to approve that it begins");
        assertThat(world.told()).contains(Event.Type.PLAN_RECOMMENDED);

        world.loop().approve(WWW, offered(world).digest());
        world.run(Duration.ofMinutes(2));
        assertThat(world.published().of(A)).isEqualTo(5_000);
    }

    @Test
    void without_approval_it_stays_out_and_that_is_told_once() {
        World world = out();
        world.run(Duration.ofMinutes(5));
        assertThat(world.published().of(A)).isZero();
        assertThat(world.told().stream().filter(Event.Type.PLAN_RECOMMENDED::equals))
                .as("told once")
                .hasSize(1);
    }

    @Test
    void an_approval_of_another_plan_approves_nothing() {
        World world = out();
        world.loop().approve(WWW, "0123456789abcdef");
        world.run(Duration.ofMinutes(1));
        assertThat(world.published().of(A)).isZero();
        assertThat(world.published().of(B)).isEqualTo(10_000);
    }

    private static Plan offered(World world) {
        return world.view().decision().wanted().orElseThrow();
    }

    /** A has failed and is clean for longer than its hold-down. */
    private static World out() {
        World world = new World();
        world.loop().reload(manual());
        world.run(Duration.ofSeconds(30));
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(10));
        world.mend(A);
        return world.run(Duration.ofSeconds(60));
    }

    private static Spec manual() {
        Spec auto = World.spec(Automation.AUTO, new LimitsSpec(1_000, 120, 40));
        TreeMap<SteeredName, NameSpec> names = new TreeMap<>(auto.names());
        names.replaceAll((id, name) -> new NameSpec(
                name.name(),
                name.hosts(),
                name.type(),
                name.ttl(),
                name.probes(),
                name.regions(),
                name.quorum(),
                name.targets(),
                name.fallbackOrder(),
                name.providers(),
                name.detect(),
                new FailbackSpec(
                        FailbackSpec.Mode.MANUAL,
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(2),
                        true,
                        100,
                        1_000,
                        Duration.ofSeconds(5)),
                name.limits(),
                name.automation(),
                name.labels(),
                name.steered(),
                name.notSteeredBecause()));
        return new Spec(
                "manual",
                auto.credentials(),
                auto.providers(),
                auto.regions(),
                auto.cdns(),
                auto.vantages(),
                auto.controlGroup(),
                auto.probes(),
                names);
    }
}
