package dev.trimtab.core.safety;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.plan.Planner;
import dev.trimtab.core.safety.Decision.Disposition;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.NameSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What becomes of a plan that no rule holds: modes, freezes, approvals, and who may write. */
class DeciderTest {
    private final RuleBench bench = new RuleBench();
    private Interventions interventions = Interventions.NONE;
    private Optional<String> approved = Optional.empty();
    private Decider.Writer writer = Decider.Writer.LEADER;
    private Automation automation = Automation.AUTO;

    @Test
    void a_plan_that_nothing_holds_is_written() {
        assertThat(decided(Move.ESCAPE)).isEqualTo(Disposition.WRITE);
        assertThat(decided(Move.REBALANCE)).isEqualTo(Disposition.WRITE);
    }

    @Test
    void an_approval_is_for_the_plan_with_its_digest() {
        automation = Automation.RECOMMEND;
        assertThat(decided(Move.ESCAPE)).isEqualTo(Disposition.AWAIT_APPROVAL);
        approved = Optional.of(RuleBench.plan(1_000, 9_000, 0).digest());
        assertThat(decided(Move.ESCAPE)).isEqualTo(Disposition.AWAIT_APPROVAL);
        approved = Optional.of(bench.wanted.digest());
        assertThat(decided(Move.ESCAPE)).isEqualTo(Disposition.WRITE);
    }

    @Test
    void a_freeze_of_returns_stops_returns_and_no_escape() {
        interventions = frozen(Intervention.Freeze.Scope.RETURNS);
        assertThat(decided(Move.REBALANCE)).isEqualTo(Disposition.STAND_BY);
        assertThat(decided(Move.ESCAPE)).isEqualTo(Disposition.WRITE);
    }

    @Test
    void a_freeze_of_everything_stands_against_automation_and_not_against_an_operator() {
        interventions = frozen(Intervention.Freeze.Scope.EVERYTHING);
        assertThat(decided(Move.ESCAPE)).isEqualTo(Disposition.STAND_BY);
        assertThat(decided(Move.OPERATOR)).isEqualTo(Disposition.WRITE);
    }

    @Test
    void a_follower_stands_by() {
        writer = Decider.Writer.FOLLOWER;
        assertThat(decided(Move.ESCAPE)).isEqualTo(Disposition.STAND_BY);
        assertThat(decided(Move.OPERATOR)).isEqualTo(Disposition.STAND_BY);
    }

    private Disposition decided(Move move) {
        bench.move = move;
        Planner.Output planned = new Planner.Output(Optional.of(bench.wanted), move, Places.NONE, "wanted");
        return Decider.decide(
                        planned,
                        Optional.of(bench.input()),
                        moded(RuleBench.name()),
                        interventions,
                        approved,
                        writer,
                        RuleBench.NOW)
                .disposition();
    }

    private NameSpec moded(NameSpec name) {
        return new NameSpec(
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
                name.failback(),
                name.limits(),
                automation,
                new java.util.TreeMap<>(),
                true,
                "");
    }

    private static Interventions frozen(Intervention.Freeze.Scope scope) {
        return new Interventions(List.of(new Intervention.Freeze(
                "f1",
                Optional.empty(),
                scope,
                new Intervention.Claim(
                        "ann",
                        "a release",
                        RuleBench.NOW.minusSeconds(60),
                        RuleBench.NOW.plus(Duration.ofHours(1)),
                        new TreeSet<>()))));
    }
}
