package dev.trimtab.core.safety;

import static dev.trimtab.core.safety.RuleBench.A;
import static dev.trimtab.core.safety.RuleBench.B;
import static dev.trimtab.core.safety.RuleBench.NOW;
import static dev.trimtab.core.safety.RuleBench.ORIGIN;
import static dev.trimtab.core.safety.RuleBench.WWW;
import static dev.trimtab.core.safety.RuleBench.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.plan.Division;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every built-in rule holds what it is for, says so with numbers, and lets the rest pass. */
class SafetyRulesTest {
    /** The plan that each rule is there for; the name of a rule is the name of its scenario. */
    private static final Map<String, RuleBench> HELD = new LinkedHashMap<>();

    static {
        HELD.put("never-empty", regionLeftOut());
        HELD.put("known-targets", unknownTarget());
        HELD.put("all-targets-red", allRed());
        HELD.put("quorum", unknownMoves());
        HELD.put("lever-lost", leverLost());
        HELD.put("live-edge", lastEdge());
        HELD.put("origin-load", coldEscape());
        HELD.put("return-per-change", largeReturn());
        HELD.put("changes-per-hour", returnsSpent());
        HELD.put("names-at-once", manyNames());
    }

    @Test
    void a_plain_escape_passes_every_rule_and_each_says_what_it_looked_at() {
        SafetyReview.Outcome outcome = new RuleBench().ask();

        assertThat(outcome.ruling()).isEqualTo(new Ruling.Allow());
        assertThat(outcome.results()).allSatisfy(result -> {
            assertThat(result.outcome()).as(result.rule()).isEqualTo(RuleResult.Outcome.ALLOWS);
            assertThat(result.numbers()).isNotBlank();
        });
        assertThat(outcome.results()).extracting(RuleResult::rule).containsExactlyElementsOf(names());
    }

    @Test
    void every_built_in_rule_has_a_scenario_that_only_it_holds() {
        assertThat(HELD.keySet()).containsExactlyElementsOf(names());
        HELD.forEach((rule, bench) -> {
            SafetyReview.Outcome with = SafetyReview.RULES.examine(bench.input(), NOW);
            SafetyReview.Outcome without = SafetyReview.RULES.without(rule).examine(bench.input(), NOW);
            assertThat(with.ruling())
                    .as(rule)
                    .isInstanceOfSatisfying(
                            Ruling.Hold.class, hold -> assertThat(hold.rule()).isEqualTo(rule));
            assertThat(without.ruling()).as("without " + rule).isEqualTo(new Ruling.Allow());
        });
    }

    @Test
    void never_empty_a_region_that_is_planned_apart_keeps_an_answer() {
        assertThat(regionLeftOut().hold()).satisfies(hold -> {
            assertThat(hold.rule()).isEqualTo("never-empty");
            assertThat(hold.reason()).contains("region eu would have no answer");
        });
    }

    @Test
    void never_empty_and_never_all_zero_cannot_even_be_said() {
        assertThatThrownBy(() -> new Shares(new TreeMap<>())).hasMessageContaining("not 10000");
        assertThatThrownBy(() -> plan(0, 0, 0)).hasMessageContaining("not 10000");
        assertThatThrownBy(() -> new Plan(WWW, new TreeMap<>(), new TreeMap<>()))
                .hasMessageContaining("default");
    }

    @Test
    void a_plan_has_no_word_for_type_ttl_ns_or_dnssec() {
        assertThat(Arrays.stream(Plan.class.getRecordComponents()).map(RecordComponent::getName))
                .containsExactly("name", "shares", "reasons");
    }

    @Test
    void known_targets_only() {
        assertThat(unknownTarget().hold().reason()).contains("cdn-x is no target of www.steer.example.com.");
    }

    @Test
    void all_targets_red_is_us_or_the_origin() {
        assertThat(allRed().hold().reason()).contains("all 3 targets look bad at once");
        RuleBench one = allRed();
        one.says(B, Verdict.State.DEGRADED);
        assertThat(one.heldBy()).isEmpty();
    }

