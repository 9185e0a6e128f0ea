package dev.trimtab.cli;

import static dev.trimtab.cli.Output.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "health",
        description = "What each vantage believes of each CDN of a name, and the verdicts. Exit 9 when one is UNKNOWN.")
final class HealthCommand extends ApiCommand {
    @Parameters(paramLabel = "NAME")
    String name = "";

    @Override
    Exit run(Client client, Output output) {
        JsonNode health = client.get("/v1/names/" + Client.escaped(name) + "/health");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("REGION", "CDN", "WHO", "NETWORK", "FAMILY", "HEALTH", "CAUSE", "REASON"));
        Exit exit = Exit.OK;
        for (JsonNode region : health.path("regions")) {
            for (JsonNode target : region.path("targets")) {
                String where = text(region.path("region"));
                String cdn = text(target.path("cdn"));
                rows.add(row(where, cdn, "verdict", "-", "-", target));
                target.path("votes")
                        .forEach(vote -> rows.add(row(
                                where,
                                cdn,
                                text(vote.path("vantage")),
                                text(vote.path("network")),
                                text(vote.path("family")),
                                vote)));
                if (target.path("state").asText().equals("UNKNOWN")) {
                    exit = Exit.UNKNOWN_HEALTH;
                }
            }
        }
        if (!output.printed(health)) {
            output.table(rows);
        }
        return exit;
    }

    private static List<String> row(
            String region, String cdn, String who, String network, String family, JsonNode belief) {
        return List.of(
                region,
                cdn,
                who,
                network,
                family,
                text(belief.path("state")),
                text(belief.path("cause")),
                text(belief.path("reason")));
    }
}
