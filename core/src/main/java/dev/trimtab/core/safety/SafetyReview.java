package dev.trimtab.core.safety;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.plan.Division;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.SafetyRuleSpec;
import dev.trimtab.core.spec.Spec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The safety rules between plan and write: the built-in ones, in this order, and the operator's own after them. Every rule
 * is asked, so that an explanation can show what each of them found; the first that holds makes the ruling.
 */
public final class SafetyReview {
    /** Limits on change are counted over this long. */
    public static final Duration HOUR = ChangesPerHour.HOUR;

    private static final List<SafetyRule> BUILT_IN = List.of(
            new NeverEmpty(),
            new KnownTargets(),
            new AllTargetsRed(),
            new QuorumKnows(),
            new LeverLost(),
            new LiveEdge(),
            new OriginCapacity(),
            new ReturnShare(),
            new ChangesPerHour(),
            new NamesAtOnce());

    /** The review that production uses. */
    public static final SafetyReview RULES = new SafetyReview(BUILT_IN);

    private final List<SafetyRule> builtIn;

    private SafetyReview(List<SafetyRule> builtIn) {
        this.builtIn = builtIn;
    }

    /** The built-in rules, in the order in which they are asked. */
    public static List<SafetyRule> builtIn() {
        return BUILT_IN;
    }

    /** The same without one built-in rule: for the proof that each of them is needed. */
    SafetyReview without(String rule) {
        List<SafetyRule> rest =
                builtIn.stream().filter(one -> !one.name().equals(rule)).toList();
        if (rest.size() == builtIn.size()) {
            throw new IllegalArgumentException("no built-in rule " + rule);
        }
        return new SafetyReview(rest);
    }

    /**
     * What the rules look at.
     *
     * @param changes when shares changed within the last hour
     * @param overridden rules that an operator overrides by name
     * @param places where CDNs stand, as the planner took them
     * @param around load, other names, levers, evidence
     * @param at when it was planned
     */
    public record Input(
            Spec spec,
            NameSpec name,
            Optional<Plan> current,
            Plan wanted,
            Move move,
            SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts,
            List<Instant> changes,
            Set<String> overridden,
            Division division,
            Places places,
            Surroundings around,
            Instant at) {
        /** What a CDN has in a region now, in basis points. */
        int before(RegionId region, CdnId cdn) {
            return current.map(plan -> plan.in(region).of(cdn)).orElse(0);
        }

        /** Basis points that change hands in a region. */
        int moved(RegionId region) {
            return current.map(plan -> plan.in(region).movedTo(wanted.in(region)))
                    .orElse(0);
        }
    }

    /**
     * What came of it.
     *
     * @param results of every rule, in the order of asking
     */
    public record Outcome(Ruling ruling, List<RuleResult> results) {
        public Outcome {
            results = List.copyOf(results);
        }
    }

    /** Asks every rule. */
    public Outcome examine(Input input, Instant now) {
        List<RuleResult> results = new ArrayList<>();
        Ruling ruling = new Ruling.Allow();
        List<SafetyRule> rules = new ArrayList<>(builtIn);
        input.spec().safetyRules().forEach(own -> rules.add(new OwnRule(own)));
        for (SafetyRule rule : rules) {
            RuleResult result = ask(rule, input, now);
            results.add(result);
            if (result.outcome() == RuleResult.Outcome.HOLDS && ruling instanceof Ruling.Allow) {
                ruling = new Ruling.Hold(result.rule(), result.numbers(), result.lifts());
            }
        }
        return new Outcome(ruling, results);
    }

    private static RuleResult ask(SafetyRule rule, Input input, Instant now) {
        return switch (rule.ask(input, now)) {
            case Finding.Allows allows -> new RuleResult(rule.name(), RuleResult.Outcome.ALLOWS, allows.numbers(), "");
            case Finding.Holds holds ->
                new RuleResult(
                        rule.name(),
                        overridden(input, rule) ? RuleResult.Outcome.OVERRIDDEN : RuleResult.Outcome.HOLDS,
                        holds.reason(),
                        holds.lifts());
        };
    }

    /** An operator overrides for his own move, and nobody publishes an answer that is none. */
    private static boolean overridden(Input input, SafetyRule rule) {
        return input.move() == Move.OPERATOR
                && input.overridden().contains(rule.name())
                && rule.overriding() == SafetyRule.Overriding.BY_NAME;
    }

    /** Whether every target of a name, in every region, is known to fail: then it is us, or the origin (R9). */
    public static boolean allRed(Spec spec, NameSpec name, SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts) {
        return AllTargetsRed.red(spec, name, verdicts);
    }

    /**
     * Since when each of the operator's own rules that ask for a time is satisfied; one that is not, or not known, is
     * missing and begins anew.
     */
    public static SortedMap<String, Instant> satisfied(Input input, Instant now) {
        TreeMap<String, Instant> since = new TreeMap<>();
        for (SafetyRuleSpec own : input.spec().safetyRules()) {
            if (!own.lasting().isZero() && new OwnRule(own).satisfied(input, now)) {
                since.put(own.id(), input.around().satisfiedSince().getOrDefault(own.id(), now));
            }
        }
        return since;
    }
}
