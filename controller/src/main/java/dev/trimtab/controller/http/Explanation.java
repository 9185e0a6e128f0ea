package dev.trimtab.controller.http;

import dev.trimtab.core.judge.HealthState;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.loop.Delivery;
import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.plan.Place;
import dev.trimtab.core.plan.Standing;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Ruling;
import dev.trimtab.core.spec.TargetSpec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why a name's answers are what they are, in the order in which it came about: votes first, verification last. */
final class Explanation {
    private Explanation() {}

    static JsonObject of(RoundView round, NameView view) {
        JsonArray standings = new JsonArray();
        for (RegionId region : view.spec().regions()) {
            for (TargetSpec target : view.spec().targets()) {
                standings.add(new JsonObject()
                        .put("region", region.value())
                        .put("cdn", target.cdn().value())
                        .put("standing", ViewJson.standing(view.places().of(region, target.cdn()))));
            }
        }
        JsonArray interventions = new JsonArray();
        view.interventions().forEach(one -> interventions.add(InterventionJson.of(one)));
        return new JsonObject()
                .put("name", view.spec().name().value())
                .put("asOf", round.at().toString())
                .put("text", new JsonArray(sentences(round, view)))
                .put("health", ViewJson.health(view).getJsonArray("regions"))
                .put("standings", standings)
                .put("interventions", interventions)
                .put("decision", ViewJson.decision(view.decision()))
                .put("lastMove", view.lastMove().map(ViewJson::decision).orElse(null))
                .put("deliveries", ViewJson.deliveries(view));
    }

    private static List<String> sentences(RoundView round, NameView view) {
        List<String> text = new ArrayList<>();
        for (RegionId region : view.spec().regions()) {
            for (TargetSpec target : view.spec().targets()) {
                text.add(target.cdn() + " in " + region + ": "
                        + verdict(ViewJson.verdict(view, region, target.cdn()))
                        + standing(view.places().of(region, target.cdn()), round.at()) + ".");
            }
            text.add(plan(view.decision(), region));
        }
        view.interventions().forEach(one -> text.add("Intervention: " + InterventionJson.sentence(one) + "."));
        text.add("Decision: " + ViewJson.word(view.decision().disposition()) + "; "
                + view.decision().because() + ".");
        if (view.decision().ruling() instanceof Ruling.Hold hold) {
            text.add("Held by " + hold.rule() + ": " + hold.reason() + ". What would lift it: " + hold.lifts() + ".");
        }
        if (!view.spec().steered()) {
            text.add("Not steered: " + view.spec().notSteeredBecause() + ".");
        }
        if (round.lease().isEmpty()) {
            text.add("This controller does not lead and writes nothing.");
        }
        view.deliveries().values().forEach(delivery -> text.add(delivery(delivery)));
        return text;
    }

    private static String verdict(Optional<Verdict> verdict) {
        if (verdict.isEmpty()) {
            return "no verdict yet";
        }
        List<String> against = verdict.get().votes().stream()
                .filter(vote -> vote.state() != HealthState.HEALTHY)
                .map(vote -> vote.vantage() + " (" + vote.network() + ") says " + vote.state() + ": " + vote.reason())
                .toList();
        return verdict.get().state() + " since " + verdict.get().since() + ", "
                + verdict.get().reason() + (against.isEmpty() ? "" : "; " + String.join("; ", against));
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
                                .orElse("hold-down of " + out.holdDown().toSeconds() + " s begins when it is clean");
            case Standing.Eased eased ->
                "; relieved of a part, at most " + Shares.percent(eased.capBp()) + " since " + eased.steppedAt();
            case Standing.Returning returning ->
                "; returning, at most " + Shares.percent(returning.capBp()) + " since " + returning.steppedAt();
            case Standing.Drained drained -> "; drained by " + drained.interventionId();
        };
    }

    private static String plan(Decision decision, RegionId region) {
        return decision.wanted()
                .map(plan -> "Plan for " + region + ": " + plan.in(region)
                        + plan.reasons().getOrDefault(region, List.of()).stream()
                                .map(reason -> "; " + reason)
                                .reduce("", String::concat)
                        + ".")
                .orElse("Plan for " + region + ": none.");
    }

    private static String delivery(Delivery delivery) {
        String held = delivery.held().map(set -> "holds " + set.shares()).orElse("nothing of ours was seen there");
        String trouble = delivery.trouble().isEmpty() ? "" : "; " + delivery.trouble();
        String seen = delivery.verification()
                .map(verification -> "; verification: " + verification)
                .orElse("");
        return "Provider " + delivery.provider() + " (" + ViewJson.word(delivery.state()) + "): " + held
                + ", generation " + delivery.generation() + seen + trouble + ".";
    }
}
