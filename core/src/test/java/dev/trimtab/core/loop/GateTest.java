package dev.trimtab.core.loop;

import static dev.trimtab.core.loop.World.A;
import static dev.trimtab.core.loop.World.B;
import static dev.trimtab.core.loop.World.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.contract.BypassGateContract.Manner;
import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.plan.Gate;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The origin behind its gate: asked, proved, used, closed; and when it does not open, no destination. */
class GateTest {
    private static final CdnSpec.Bypass GATED = new CdnSpec.Bypass(
            Optional.of("https://gate.example.net/"), Optional.empty(), Duration.ofSeconds(10), Optional.empty());
    private static final Instant NOW = World.START;

    @Test
    void share_goes_to_the_origin_when_its_gate_has_answered_and_strangers_have_looked_since() {
        World world = gated();
        bothEdges(world);
        Instant failed = world.now;
        while (!world.gate.isOpen()) {
            assertThat(world.now).isBefore(failed.plusSeconds(20));
            world.run(Duration.ofSeconds(1));
        }
        assertThat(world.published().of(ORIGIN)).as("nobody has looked since").isZero();
        world.run(Duration.ofSeconds(5));
        assertThat(world.published().of(ORIGIN)).isEqualTo(1_800);
        assertThat(world.gate.openings()).isEqualTo(1);
    }

    @Test
    void a_gate_that_nobody_needs_is_not_opened() {
        World world = gated();
        world.fail(A, FailureClass.STATUS);
        world.run(Duration.ofSeconds(30));
        assertThat(world.published().of(B)).isEqualTo(10_000);
        assertThat(world.gate.asked()).doesNotContain(Gate.Ask.OPEN);
    }

    @Test
    void after_the_return_it_is_closed_again() {
        World world = gated();
        bothEdges(world);
        world.run(Duration.ofSeconds(25));
        assertThat(world.published().of(ORIGIN)).isEqualTo(1_800);
        world.mend(A);
        world.mend(B);
        world.run(Duration.ofMinutes(6));
        assertThat(world.published().of(ORIGIN)).isZero();
        assertThat(world.gate.isOpen()).isTrue();
        world.run(Gate.IDLE_MAX.plusSeconds(30));
        assertThat(world.gate.isOpen()).isFalse();
    }

    @Test
    void one_that_refuses_keeps_the_origin_out_and_raises_an_alarm_with_its_reason() {
        World world = gated();
        world.gate.behaves(Manner.REFUSES);
        bothEdges(world);
        world.run(Duration.ofSeconds(30));
        assertThat(world.published().of(ORIGIN)).isZero();
        assertThat(world.events).anySatisfy(event -> {
            assertThat(event.type()).isEqualTo(Event.Type.GATE_REFUSED);
            assertThat(event.toString()).contains("not today");
        });
        assertThat(world.view()
                        .decision()
                        .wanted()
                        .orElseThrow()
                        .reasons()
                        .get(RegionId.DEFAULT)
                        .toString())
                .contains("origin gets nothing more: its gate did not open: not today");
    }

    @Test
    void a_veto_keeps_it_out_and_says_why_and_asks_no_gate() {
        World world = new World()
                .with(origin(new CdnSpec.Bypass(
                        GATED.gate(), Optional.empty(), Duration.ofSeconds(10), Optional.of("it holds the accounts"))))
                .run(Duration.ofSeconds(30));
        bothEdges(world);
        world.run(Duration.ofSeconds(30));
        assertThat(world.published().of(ORIGIN)).isZero();
        assertThat(world.gate.asked()).doesNotContain(Gate.Ask.OPEN);
        assertThat(world.view()
                        .decision()
                        .wanted()
                        .orElseThrow()
                        .reasons()
                        .get(RegionId.DEFAULT)
                        .toString())
                .contains("(veto): it holds the accounts");
    }

    @Test
    void without_a_gate_the_origin_is_used_at_once() {
        World world = new World().run(Duration.ofSeconds(30));
        bothEdges(world);
        world.run(Duration.ofSeconds(10));
        assertThat(world.published().of(ORIGIN)).isEqualTo(1_800);
    }

