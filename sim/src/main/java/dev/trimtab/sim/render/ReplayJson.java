package dev.trimtab.sim.render;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trimtab.sim.replay.Expectations;
import dev.trimtab.sim.replay.Replays;
import dev.trimtab.sim.replay.Run;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** Results as JSON: one object for one run, an array for several. */
public final class ReplayJson {
    /** Figures keep this many decimals: more would be noise of the arithmetic. */
    private static final int DECIMALS = 3;

    private ReplayJson() {}

    public static String of(List<Replays.Result> results) {
        if (results.size() == 1) {
            return node(results.get(0)).toPrettyString() + "\n";
        }
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        results.forEach(result -> all.add(node(result)));
        return all.toPrettyString() + "\n";
    }

    private static ObjectNode node(Replays.Result result) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", result.id());
        result.variant().ifPresentOrElse(variant -> node.put("variant", variant), () -> node.putNull("variant"));
        node.put("policy", result.policy());
        node.set("score", score(result.score()));
        ArrayNode expect = node.putArray("expect");
        for (Expectations.Result one : result.expectations()) {
            expect.addObject()
                    .put("line", one.line())
                    .put("rule", one.rule())
                    .put("result", one.outcome().name().toLowerCase(Locale.ROOT))
                    .put("detail", one.detail());
        }
        return node;
    }

    /** A score, its figures rounded. */
    public static ObjectNode score(Run.Score score) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("badUserMinutes", rounded(score.badUserMinutes()));
        if (score.relief90Minutes() < 0) {
            node.putNull("relief90Minutes");
        } else {
            node.put("relief90Minutes", rounded(score.relief90Minutes()));
        }
        node.put("dnsWrites", score.dnsWrites());
        node.put("falseMoves", score.falseMoves());
        node.put("peakOriginLoadRatio", rounded(score.peakOriginLoadRatio()));
        node.put("invariantBrokenMinutes", rounded(score.invariantBrokenMinutes()));
        return node;
    }

    private static BigDecimal rounded(double value) {
        BigDecimal figure = BigDecimal.valueOf(value)
                .setScale(DECIMALS, RoundingMode.HALF_UP)
                .stripTrailingZeros();
        return figure.scale() < 0 ? figure.setScale(0) : figure;
    }
}
