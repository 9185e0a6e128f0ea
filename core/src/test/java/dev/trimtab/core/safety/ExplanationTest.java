package dev.trimtab.core.safety;

import static dev.trimtab.core.safety.RuleBench.A;
import static dev.trimtab.core.safety.RuleBench.NOW;
import static dev.trimtab.core.safety.RuleBench.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Place;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.plan.Planner;
import dev.trimtab.core.plan.Standing;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A decision in sentences that a tired person can act on. */
class ExplanationTest {
    @Test
    void a_write_says_verdicts_plan_and_what_every_rule_found() {
        Explanation why = explain(new RuleBench());

        assertThat(why.headline()).isEqualTo("Decision: write, edge-a fails. Nothing is to be done.");
        assertThat(why.evidence())
                .hasSize(3)
                .first()
                .satisfies(sentence -> assertThat(sentence)
                        .startsWith("edge-a in default: UNHEALTHY since 2026-11-24T10:00:00Z, 3 of 3 networks agree")
                        .contains("; out since", "hold-down of 20 min begins when it is clean"));
        assertThat(why.plan()).containsExactly("Plan for default: edge-b 100 %.");
        assertThat(why.rules()).hasSize(SafetyReview.builtIn().size());
        assertThat(why.rules()).contains("Rule changes-per-hour allows: 0 changes within the hour, limit 18 (R22).");
        assertThat(why.text()).hasSize(1 + 3 + 1 + SafetyReview.builtIn().size());
    }

    @Test
    void a_hold_says_what_would_lift_it_and_how_to_override_it() {
        RuleBench bench = new RuleBench();
        bench.says(A, Verdict.State.HEALTHY);
        bench.current = Optional.of(plan(1_000, 9_000, 0));
        bench.wanted = plan(3_000, 7_000, 0);
        bench.move = Move.RETURN;

        assertThat(explain(bench).headline())
                .startsWith("Decision: hold, DNS stays as it is. Held by return-per-change: a return would move 20 %")
                .contains("What would lift it: smaller steps: at most 10 % at once.")
                .endsWith("may override it by naming return-per-change.");
    }

    @Test
    void what_nobody_can_override_is_said() {
        RuleBench bench = new RuleBench();
        bench.lost.addAll(RuleBench.name().providers());
        assertThat(explain(bench).headline()).endsWith("Nobody can override it.");
    }

    @Test
    void where_nothing_changes_no_rule_is_asked() {
        RuleBench bench = new RuleBench();
        bench.current = Optional.of(bench.wanted);
        Explanation why = explain(bench);
        assertThat(why.headline()).isEqualTo("Decision: keep. DNS is as planned; nothing is to be done.");
        assertThat(why.rules()).containsExactly("No safety rule was asked: nothing would change.");
    }

    private static Explanation explain(RuleBench bench) {
        TreeMap<Places.Key, Place> out = new TreeMap<>();
        out.put(
                new Places.Key(RegionId.DEFAULT, A),
                Place.IN.with(new Standing.Out(NOW, Duration.ofMinutes(20), Optional.empty())));
        Places places = new Places(out);
        SafetyReview.Input input = bench.input();
        Decision decision = Decider.decide(
                new Planner.Output(Optional.of(bench.wanted), bench.move, places, "edge-a fails"),
                Optional.of(input),
                RuleBench.name(),
                Interventions.NONE,
                Optional.empty(),
                Decider.Writer.LEADER,
                NOW);
        return Explanation.of(RuleBench.name(), decision, places, NOW);
    }
}
