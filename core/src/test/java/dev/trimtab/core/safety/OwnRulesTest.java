package dev.trimtab.core.safety;

import static dev.trimtab.core.safety.RuleBench.A;
import static dev.trimtab.core.safety.RuleBench.B;
import static dev.trimtab.core.safety.RuleBench.NOW;
import static dev.trimtab.core.safety.RuleBench.ORIGIN;
import static dev.trimtab.core.safety.RuleBench.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.Fact;
import dev.trimtab.core.spec.SafetyRuleSpec;
import dev.trimtab.core.spec.SafetyRuleSpec.Bound;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The operator's own rules: facts, bounds, times, and not knowing. */
class OwnRulesTest {
    /** What each fact is in the world of {@link #bench}. */
    private static final Map<Fact, Long> VALUES = new EnumMap<>(Map.ofEntries(
            Map.entry(Fact.EDGES_LIVE, 1L),
            Map.entry(Fact.TARGETS_HEALTHY, 2L),
            Map.entry(Fact.TARGETS_UNKNOWN, 0L),
            Map.entry(Fact.NETWORKS_REPORTING, 3L),
            Map.entry(Fact.TELEMETRY_AGE, 1_000L),
            Map.entry(Fact.SHARE_OF, 9_000L),
            Map.entry(Fact.SHARE_MOVED, 5_000L),
            Map.entry(Fact.CHANGES_LAST_HOUR, 2L),
            Map.entry(Fact.NAMES_CHANGING, 2L),
            Map.entry(Fact.ORIGIN_SHARE, 1_000L),
            Map.entry(Fact.ORIGIN_PROJECTED_SHARE, 1_900L),
            Map.entry(Fact.ORIGIN_RPS, 500L),
            Map.entry(Fact.ORIGIN_PROJECTED_RPS, 950L),
            Map.entry(Fact.LEVERS_LOST, 1L),
            Map.entry(Fact.TARGETS_OUT, 1L)));

    @Test
    void every_fact_has_its_value_and_both_bounds_stand_at_it() {
        assertThat(VALUES.keySet()).containsExactlyInAnyOrder(Fact.values());
        VALUES.forEach((fact, value) -> {
            assertThat(held(rule(fact, Bound.AT_LEAST, value)))
                    .as("%s >= %s", fact, value)
                    .isFalse();
            assertThat(held(rule(fact, Bound.AT_MOST, value)))
                    .as("%s <= %s", fact, value)
                    .isFalse();
            assertThat(held(rule(fact, Bound.AT_LEAST, value + 1)))
                    .as("%s > %s", fact, value)
                    .isTrue();
            if (value > 0) {
                assertThat(held(rule(fact, Bound.AT_MOST, value - 1)))
                        .as("%s < %s", fact, value)
                        .isTrue();
            }
        });
    }

    @Test
    void a_ruling_names_the_rule_the_numbers_and_what_would_lift_it() {
        RuleBench bench = bench();
        bench.own.add(
                new SafetyRuleSpec("b-at-most-80", Fact.SHARE_OF, Optional.of(B), Bound.AT_MOST, 8_000, Duration.ZERO));

        assertThat(bench.hold().rule()).isEqualTo("b-at-most-80");
        assertThat(bench.hold().reason()).isEqualTo("share.of edge-b is 90 %, asked for at most 80 %");
        assertThat(bench.hold().lifts()).contains("share.of edge-b at most 80 %", "override");
    }

    @Test
    void a_fact_that_is_not_known_holds_automation_and_says_so() {
        RuleBench bench = new RuleBench();
        bench.own.add(rule(Fact.ORIGIN_PROJECTED_SHARE, Bound.AT_MOST, 10_000));
        assertThat(bench.hold().reason())
                .isEqualTo("origin.projectedShare is not known: no hit ratio is known of [edge-a, edge-b]:"
                        + " declare their caches, or feed a signal");
        bench.move = Move.OPERATOR;
        assertThat(bench.heldBy()).isEmpty();

        RuleBench blind = bench();
        blind.evidenceAt = Optional.empty();
        blind.own.add(rule(Fact.TELEMETRY_AGE, Bound.AT_MOST, 60_000));
        assertThat(blind.hold().reason()).contains("fewer than 2 networks report");
    }