    @Test
    void quorum_what_nobody_knows_is_not_moved_by_automation() {
        assertThat(unknownMoves().heldBy()).contains("quorum");
        assertThat(unknownMoves().hold().reason()).contains("from 50 % to 60 %", "1 networks know anything, 2 needed");
        RuleBench drain = unknownMoves();
        drain.move = Move.OPERATOR;
        assertThat(drain.heldBy()).isEmpty();
    }

    @Test
    void lever_lost_no_plan_is_accepted_that_no_provider_can_take() {
        assertThat(leverLost().hold().reason()).contains("2 of 2 providers");
        RuleBench one = leverLost();
        one.lost.remove(RuleBench.NS2);
        assertThat(one.heldBy()).isEmpty();
        assertThat(one.ask().results())
                .filteredOn(result -> result.rule().equals("lever-lost"))
                .singleElement()
                .satisfies(result -> assertThat(result.numbers()).contains("1 of 2", "lost: [one]"));
    }

    @Test
    void live_edge_the_last_usable_edge_is_not_emptied() {
        assertThat(lastEdge().hold().reason()).contains("would have 0 live edges, has 1, needs 1");
    }

    @Test
    void origin_load_counts_what_goes_straight_there() {
        RuleBench straight = new RuleBench();
        straight.wanted = plan(0, 8_200, 1_800);
        assertThat(straight.heldBy()).isEmpty();
        straight.wanted = plan(0, 8_100, 1_900);
        assertThat(straight.hold()).satisfies(hold -> {
            assertThat(hold.rule()).isEqualTo("origin-load");
            assertThat(hold.reason())
                    .contains("would bear 19 % of demand (19 % straight, 0 % misses), now 0 %; may bear 18 %");
        });
        straight.division = Division.ONE_OF;
        assertThat(straight.heldBy()).contains("origin-load");
    }

    @Test
    void a_sorry_page_that_nobody_looks_at_may_take_over_and_does_not_hide_that_all_is_red() {
        CdnId sorry = new CdnId("sorry");
        RuleBench bench = new RuleBench();
        bench.cdns.put(sorry, new CdnSpec(sorry, CdnKind.STATIC, Shares.WHOLE, false, List.of()));
        bench.targets.add(RuleBench.target(sorry, 0));
        bench.says(sorry, Verdict.State.UNKNOWN);
        bench.says(B, Verdict.State.UNHEALTHY);
        TreeMap<RegionId, Shares> shares = new TreeMap<>();
        shares.put(RegionId.DEFAULT, RuleBench.shares(Map.of(ORIGIN, 1_800, sorry, 8_200)));
        bench.wanted = new Plan(WWW, shares, new TreeMap<>());
        assertThat(bench.heldBy()).isEmpty();

        bench.says(ORIGIN, Verdict.State.UNHEALTHY);
        assertThat(bench.heldBy()).contains("all-targets-red");
    }

    @Test
    void origin_load_counts_what_cdns_miss() {
        assertThat(coldEscape().hold().reason())
                .contains("origin would bear 60 % of demand (0 % straight, 60 % misses)", "now 35 %", "may bear 18 %");
        RuleBench warm = coldEscape();
        warm.signals = hits(0.95, 0.9);
        assertThat(warm.heldBy()).isEmpty();
    }

    @Test
    void origin_load_may_stay_where_it_is_and_go_down() {
        RuleBench over = coldEscape();
        over.current = Optional.of(plan(0, 10_000, 0));
        over.wanted = plan(5_000, 5_000, 0);
        over.says(A, Verdict.State.HEALTHY);
        over.move = Move.REBALANCE;
        assertThat(over.heldBy()).isEmpty();
    }

