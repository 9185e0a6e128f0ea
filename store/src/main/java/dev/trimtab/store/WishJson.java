package dev.trimtab.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.override.Intervention.Claim;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** An intervention as JSON. */
final class WishJson {
    private WishJson() {}

    static String write(Intervention intervention) {
        return json(intervention).toString();
    }

    /** @throws IllegalArgumentException when it is no such text */
    static Intervention read(String text) {
        return intervention(StateFile.parse(text));
    }

    /** @throws IllegalArgumentException when it is no such node */
    static Intervention read(JsonNode node) {
        return intervention(node);
    }

    static ObjectNode json(Intervention intervention) {
        ObjectNode node = StateFile.json().createObjectNode();
        node.put("id", intervention.id());
        node.put("actor", intervention.claim().actor());
        node.put("reason", intervention.claim().reason());
        node.put("since", intervention.claim().since().toString());
        node.put("until", intervention.claim().until().toString());
        if (intervention.claim().ended()) {
            node.put("ended", true);
        }
        ArrayNode rules = node.putArray("overridesRules");
        intervention.claim().overridesRules().forEach(rules::add);
        switch (intervention) {
            case Intervention.Drain drain -> {
                node.put("kind", "drain").put("cdn", drain.cdn().value());
                ArrayNode names = node.putArray("names");
                drain.names().forEach(name -> names.add(name.value()));
                ArrayNode regions = node.putArray("regions");
                drain.regions().forEach(region -> regions.add(region.value()));
            }
            case Intervention.Pin pin -> {
                node.put("kind", "pin").put("name", pin.name().value());
                pin.region().ifPresent(region -> node.put("region", region.value()));
                ObjectNode bp = node.putObject("sharesBp");
                pin.shares().bp().forEach((cdn, share) -> bp.put(cdn.value(), share.intValue()));
            }
            case Intervention.Freeze freeze -> {
                node.put("kind", "freeze").put("scope", freeze.scope().name());
                freeze.name().ifPresent(name -> node.put("name", name.value()));
            }
        }
        return node;
    }

    private static Intervention intervention(JsonNode node) {
        String id = node.path("id").asText();
        TreeSet<String> rules = new TreeSet<>();
        node.path("overridesRules").forEach(rule -> rules.add(rule.asText()));
        Claim claim = new Claim(
                node.path("actor").asText(),
                node.path("reason").asText(),
                Instant.parse(node.path("since").asText()),
                Instant.parse(node.path("until").asText()),
                rules,
                node.path("ended").asBoolean(false));
        return switch (node.path("kind").asText()) {
            case "drain" -> {
                TreeSet<SteeredName> names = new TreeSet<>();
                node.path("names").forEach(name -> names.add(SteeredName.of(name.asText())));
                TreeSet<RegionId> regions = new TreeSet<>();
                node.path("regions").forEach(region -> regions.add(new RegionId(region.asText())));
                yield new Intervention.Drain(id, new CdnId(node.path("cdn").asText()), names, regions, claim);
            }
            case "pin" -> {
                TreeMap<CdnId, Integer> bp = new TreeMap<>();
                node.path("sharesBp")
                        .properties()
                        .forEach(share -> bp.put(
                                new CdnId(share.getKey()), share.getValue().asInt()));
                yield new Intervention.Pin(
                        id,
                        SteeredName.of(node.path("name").asText()),
                        node.has("region")
                                ? Optional.of(new RegionId(node.path("region").asText()))
                                : Optional.empty(),
                        new Shares(bp),
                        claim);
            }
            case "freeze" ->
                new Intervention.Freeze(
                        id,
                        node.has("name")
                                ? Optional.of(SteeredName.of(node.path("name").asText()))
                                : Optional.empty(),
                        Intervention.Freeze.Scope.valueOf(node.path("scope").asText()),
                        claim);
            default -> throw new IllegalArgumentException("unknown kind " + node.path("kind"));
        };
    }
}
