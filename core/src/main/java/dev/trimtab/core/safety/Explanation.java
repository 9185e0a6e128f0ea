package dev.trimtab.core.safety;

import dev.trimtab.core.judge.Attribution;
import dev.trimtab.core.judge.HealthState;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.plan.Place;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.plan.Standing;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A decision in sentences that a tired person can act on: first what it is and what to do, then votes and verdicts, plan and
 * rules, each with its numbers.
 *
 * @param decision with verdicts, votes, attribution, rule results and plan as values
 * @param headline what was decided, and what a person can do now
 * @param evidence a sentence for each target in each region: verdict, attribution, votes against it, standing
 * @param plan a sentence for each region
 * @param rules what each safety rule found; one sentence when none was asked
 */
public record Explanation(
        Decision decision, String headline, List<String> evidence, List<String> plan, List<String> rules) {
    public Explanation {
        evidence = List.copyOf(evidence);
        plan = List.copyOf(plan);
        rules = List.copyOf(rules);
    }

    public static Explanation of(NameSpec name, Decision decision, Places places, Instant now) {
        return of(name, decision, decision.verdicts(), places, now);
    }

    /**
     * @param verdicts the newest ones, where a decision was made without
     */
    public static Explanation of(
            NameSpec name,
            Decision decision,
            SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts,
            Places places,
            Instant now) {
        List<String> evidence = new ArrayList<>();
        verdicts.forEach((region, byCdn) -> {
            for (TargetSpec target : name.targets()) {
                evidence.add(target.cdn() + " in " + region + ": "
                        + verdict(Optional.ofNullable(byCdn.get(target.cdn())))
                        + standing(places.of(region, target.cdn()), now) + ".");
            }
        });
        List<String> plan = new ArrayList<>();
        decision.wanted()
                .ifPresent(wanted -> wanted.shares().forEach((region, shares) -> {
                    List<String> reasons =
                            Optional.ofNullable(wanted.reasons().get(region)).orElse(List.of());
                    plan.add("Plan for " + region + ": " + shares
                            + (reasons.isEmpty() ? "" : "; " + String.join("; ", reasons)) + ".");
                }));
        if (decision.wanted().isEmpty()) {
            plan.add("Plan: none; " + decision.because() + ".");
        }
        return new Explanation(decision, headline(name, decision), evidence, plan, rules(decision));
    }

    /** All of it, in this order. */
    public List<String> text() {
        List<String> text = new ArrayList<>();
        text.add(headline);
        text.addAll(evidence);
        text.addAll(plan);
        text.addAll(rules);
        return text;
    }

    private static String headline(NameSpec name, Decision decision) {
        return switch (decision.disposition()) {
            case KEEP -> "Decision: keep. DNS is as planned; nothing is to be done.";
            case WRITE -> "Decision: write, " + decision.because() + ". Nothing is to be done.";
            case HOLD -> held(decision);
            case RECORD_ONLY ->
                name.steered()
                        ? "Decision: recorded and not written, because " + name.name()
                                + " is in mode observe: " + decision.because()
                                + ". To have it written set automation: recommend or auto."
                        : "Decision: recorded and not written: " + name.notSteeredBecause() + ".";
            case AWAIT_APPROVAL ->
                "Decision: waits for approval of plan "
                        + decision.wanted().map(plan -> plan.digest()).orElse("none") + ": " + decision.because()
                        + ". To have it written approve this digest.";
            case STAND_BY ->
                "Decision: not written now, because this controller does not lead or a freeze stands against it: "
                        + decision.because() + ".";
        };
    }

    private static String held(Decision decision) {
        if (!(decision.ruling() instanceof Ruling.Hold hold)) {
            return "Decision: hold; " + decision.because() + ".";
        }
        boolean overridable = SafetyReview.builtIn().stream()
                .filter(rule -> rule.name().equals(hold.rule()))
                .allMatch(rule -> rule.overriding() == SafetyRule.Overriding.BY_NAME);
        return "Decision: hold, DNS stays as it is. Held by " + hold.rule() + ": " + hold.reason()
                + ". What would lift it: " + hold.lifts() + "."
                + (overridable
                        ? " An operator's own drain or pin may override it by naming " + hold.rule() + "."
                        : " Nobody can override it.");
    }

    private static String verdict(Optional<Verdict> verdict) {
        if (verdict.isEmpty()) {
            return "no verdict yet";
        }
        Verdict known = verdict.get();
        List<String> against = known.votes().stream()
                .filter(vote -> vote.state() != HealthState.HEALTHY)
                .map(vote -> vote.vantage() + " (" + vote.network() + ") says " + vote.state() + ": " + vote.reason())
                .toList();
        return known.state() + " since " + known.since() + ", " + known.reason()
                + (known.attribution() == Attribution.NONE ? "" : "; the fault lies " + where(known.attribution()))
                + (against.isEmpty() ? "" : "; " + String.join("; ", against));
    }

    private static String where(Attribution attribution) {
        return switch (attribution) {
            case NONE -> "nowhere";
            case EDGE -> "with the CDN";
            case ORIGIN -> "with the origin behind it (R10)";
            case PATH -> "between this CDN and the origin (R4)";
            case TARGET_DNS -> "with the names that the CDN hands out (R5)";
            case CHALLENGE -> "with a challenge page before ours (R3)";
            case PROBE_REPUTATION -> "with one prober's reputation, and not with the CDN";
            case OURSELVES -> "with our own vantages (R7, R9)";
        };
    }

    private static String standing(Place place, Instant now) {
        return switch (place.standing()) {
            case Standing.In in -> "; takes traffic by its weight";
            case Standing.Out out ->
                "; out since " + out.since() + ", "
                        + out.returnsAt()
                                .map(at -> now.isBefore(at)
                                        ? "hold-down until " + at + " if it stays clean"
                                        : "hold-down is over")
                                .orElse("hold-down of " + shown(out.holdDown()) + " begins when it is clean");
            case Standing.Eased eased ->
                "; relieved of a part, at most " + Shares.percent(eased.capBp()) + " since " + eased.steppedAt();
            case Standing.Returning returning ->
                "; returning, at most " + Shares.percent(returning.capBp()) + " since " + returning.steppedAt();
            case Standing.Drained drained -> "; drained by " + drained.interventionId();
        };
    }

    /** Whole minutes as minutes: at night nobody divides by 60. */
    private static String shown(Duration time) {
        return time.toSecondsPart() == 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }

    private static List<String> rules(Decision decision) {
        if (decision.rules().isEmpty()) {
            return List.of("No safety rule was asked: nothing would change.");
        }
        return decision.rules().stream()
                .map(result -> "Rule " + result.rule() + " "
                        + outcome(result.outcome())
                        + ": " + result.numbers() + "."
                        + (result.outcome() == RuleResult.Outcome.HOLDS ? " Lifted by: " + result.lifts() + "." : ""))
                .toList();
    }

    private static String outcome(RuleResult.Outcome outcome) {
        return switch (outcome) {
            case ALLOWS -> "allows";
            case HOLDS -> "holds";
            case OVERRIDDEN -> "would hold and is overridden";
        };
    }
}
