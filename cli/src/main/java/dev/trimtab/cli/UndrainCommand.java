package dev.trimtab.cli;

import static dev.trimtab.cli.Output.text;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "undrain", description = "End a drain now; its id is printed by drain and by explain.")
final class UndrainCommand extends ApiCommand {
    @Parameters(paramLabel = "ID")
    String id = "";

    @Override
    Exit run(Client client, Output output) {
        JsonNode ended = client.delete("/v1/drains/" + Client.escaped(id));
        if (!output.printed(ended)) {
            output.line(text(ended.path("id")) + "  ended");
        }
        return Exit.OK;
    }
}