    @Test
    void origin_load_by_misses_is_borne_where_there_is_nothing_smaller_to_do() {
        RuleBench jump = coldEscape();
        jump.division = Division.ONE_OF;
        assertThat(jump.heldBy()).isEmpty();
        jump.move = Move.FIRST;
        jump.current = Optional.empty();
        jump.division = Division.WEIGHTS;
        assertThat(jump.heldBy()).isEmpty();
        jump.move = Move.RETURN;
        assertThat(jump.heldBy()).contains("origin-load");
    }

    @Test
    void return_per_change_a_return_comes_in_steps() {
        assertThat(largeReturn().hold().reason()).contains("would move 20 % of default at once, limit 10 %");
        RuleBench jump = largeReturn();
        jump.division = Division.ONE_OF;
        assertThat(jump.heldBy()).isEmpty();
        RuleBench escape = largeReturn();
        escape.move = Move.ESCAPE;
        assertThat(escape.heldBy()).isEmpty();
    }

    @Test
    void changes_per_hour_a_return_never_spends_what_an_escape_needs() {
        RuleBench spent = returnsSpent();
        assertThat(spent.hold()).satisfies(hold -> {
            assertThat(hold.reason()).contains("12 changes within the hour, limit 12 for returns");
            assertThat(hold.lifts()).contains("2026-11-24T10:48:00Z");
        });
        spent.move = Move.ESCAPE;
        assertThat(spent.heldBy()).isEmpty();
    }

    @Test
    void names_at_once_wait_for_a_verdict_that_half_of_the_names_share() {
        assertThat(manyNames().hold()).satisfies(hold -> {
            assertThat(hold.reason())
                    .contains("4 of 20 names would have left edge-a within 60 s, limit 3", "sick for 4 of the 20");
            assertThat(hold.lifts()).contains("2026-11-24T10:00:30Z");
        });
        RuleBench wide = manyNames();
        wide.fleet = fleet(20, 3, new Fleet.Spread(10, 20));
        assertThat(wide.heldBy()).isEmpty();
        RuleBench few = manyNames();
        few.fleet = fleet(40, 3, new Fleet.Spread(4, 40));
        assertThat(few.heldBy()).isEmpty();
        RuleBench operator = manyNames();
        operator.move = Move.OPERATOR;
        assertThat(operator.heldBy()).isEmpty();
    }

    @Test
    void an_operator_overrides_a_rule_by_its_name_and_no_other() {
        RuleBench drain = lastEdge();
        drain.move = Move.OPERATOR;
        drain.overridden.add("origin-load");
        assertThat(drain.heldBy()).contains("live-edge");
        drain.overridden.add("live-edge");
        assertThat(drain.heldBy()).isEmpty();
        assertThat(drain.ask().results())
                .filteredOn(result -> result.outcome() == RuleResult.Outcome.OVERRIDDEN)
                .singleElement()
                .satisfies(result -> assertThat(result.rule()).isEqualTo("live-edge"));
    }

    @Test
    void automation_overrides_nothing_and_nobody_publishes_an_unknown_target() {
        RuleBench escape = lastEdge();
        escape.overridden.add("live-edge");
        assertThat(escape.heldBy()).contains("live-edge");
        RuleBench drain = unknownTarget();
        drain.move = Move.OPERATOR;
        drain.overridden.add("known-targets");
        assertThat(drain.heldBy()).contains("known-targets");
    }

    @Test
    void every_rule_is_asked_even_when_an_earlier_one_holds() {
        RuleBench both = lastEdge();
        both.lost.addAll(List.of(RuleBench.NS1, RuleBench.NS2));
        SafetyReview.Outcome outcome = both.ask();
        assertThat(outcome.results()).hasSameSizeAs(names());
        assertThat(outcome.results().stream()
                        .filter(result -> result.outcome() == RuleResult.Outcome.HOLDS)
                        .map(RuleResult::rule))
                .containsExactly("lever-lost", "live-edge");
    }

    private static List<String> names() {
        return SafetyReview.builtIn().stream().map(SafetyRule::name).toList();
    }

