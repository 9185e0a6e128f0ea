package dev.trimtab.controller.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;

/** The contract as it is served, and somebody else's validator over it. */
final class Contract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final JsonNode document;

    Contract(JsonNode document) {
        this.document = document;
    }

    List<String> paths() {
        List<String> paths = new ArrayList<>();
        document.path("paths").fieldNames().forEachRemaining(paths::add);
        return paths;
    }

    boolean offers(String path, String method) {
        return document.path("paths").path(path).has(method);
    }

    List<String> faults(String path, String method, int status, JsonNode answer) {
        JsonNode schema = document.path("paths")
                .path(path)
                .path(method)
                .path("responses")
                .path(Integer.toString(status))
                .path("content")
                .path("application/json")
                .path("schema");
        return faults(schema, answer);
    }

    List<String> faults(String component, JsonNode answer) {
        return faults(JSON.createObjectNode().put("$ref", "#/components/schemas/" + component), answer);
    }

    private List<String> faults(JsonNode schema, JsonNode answer) {
        if (!(schema instanceof ObjectNode found)) {
            return List.of("the contract has no schema for this answer");
        }
        ObjectNode whole = found.deepCopy();
        whole.set("components", document.path("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole.toString(), InputFormat.JSON)
                .validate(answer.toString(), InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }
}
