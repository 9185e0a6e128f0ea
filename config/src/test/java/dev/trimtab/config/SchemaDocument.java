package dev.trimtab.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The published JSON Schema, made from the reader's own table. */
final class SchemaDocument {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private SchemaDocument() {}

    static String text() {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", "https://trimtab.dev/schema/v1/config.json");
        schema.put("title", "Trimtab configuration");
        schema.setAll(of(Layout.ROOT));
        try {
            return JSON.writeValueAsString(schema) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static ObjectNode of(Shape shape) {
        ObjectNode node = JSON.createObjectNode();
        switch (shape) {
            case Shape.Text text -> node.put("type", "string").put("pattern", text.pattern());
            case Shape.Whole whole ->
                node.put("type", "integer").put("minimum", whole.min()).put("maximum", whole.max());
            case Shape.Flag flag -> node.put("type", "boolean");
            case Shape.Choice choice -> choice.words().forEach(node.putArray("enum")::add);
            case Shape.AnyScalar any ->
                node.putArray("type").add("string").add("number").add("boolean");
            case Shape.ListOf list -> {
                node.put("type", "array").put("minItems", list.min()).put("maxItems", list.max());
                node.set("items", of(list.item()));
            }
            case Shape.MapOf map -> {
                node.put("type", "object").put("minProperties", map.min());
                node.set(
                        "propertyNames",
                        JSON.createObjectNode().put("pattern", map.key().pattern()));
                node.set("additionalProperties", of(map.value()));
            }
            case Shape.Section section -> section(node, section);
            case Shape.ByKind byKind -> byKind(node, byKind);
            case Shape.Either either -> {
                ArrayNode choices = node.putArray("anyOf");
                either.choices().forEach(choice -> choices.add(of(choice)));
            }
        }
        return node;
    }

    private static void section(ObjectNode node, Shape.Section section) {
        node.put("type", "object");
        ObjectNode properties = node.putObject("properties");
        ArrayNode required = JSON.createArrayNode();
        for (Shape.KeyShape key : section.keys()) {
            ObjectNode property = of(key.shape());
            String later = key.presence() == Shape.Presence.LATER ? " (not built yet)" : "";
            if (!key.meaning().isEmpty()) {
                property.put("description", key.meaning() + later);
            }
            properties.set(key.name(), property);
            if (key.presence() == Shape.Presence.REQUIRED) {
                required.add(key.name());
            }
        }
        if (!required.isEmpty()) {
            node.set("required", required);
        }
        node.put("additionalProperties", false);
    }

    private static void byKind(ObjectNode node, Shape.ByKind byKind) {
        String key = byKind.discriminator();
        node.put("type", "object");
        node.putArray("required").add(key);
        ArrayNode words = node.putObject("properties").putObject(key).putArray("enum");
        ArrayNode cases = node.putArray("allOf");
        byKind.kinds().forEach((word, section) -> {
            words.add(word);
            ObjectNode when = cases.addObject();
            ObjectNode condition = when.putObject("if");
            condition.putObject("properties").putObject(key).put("const", word);
            condition.putArray("required").add(key);
            when.set("then", of(section));
        });
    }
}
