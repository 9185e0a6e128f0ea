package dev.trimtab.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "retire", description = "Remove the listed records of a name of ours from DNS.")
final class RetireCommand extends ApiCommand {
    @Parameters(paramLabel = "NAME")
    String name = "";

    @Option(names = "--confirm", required = true, paramLabel = "NAME", description = "The name once more.")
    String confirm = "";

    @Option(
            names = "--record",
            paramLabel = "RECORD",
            description =
                    "Record to remove, such as 'www.example.com. CNAME' (repeatable); without any, what is held is listed.")
    List<String> records = new ArrayList<>();

    @Override
    Exit run(Client client, Output output) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("confirm", confirm);
        body.set("records", DrainCommand.strings(records));
        JsonNode answer = client.post("/v1/names/" + Client.escaped(name) + "/retire", body);
        if (!output.printed(answer)) {
            answer.path("removed").forEach(record -> output.line("removed " + record.asText()));
        }
        return Exit.OK;
    }
}
