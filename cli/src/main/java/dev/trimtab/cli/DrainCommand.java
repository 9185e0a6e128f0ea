package dev.trimtab.cli;

import static dev.trimtab.cli.Output.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "drain", description = "Move off a CDN for a while. Nothing of the configuration is changed.")
final class DrainCommand extends ApiCommand {
    @Parameters(paramLabel = "CDN")
    String cdn = "";

    @Option(names = "--name", paramLabel = "NAME", description = "Only this name (repeatable; default all).")
    List<String> names = new ArrayList<>();

    @Option(names = "--region", paramLabel = "REGION", description = "Only this region (repeatable; default all).")
    List<String> regions = new ArrayList<>();

    @Option(
            names = "--ttl",
            required = true,
            paramLabel = "TIME",
            description = "How long: 90s, 30m, 2h, 1d; at most 7d.")
    String ttl = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; others will read it.")
    String reason = "";

    @Option(names = "--dry-run", description = "Show what it would do and change nothing.")
    boolean dryRun;

    @Option(
            names = "--emergency",
            description = "While the store is away: kept by the controller that answers, in force there at once.")
    boolean emergency;

    @Option(names = "--override-rule", paramLabel = "RULE", description = "Override this safety rule (repeatable).")
    List<String> overrideRules = new ArrayList<>();

    @Override
    Exit run(Client client, Output output) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("cdn", cdn).put("ttl", ttl).put("reason", reason);
        body.set("names", strings(names.isEmpty() ? List.of("*") : names));
        body.set("regions", strings(regions.isEmpty() ? List.of("*") : regions));
        body.set("overrideRules", strings(overrideRules));
        if (emergency) {
            body.put("emergency", true);
        }
        JsonNode answer = client.post("/v1/drains" + (dryRun ? "?dryRun=true" : ""), body);
        JsonNode plan = dryRun ? answer : answer.path("plan");
        if (!output.printed(answer)) {
            if (!dryRun) {
                output.line(text(answer.path("id")) + "  " + text(answer.path("state")) + " until "
                        + text(answer.path("until"))
                        + (answer.path("durable").asText().equals("local")
                                ? "  (on one controller's disk, until the store is back)"
                                : ""));
            }
            print(plan, output);
        }
        plan.path("warnings")
                .forEach(warning -> message("warning: " + text(warning.path("name")) + ": " + text(warning.path("text"))
                        + " (" + text(warning.path("code")) + ")"));
        return dryRun && !plan.path("allowed").asBoolean() ? Exit.SAFETY_RULE : Exit.OK;
    }

    private static void print(JsonNode plan, Output output) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NAME", "REGION", "FROM", "TO", "RULING"));
        plan.path("names")
                .forEach(name -> name.path("regions")
                        .forEach(region -> rows.add(List.of(
                                text(name.path("name")),
                                text(region.path("region")),
                                shares(region.path("from")),
                                shares(region.path("to")),
                                ruling(name.path("ruling"))))));
        output.table(rows);
    }

    private static String ruling(JsonNode ruling) {
        return ruling.path("result").asText().equals("hold")
                ? "held by " + text(ruling.path("rule")) + ": " + text(ruling.path("reason"))
                : "allowed";
    }

    private static String shares(JsonNode shares) {
        List<String> parts = new ArrayList<>();
        shares.fields().forEachRemaining(share -> parts.add(share.getKey() + " " + Output.percent(share.getValue())));
        return parts.isEmpty() ? "-" : String.join(" ", parts);
    }

    static ArrayNode strings(List<String> values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        values.forEach(array::add);
        return array;
    }
}
