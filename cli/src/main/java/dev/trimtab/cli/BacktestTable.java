package dev.trimtab.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trimtab.sim.render.ReplayJson;
import dev.trimtab.sim.replay.Run;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Scores of policies over incidents, fit for a pull request. */
final class BacktestTable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private BacktestTable() {}

    /**
     * One policy in one incident.
     *
     * @param passed expectations of the script that it meets, {@code of} so many
     */
    record Row(String id, String policy, Run.Score score, long passed, long of) {}

    static String markdown(List<Row> rows) {
        StringBuilder table = new StringBuilder();
        table.append(
                "| incident | policy | bad user-minutes | writes | false moves | peak origin load | expectations |\n");
        table.append("| --- | --- | ---: | ---: | ---: | ---: | ---: |\n");
        rows.forEach(row -> table.append(line(row.id(), row.policy(), row.score(), row.passed(), row.of())));
        if (rows.stream().map(Row::id).distinct().count() > 1) {
            sums(rows)
                    .values()
                    .forEach(sum -> table.append(line("**all**", sum.policy(), sum.score(), sum.passed(), sum.of())));
        }
        return table.toString().stripTrailing();
    }

    private static String line(String id, String policy, Run.Score score, long passed, long of) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %.1f | %d | %d | %.0f %% | %d of %d |%n",
                id,
                policy,
                score.badUserMinutes(),
                score.dnsWrites(),
                score.falseMoves(),
                100 * score.peakOriginLoadRatio(),
                passed,
                of);
    }

    /** Sums over the incidents by policy; of loads the highest counts. */
    private static Map<String, Row> sums(List<Row> rows) {
        Map<String, Row> sums = new LinkedHashMap<>();
        for (Row row : rows) {
            sums.merge(row.policy(), row, BacktestTable::plus);
        }
        return sums;
    }

    private static Row plus(Row a, Row b) {
        Run.Score one = a.score();
        Run.Score other = b.score();
        Run.Score sum = new Run.Score(
                one.badUserMinutes() + other.badUserMinutes(),
                Math.max(one.relief90Minutes(), other.relief90Minutes()),
                one.dnsWrites() + other.dnsWrites(),
                one.falseMoves() + other.falseMoves(),
                Math.max(one.peakOriginLoadRatio(), other.peakOriginLoadRatio()),
                one.invariantBrokenMinutes() + other.invariantBrokenMinutes());
        return new Row(a.id(), a.policy(), sum, a.passed() + b.passed(), a.of() + b.of());
    }

    static String json(List<Row> rows) {
        ArrayNode all = JSON.createArrayNode();
        for (Row row : rows) {
            ObjectNode node = all.addObject().put("id", row.id()).put("policy", row.policy());
            node.setAll(ReplayJson.score(row.score()));
            node.put("expectationsPassed", row.passed()).put("expectations", row.of());
        }
        return all.toPrettyString();
    }
}
