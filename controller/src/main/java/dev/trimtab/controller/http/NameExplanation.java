package dev.trimtab.controller.http;

import dev.trimtab.controller.cluster.EvidenceShelf;
import dev.trimtab.core.loop.Delivery;
import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.safety.Explanation;
import dev.trimtab.core.spec.TargetSpec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Why a name's answers are what they are: the decision first, then how it came about, votes to verification. */
final class NameExplanation {
    /** Looks that are told in words: the newest ones that did not pass. */
    private static final int EVIDENCE_TOLD_MAX = 5;

    private NameExplanation() {}

    /** @param shown what looks have shown of it, the newest first */
    static JsonObject of(RoundView round, NameView view, List<EvidenceShelf.Shown> shown) {
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
                .put("text", new JsonArray(sentences(round, view, shown)))
                .put("health", ViewJson.health(view).getJsonArray("regions"))
                .put("standings", standings)
                .put("interventions", interventions)
                .put("decision", ViewJson.decision(view.decision()))
                .put("lastMove", view.lastMove().map(ViewJson::decision).orElse(null))
                .put("deliveries", ViewJson.deliveries(view))
                .put("evidence", EvidenceJson.of(shown.subList(0, Math.min(shown.size(), EvidenceJson.EXPLAINED_MAX))));
    }

    private static List<String> sentences(RoundView round, NameView view, List<EvidenceShelf.Shown> shown) {
        Explanation why = Explanation.of(view.spec(), view.decision(), view.verdicts(), view.places(), round.at());
        List<String> text = new ArrayList<>();
        text.add(why.headline());
        text.addAll(why.evidence());
        text.addAll(why.plan());
        view.interventions().forEach(one -> text.add("Intervention: " + InterventionJson.sentence(one) + "."));
        text.addAll(why.rules());
        if (!view.spec().steered()) {
            text.add("Not steered: " + view.spec().notSteeredBecause() + ".");
        }
        if (round.lease().isEmpty()) {
            text.add("This controller does not lead and writes nothing.");
        }
        view.deliveries().values().forEach(delivery -> text.add(delivery(delivery)));
        shown.stream()
                .filter(one -> !(one.evidence().look().outcome() instanceof Outcome.Pass))
                .limit(EVIDENCE_TOLD_MAX)
                .forEach(one -> text.add(EvidenceJson.sentence(one)));
        return text;
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