    @Test
    void a_late_yes_to_open_is_none_to_close() {
        World world = gated();
        world.trouble.gateIsSlow = true;
        bothEdges(world);
        while (world.trouble.askings.isEmpty()) {
            assertThat(world.now).isBefore(NOW.plusSeconds(100));
            world.run(Duration.ofSeconds(1));
        }
        world.mend(A);
        world.mend(B);
        world.run(Duration.ofSeconds(100));
        world.trouble.gateIsSlow = false;
        world.trouble.askings.forEach(Runnable::run);
        assertThat(world.gate.isOpen()).isTrue();
        world.run(Duration.ofMinutes(3));
        assertThat(world.gate.isOpen()).as("nobody needs it any more").isFalse();
    }

    @Test
    void one_in_doubt_is_asked_again_under_its_token_and_given_up_after_its_time() {
        Gate.Step asked = Gate.Closed.NEVER_ASKED.next(sight(true, false, false, null), "t1", NOW);
        assertThat(asked.ask()).contains(Gate.Ask.OPEN);
        Gate.Answer doubt = new Gate.Answer.InDoubt("no answer");
        Gate.Step again = asked.gate().next(sight(true, false, false, doubt), "t2", NOW.plus(Gate.AGAIN_AFTER));
        assertThat(again.ask()).contains(Gate.Ask.OPEN);
        assertThat(again.gate().token()).isEqualTo("t1");
        Gate.Step over = again.gate().next(sight(true, false, false, doubt), "t3", NOW.plus(Gate.ANSWER_MAX));
        assertThat(over.ask()).contains(Gate.Ask.CLOSE);
        assertThat(over.gate().passable()).isFalse();
        assertThat(over.gate().sentence()).contains("no answer within 120 s");
    }

    @Test
    void one_that_opened_without_proof_is_closed_and_not_asked_again_at_once() {
        Gate gate = Gate.Closed.NEVER_ASKED
                .next(sight(true, false, false, null), "t1", NOW)
                .gate();
        gate = gate.next(sight(true, false, false, new Gate.Answer.Accepted()), "t2", NOW.plusSeconds(1))
                .gate();
        Gate.Step step = gate.next(
                sight(true, false, false, null), "t3", NOW.plusSeconds(1).plus(Gate.PROOF_MAX));
        assertThat(step.ask()).contains(Gate.Ask.CLOSE);
        Instant closed = NOW.plusSeconds(2).plus(Gate.PROOF_MAX);
        gate = step.gate()
                .next(sight(true, false, false, new Gate.Answer.Accepted()), "t4", closed)
                .gate();
        assertThat(gate.next(sight(true, false, true, null), "t5", closed.plusSeconds(10))
                        .ask())
                .isEmpty();
        assertThat(gate.next(sight(true, false, true, null), "t5", closed.plus(Gate.RETRY_AFTER))
                        .ask())
                .contains(Gate.Ask.OPEN);
    }

    @Test
    void proof_is_asked_for_with_the_time_of_the_answer() {
        Gate gate = Gate.Closed.NEVER_ASKED
                .next(sight(true, false, true, null), "t1", NOW)
                .gate();
        assertThat(gate.next(sight(true, false, true, null), "t2", NOW.plusSeconds(3))
                        .gate()
                        .passable())
                .as("it has not answered")
                .isFalse();
        Gate.Sight sight = new Gate.Sight(
                true, false, opened -> opened.equals(NOW.plusSeconds(4)), Optional.of(new Gate.Answer.Accepted()));
        assertThat(gate.next(sight, "t3", NOW.plusSeconds(4)).gate().passable()).isTrue();
    }

    private static Gate.Sight sight(boolean wanted, boolean carries, boolean proven, Gate.@Nullable Answer answer) {
        return new Gate.Sight(wanted, carries, opened -> proven, Optional.ofNullable(answer));
    }

    static CdnSpec gatedOrigin() {
        return origin(GATED);
    }

    private static CdnSpec origin(CdnSpec.Bypass bypass) {
        return new CdnSpec(
                ORIGIN,
                CdnKind.ORIGIN,
                2_000,
                false,
                List.of(),
                new TreeMap<>(),
                Optional.empty(),
                0,
                Optional.empty(),
                CdnSpec.Rates.NONE,
                CdnSpec.headroomBp(CdnKind.ORIGIN),
                Optional.of(bypass));
    }

    private static World gated() {
        return new World().with(origin(GATED)).run(Duration.ofSeconds(40));
    }

    private static void bothEdges(World world) {
        world.fail(A, FailureClass.STATUS);
        world.fail(B, FailureClass.TIMEOUT);
    }
}
