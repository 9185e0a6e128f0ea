package dev.trimtab.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "explain", description = "Why the answers of a name are what they are, from votes to verification.")
final class ExplainCommand extends ApiCommand {
    @Parameters(paramLabel = "NAME")
    String name = "";

    @Override
    Exit run(Client client, Output output) {
        JsonNode explanation = client.get("/v1/names/" + Client.escaped(name) + "/explain");
        if (!output.printed(explanation)) {
            explanation.path("text").forEach(sentence -> output.line(sentence.asText()));
        }
        return Exit.OK;
    }
}
