package dev.trimtab.sim.render;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.judge.Vote;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Explanation;
import dev.trimtab.core.safety.RuleResult;
import dev.trimtab.sim.engine.Moment;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;

/** A decision of the past for programs: as values, and in the sentences that people get. */
public final class MomentJson {
    private MomentJson() {}

    public static String of(Moment moment, Optional<String> variant) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", moment.script().id());
        variant.ifPresentOrElse(word -> node.put("variant", word), () -> node.putNull("variant"));
        node.put("at", moment.at().toString()).put("defaultRegion", moment.everybody());
        moment.inForce()
                .ifPresentOrElse(
                        cause -> node.set(
                                "inForce",
                                decision(
                                        cause.decision(),
                                        cause.decision().verdicts(),
                                        cause.explanation(),
                                        cause.at())),
                        () -> node.putNull("inForce"));
        node.set(
                "decision",
                decision(moment.now().decision(), moment.now().verdicts(), moment.explanation(), moment.at()));
        return node.toPrettyString();
    }

    private static ObjectNode decision(
            Decision decision,
            SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts,
            Explanation explanation,
            Instant at) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("at", at.toString())
                .put("disposition", word(decision.disposition()))
                .put("because", decision.because());
        ArrayNode text = node.putArray("text");
        explanation.text().forEach(text::add);
        decision.wanted().ifPresentOrElse(plan -> node.set("plan", plan(plan)), () -> node.putNull("plan"));
        ArrayNode rules = node.putArray("rules");
        for (RuleResult rule : decision.rules()) {
            rules.addObject()
                    .put("rule", rule.rule())
                    .put("result", word(rule.outcome()))
                    .put("numbers", rule.numbers())
                    .put("lifts", rule.lifts());
        }
        ObjectNode regions = node.putObject("verdicts");
        verdicts.forEach((region, byCdn) -> {
            ObjectNode cdns = regions.putObject(region.value());
            byCdn.forEach((cdn, verdict) -> cdns.set(cdn.value(), verdict(verdict)));
        });
        return node;
    }

    private static ObjectNode plan(Plan plan) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("digest", plan.digest());
        ObjectNode shares = node.putObject("shares");
        ObjectNode reasons = node.putObject("reasons");
        plan.shares().forEach((region, split) -> {
            ObjectNode bp = shares.putObject(region.value());
            split.bp().forEach((cdn, share) -> bp.put(cdn.value(), share));
            ArrayNode why = reasons.putArray(region.value());
            Optional.ofNullable(plan.reasons().get(region)).ifPresent(all -> all.forEach(why::add));
        });
        return node;
    }

    private static ObjectNode verdict(Verdict verdict) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("state", word(verdict.state()))
                .put("since", verdict.since().toString())
                .put("attribution", word(verdict.attribution()))
                .put("reason", verdict.reason());
        ArrayNode votes = node.putArray("votes");
        for (Vote vote : verdict.votes()) {
            votes.addObject()
                    .put("vantage", vote.vantage().value())
                    .put("network", vote.network().toString())
                    .put("state", word(vote.state()))
                    .put("reason", vote.reason());
        }
        return node;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