    @Test
    void a_rule_with_a_time_waits_until_it_has_been_so_for_that_long() {
        RuleBench bench = bench();
        bench.own.add(new SafetyRuleSpec(
                "steady", Fact.NETWORKS_REPORTING, Optional.empty(), Bound.AT_LEAST, 3, Duration.ofMinutes(5)));
        assertThat(SafetyReview.satisfied(bench.input(), NOW)).containsExactly(Map.entry("steady", NOW));

        bench.satisfiedSince.put("steady", NOW.minus(Duration.ofMinutes(4)));
        assertThat(bench.hold().reason()).contains("so for 240 s of 300 s");
        assertThat(bench.hold().lifts()).contains("2026-11-24T10:01:00Z");

        bench.satisfiedSince.put("steady", NOW.minus(Duration.ofMinutes(5)));
        assertThat(bench.heldBy()).isEmpty();
        assertThat(SafetyReview.satisfied(bench.input(), NOW)).containsKey("steady");

        bench.says(B, Verdict.State.UNKNOWN);
        assertThat(SafetyReview.satisfied(bench.input(), NOW)).isEmpty();
    }

    @Test
    void own_rules_are_asked_after_the_built_in_ones_and_overridden_alike() {
        RuleBench bench = bench();
        bench.own.add(rule(Fact.SHARE_MOVED, Bound.AT_MOST, 100));
        assertThat(bench.ask().results())
                .last()
                .satisfies(last -> assertThat(last.rule()).isEqualTo("mine"));
        bench.move = Move.OPERATOR;
        bench.overridden.add("mine");
        assertThat(bench.heldBy()).isEmpty();
    }

    @Test
    void a_rule_about_one_cdn_names_it_and_others_do_not() {
        assertThatThrownBy(
                        () -> new SafetyRuleSpec("x", Fact.SHARE_OF, Optional.empty(), Bound.AT_MOST, 1, Duration.ZERO))
                .hasMessageContaining("needs the CDN");
        assertThatThrownBy(() ->
                        new SafetyRuleSpec("x", Fact.EDGES_LIVE, Optional.of(A), Bound.AT_LEAST, 1, Duration.ZERO))
                .hasMessageContaining("no single CDN");
    }

    private static boolean held(SafetyRuleSpec rule) {
        RuleBench bench = bench();
        bench.own.add(rule);
        return bench.heldBy().isPresent();
    }

    private static SafetyRuleSpec rule(Fact fact, Bound bound, long limit) {
        Optional<CdnId> cdn = fact == Fact.SHARE_OF ? Optional.of(B) : Optional.empty();
        return new SafetyRuleSpec("mine", fact, cdn, bound, limit, Duration.ZERO);
    }

    /** An escape to 90 % B and 10 % origin; every edge finds 90 %, so that 10 % of demand are misses now and 19 % all. */
    private static RuleBench bench() {
        RuleBench bench = new RuleBench();
        bench.cdns.put(ORIGIN, new CdnSpec(ORIGIN, CdnKind.ORIGIN, 5_000, false, List.of()));
        bench.wanted = plan(0, 9_000, 1_000);
        TreeMap<CdnId, Double> hits = new TreeMap<>();
        hits.put(A, 0.9);
        hits.put(B, 0.9);
        TreeMap<CdnId, Double> rps = new TreeMap<>();
        rps.put(ORIGIN, 500.0);
        bench.signals = new Signals(1, hits, rps);
        bench.changes.addAll(List.of(NOW.minusSeconds(600), NOW.minusSeconds(1_200), NOW.minusSeconds(4_000)));
        bench.lost.add(RuleBench.NS1);
        LinkedHashMap<SteeredName, Instant> left = new LinkedHashMap<>();
        left.put(SteeredName.of("other.example.com"), NOW.minusSeconds(5));
        bench.fleet = new Fleet(2, cdn -> left, TreeMap::new);
        return bench;
    }
}