    private static RuleBench regionLeftOut() {
        RuleBench bench = new RuleBench();
        RegionId eu = new RegionId("eu");
        bench.says(eu, A, Verdict.State.UNHEALTHY);
        bench.says(eu, B, Verdict.State.HEALTHY);
        bench.says(eu, ORIGIN, Verdict.State.HEALTHY);
        return bench;
    }

    private static RuleBench unknownTarget() {
        RuleBench bench = new RuleBench();
        TreeMap<RegionId, Shares> shares = new TreeMap<>();
        shares.put(RegionId.DEFAULT, RuleBench.shares(Map.of(B, 5_000, new CdnId("cdn-x"), 5_000)));
        bench.wanted = new Plan(WWW, shares, new TreeMap<>());
        return bench;
    }

    private static RuleBench allRed() {
        RuleBench bench = new RuleBench();
        bench.says(B, Verdict.State.UNHEALTHY);
        bench.says(ORIGIN, Verdict.State.ORIGIN_FAULT);
        bench.current = Optional.of(plan(5_000, 5_000, 0));
        bench.wanted = plan(4_000, 6_000, 0);
        return bench;
    }

    private static RuleBench unknownMoves() {
        RuleBench bench = new RuleBench();
        bench.says(B, Verdict.State.UNKNOWN);
        bench.says(A, Verdict.State.HEALTHY);
        bench.wanted = plan(4_000, 6_000, 0);
        return bench;
    }

    private static RuleBench leverLost() {
        RuleBench bench = new RuleBench();
        bench.lost.addAll(List.of(RuleBench.NS1, RuleBench.NS2));
        return bench;
    }

    private static RuleBench lastEdge() {
        RuleBench bench = new RuleBench();
        bench.cdns.put(ORIGIN, new CdnSpec(ORIGIN, CdnKind.ORIGIN, Shares.WHOLE, false, List.of()));
        bench.current = Optional.of(plan(0, 10_000, 0));
        bench.wanted = plan(0, 0, 10_000);
        return bench;
    }

    /** Edge A finds 90 %, B 40 %: 35 % of demand reach the origin now, 60 % would. */
    private static RuleBench coldEscape() {
        RuleBench bench = new RuleBench();
        bench.signals = hits(0.9, 0.4);
        return bench;
    }

    private static RuleBench largeReturn() {
        RuleBench bench = new RuleBench();
        bench.says(A, Verdict.State.HEALTHY);
        bench.current = Optional.of(plan(1_000, 9_000, 0));
        bench.wanted = plan(3_000, 7_000, 0);
        bench.move = Move.RETURN;
        return bench;
    }

    private static RuleBench returnsSpent() {
        RuleBench bench = new RuleBench();
        bench.says(A, Verdict.State.HEALTHY);
        bench.current = Optional.of(plan(1_000, 9_000, 0));
        bench.wanted = plan(2_000, 8_000, 0);
        bench.move = Move.RETURN;
        for (int i = 1; i <= 12; i++) {
            bench.changes.add(NOW.minus(Duration.ofMinutes(i)));
        }
        return bench;
    }

    private static RuleBench manyNames() {
        RuleBench bench = new RuleBench();
        bench.fleet = fleet(20, 3, new Fleet.Spread(4, 20));
        return bench;
    }

    private static Fleet fleet(int names, int left, Fleet.Spread spread) {
        LinkedHashMap<SteeredName, Instant> departures = new LinkedHashMap<>();
        for (int i = 0; i < left; i++) {
            departures.put(SteeredName.of("n" + i + ".steer.example.com"), NOW.minusSeconds(30 - i));
        }
        TreeMap<CdnId, Fleet.Spread> spreads = new TreeMap<>();
        spreads.put(A, spread);
        return new Fleet(names, cdn -> cdn.equals(A) ? departures : new LinkedHashMap<>(), () -> spreads);
    }

    private static Signals hits(double a, double b) {
        TreeMap<CdnId, Double> hits = new TreeMap<>();
        hits.put(A, a);
        hits.put(B, b);
        return new Signals(1, hits);
    }
}
