package dev.trimtab.cli;

import static dev.trimtab.cli.Output.percent;
import static dev.trimtab.cli.Output.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

@Command(name = "status", description = "What is the matter, in one sentence, and the state of every name.")
final class StatusCommand extends ApiCommand {
    @Override
    Exit run(Client client, Output output) {
        JsonNode overview = client.get("/v1/overview");
        if (output.printed(overview)) {
            return Exit.OK;
        }
        output.line(text(overview.path("level")).toUpperCase(java.util.Locale.ROOT) + "  "
                + text(overview.path("sentence")));
        overview.path("problems").forEach(problem -> {
            if (!problem.equals(overview.path("sentence"))) {
                output.line("  also: " + problem.asText());
            }
        });
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NAME", "REGION", "CDN", "HEALTH", "STANDING", "CONFIGURED", "WANTED", "HELD", "CAUSE"));
        overview.path("names")
                .forEach(name -> name.path("regions")
                        .forEach(region -> region.path("targets")
                                .forEach(target -> rows.add(List.of(
                                        text(name.path("name")),
                                        text(region.path("region")),
                                        text(target.path("cdn")),
                                        text(target.path("state")),
                                        text(target.path("standing").path("state")),
                                        percent(target.path("configuredBp")),
                                        percent(target.path("wantedBp")),
                                        percent(target.path("heldBp")),
                                        text(target.path("cause")))))));
        output.table(rows);
        return Exit.OK;
    }
}
