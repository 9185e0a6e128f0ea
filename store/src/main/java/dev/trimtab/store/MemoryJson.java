package dev.trimtab.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Place;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.plan.Standing;
import dev.trimtab.core.port.PlanStore.Memory;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Publication;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What is remembered of a name, as JSON; every instant to the nanosecond. */
final class MemoryJson {
    private MemoryJson() {}

    static String write(Memory memory) {
        return json(memory).toString();
    }

    /** @throws IllegalArgumentException when it is no such text */
    static Memory read(SteeredName name, String text) {
        return memory(name.value(), StateFile.parse(text));
    }

    /** @throws IllegalArgumentException when it is no such node */
    static Memory read(SteeredName name, JsonNode node) {
        return memory(name.value(), node);
    }

    static ObjectNode json(Memory memory) {
        ObjectNode node = StateFile.json().createObjectNode();
        memory.publication().ifPresent(publication -> {
            ObjectNode published = node.putObject("publication");
            published.put("generation", publication.generation().toString());
            published.put("move", publication.move().name());
            published.put("at", publication.at().toString());
            ObjectNode regions = published.putObject("regions");
            publication.plan().shares().forEach((region, shares) -> {
                ObjectNode ofRegion = regions.putObject(region.value());
                ObjectNode bp = ofRegion.putObject("sharesBp");
                shares.bp().forEach((cdn, share) -> bp.put(cdn.value(), share.intValue()));
                ArrayNode reasons = ofRegion.putArray("reasons");
                publication.plan().reasons().getOrDefault(region, List.of()).forEach(reasons::add);
            });
        });
        ArrayNode places = node.putArray("places");
        memory.places().byRegionAndCdn().forEach((key, place) -> places.add(json(key, place)));
        ArrayNode changes = node.putArray("changes");
        memory.changes().forEach(at -> changes.add(at.toString()));
        return node;
    }

    private static ObjectNode json(Places.Key key, Place place) {
        ObjectNode node = StateFile.json().createObjectNode();
        node.put("region", key.region().value());
        node.put("cdn", key.cdn().value());
        node.put("relapses", place.relapses().penalty());
        node.put("relapsesAt", place.relapses().at().toString());
        node.put("backAt", place.relapses().backAt().toString());
        switch (place.standing()) {
            case Standing.In in -> node.put("standing", "in");
            case Standing.Drained drained -> node.put("standing", "drained").put("by", drained.interventionId());
            case Standing.Returning returning ->
                node.put("standing", "returning")
                        .put("capBp", returning.capBp())
                        .put("steppedAt", returning.steppedAt().toString())
                        .put("since", returning.since().toString());
            case Standing.Eased eased -> {
                node.put("standing", "eased")
                        .put("capBp", eased.capBp())
                        .put("steppedAt", eased.steppedAt().toString())
                        .put("holdDown", eased.holdDown().toString());
                eased.cleanSince().ifPresent(at -> node.put("cleanSince", at.toString()));
            }
            case Standing.Out out -> {
                node.put("standing", "out")
                        .put("since", out.since().toString())
                        .put("holdDown", out.holdDown().toString());
                out.cleanSince().ifPresent(at -> node.put("cleanSince", at.toString()));
            }
        }
        return node;
    }

    private static Memory memory(String name, JsonNode node) {
        Optional<Publication> publication =
                Optional.ofNullable(node.get("publication")).map(p -> publication(name, p));
        TreeMap<Places.Key, Place> places = new TreeMap<>();
        for (JsonNode place : node.path("places")) {
            places.put(
                    new Places.Key(new RegionId(text(place, "region")), new CdnId(text(place, "cdn"))),
                    new Place(
                            standing(place),
                            new Standing.Relapses(
                                    place.path("relapses").asDouble(),
                                    instant(place, "relapsesAt"),
                                    place.has("backAt") ? instant(place, "backAt") : Instant.EPOCH)));
        }
        List<Instant> changes = new ArrayList<>();
        node.path("changes").forEach(at -> changes.add(Instant.parse(at.asText())));
        return new Memory(publication, new Places(places), changes);
    }

    private static Publication publication(String name, JsonNode node) {
        TreeMap<RegionId, Shares> shares = new TreeMap<>();
        TreeMap<RegionId, List<String>> reasons = new TreeMap<>();
        node.path("regions").properties().forEach(region -> {
            TreeMap<CdnId, Integer> bp = new TreeMap<>();
            region.getValue()
                    .path("sharesBp")
                    .properties()
                    .forEach(share ->
                            bp.put(new CdnId(share.getKey()), share.getValue().asInt()));
            shares.put(new RegionId(region.getKey()), new Shares(bp));
            List<String> why = new ArrayList<>();
            region.getValue().path("reasons").forEach(reason -> why.add(reason.asText()));
            reasons.put(new RegionId(region.getKey()), why);
        });
        return new Publication(
                new Plan(SteeredName.of(name), shares, reasons),
                Generation.of(text(node, "generation")),
                Move.valueOf(text(node, "move")),
                instant(node, "at"));
    }

    private static Standing standing(JsonNode node) {
        return switch (text(node, "standing")) {
            case "in" -> new Standing.In();
            case "drained" -> new Standing.Drained(text(node, "by"));
            case "returning" ->
                new Standing.Returning(
                        node.path("capBp").asInt(),
                        instant(node, "steppedAt"),
                        instant(node, node.has("since") ? "since" : "steppedAt"));
            case "eased" ->
                new Standing.Eased(
                        node.path("capBp").asInt(),
                        instant(node, "steppedAt"),
                        Duration.parse(text(node, "holdDown")),
                        node.has("cleanSince") ? Optional.of(instant(node, "cleanSince")) : Optional.empty());
            case "out" ->
                new Standing.Out(
                        instant(node, "since"),
                        Duration.parse(text(node, "holdDown")),
                        node.has("cleanSince") ? Optional.of(instant(node, "cleanSince")) : Optional.empty());
            default -> throw new IllegalArgumentException("unknown standing " + text(node, "standing"));
        };
    }

    private static String text(JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null || !value.isTextual()) {
            throw new IllegalArgumentException("no " + key);
        }
        return value.asText();
    }

    private static Instant instant(JsonNode node, String key) {
        return Instant.parse(text(node, key));
    }
}
