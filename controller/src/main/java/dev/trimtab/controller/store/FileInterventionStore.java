package dev.trimtab.controller.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.override.Intervention.Claim;
import dev.trimtab.core.port.InterventionStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Interventions in one JSON file, synced before they are acknowledged. */
public final class FileInterventionStore implements InterventionStore {
    /** Ended ones are shown for this long. */
    private static final Duration KEPT_AFTER_END = Duration.ofDays(1);

    private final StateFile file;
    private volatile List<Intervention> interventions;

    private FileInterventionStore(StateFile file, List<Intervention> interventions) {
        this.file = file;
        this.interventions = List.copyOf(interventions);
    }

    /**
     * Opens the store.
     *
     * @throws UnreadableStateException when the file is there and cannot be understood
     */
    public static FileInterventionStore open(Path path) {
        StateFile file = new StateFile(path);
        List<Intervention> interventions = new ArrayList<>();
        try {
            file.read().ifPresent(root -> root.forEach(node -> interventions.add(intervention(node))));
        } catch (RuntimeException nonsense) {
            throw new UnreadableStateException(path, String.valueOf(nonsense.getMessage()), nonsense);
        }
        return new FileInterventionStore(file, interventions);
    }

    @Override
    public List<Intervention> all() {
        return interventions;
    }

    @Override
    public synchronized void put(Intervention intervention) {
        List<Intervention> next = new ArrayList<>(interventions);
        next.removeIf(old -> old.id().equals(intervention.id())
                || old.claim().until().isBefore(intervention.claim().since().minus(KEPT_AFTER_END)));
        next.add(intervention);
        store(next);
    }

    @Override
    public synchronized Optional<Intervention> end(String id, Instant now) {
        Optional<Intervention> found = interventions.stream()
                .filter(intervention -> intervention.id().equals(id))
                .filter(intervention -> intervention.activeAt(now))
                .findFirst()
                .map(intervention -> ended(intervention, now));
        found.ifPresent(this::put);
        return found;
    }

    private static Intervention ended(Intervention old, Instant now) {
        Instant until =
                now.isAfter(old.claim().since()) ? now : old.claim().since().plusMillis(1);
        Claim claim = new Claim(
                old.claim().actor(),
                old.claim().reason(),
                old.claim().since(),
                until,
                old.claim().overridesRules());
        return switch (old) {
            case Intervention.Drain drain ->
                new Intervention.Drain(drain.id(), drain.cdn(), drain.names(), drain.regions(), claim);
            case Intervention.Pin pin -> new Intervention.Pin(pin.id(), pin.name(), pin.region(), pin.shares(), claim);
            case Intervention.Freeze freeze ->
                new Intervention.Freeze(freeze.id(), freeze.name(), freeze.scope(), claim);
        };
    }

    private void store(List<Intervention> next) {
        ArrayNode root = StateFile.json().createArrayNode();
        next.forEach(intervention -> root.add(json(intervention)));
        file.write(root);
        interventions = List.copyOf(next);
    }

    private static ObjectNode json(Intervention intervention) {
        ObjectNode node = StateFile.json().createObjectNode();
        node.put("id", intervention.id());
        node.put("actor", intervention.claim().actor());
        node.put("reason", intervention.claim().reason());
        node.put("since", intervention.claim().since().toString());
        node.put("until", intervention.claim().until().toString());
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
                rules);
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
