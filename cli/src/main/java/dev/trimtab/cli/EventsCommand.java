package dev.trimtab.cli;

import static dev.trimtab.cli.Output.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "events", description = "What happened, oldest first.")
final class EventsCommand extends ApiCommand {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(names = "--follow", description = "Go on with what happens; JSON then is one event a line.")
    boolean follow;

    @Option(names = "--since", paramLabel = "ID", description = "After the event of this id (default: the newest 100).")
    String since = "";

    @Option(
            names = "--type",
            split = ",",
            paramLabel = "TYPE",
            description = "Only these types, such as verdict.changed or drain.* (repeatable).")
    List<String> types = new ArrayList<>();

    @Override
    Exit run(Client client, Output output) {
        String query = types.isEmpty() ? "?" : "?type=" + Client.escaped(String.join(",", types)) + "&";
        String after = since.isEmpty() ? "" : "after=" + Client.escaped(since);
        JsonNode page = client.get("/v1/events" + query + after);
        if (page.has("resync")) {
            message("that event is gone; the oldest kept is "
                    + text(page.path("resync").path("oldestId")));
        }
        if (follow) {
            page.path("items").forEach(event -> print(event, output));
            follow(client, "/v1/events/stream" + query + "after=" + text(page.path("next")), output);
        } else if (!output.printed(page)) {
            page.path("items").forEach(event -> print(event, output));
        }
        return Exit.OK;
    }

    private void follow(Client client, String path, Output output) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(client.stream(path), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: ")) {
                    JsonNode event = JSON.readTree(line.substring(6));
                    if (event.has("oldestId")) {
                        message(text(event.path("reason")));
                    } else {
                        print(event, output);
                    }
                }
            }
        } catch (IOException broken) {
            throw new CliFailure(Exit.UNREACHABLE, "the stream broke off: " + broken.getMessage());
        }
        throw new CliFailure(Exit.UNREACHABLE, "the server ended the stream");
    }

    private void print(JsonNode event, Output output) {
        switch (format.format) {
            case TABLE ->
                output.line(text(event.path("id")) + "  " + text(event.path("at")) + "  "
                        + text(event.path("severity")) + "  " + text(event.path("type")) + "  "
                        + (event.path("name").isNull() ? "" : text(event.path("name")) + "  ")
                        + text(event.path("sentence")));
            case JSON -> output.line(oneLine(event));
            case YAML -> output.printed(event);
        }
    }

    private static String oneLine(JsonNode event) {
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree that was read can be written", impossible);
        }
    }
}
