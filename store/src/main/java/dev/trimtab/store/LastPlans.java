package dev.trimtab.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.port.PlanStore.Memory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This controller's own copy of what a distant store held last: plans, places and interventions. From it a controller goes on
 * that starts while the store is away. It is no authority: the store's word replaces it, but never an empty one, and never an
 * older plan a newer one. Belongs to one thread.
 */
public final class LastPlans {
    private static final Logger LOG = LoggerFactory.getLogger(LastPlans.class);

    private final StateFile file;
    private Optional<Copy> held = Optional.empty();

    /** What is known without asking anybody. */
    public record Copy(SortedMap<SteeredName, Memory> plans, List<Intervention> interventions) {
        public Copy {
            plans = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(plans));
            interventions = List.copyOf(interventions);
        }
    }

    public LastPlans(Path path) {
        this.file = new StateFile(path);
    }

    /** The copy; empty when there is none, or when it is damaged, which is told: the store is asked anyway. */
    public Optional<Copy> read() {
        try {
            held = file.read().map(LastPlans::copy);
        } catch (UnreadableStateException | IllegalArgumentException damaged) {
            LOG.warn(
                    "The copy of the last plans is damaged and not used; it is written anew once the store answers: {}",
                    damaged.getMessage());
        }
        return held;
    }

    /**
     * Keeps what the store holds now.
     *
     * @return false when nothing was written: it is the same, or empty where something was known
     * @throws java.io.UncheckedIOException when the disk refuses
     */
    public boolean keep(SortedMap<SteeredName, Memory> plans, List<Intervention> interventions) {
        SortedMap<SteeredName, Memory> old = held.map(Copy::plans).orElse(new TreeMap<>());
        if (plans.isEmpty() && !old.isEmpty()) {
            return false;
        }
        TreeMap<SteeredName, Memory> next = new TreeMap<>(plans);
        next.replaceAll((name, memory) -> {
            Memory known = old.getOrDefault(name, Memory.NONE);
            return PlanStore.replaces(memory, known) ? memory : known;
        });
        Copy copy = new Copy(next, interventions);
        if (held.filter(copy::equals).isPresent()) {
            return false;
        }
        file.write(json(copy));
        held = Optional.of(copy);
        return true;
    }

    private static ObjectNode json(Copy copy) {
        ObjectNode content = StateFile.json().createObjectNode();
        ObjectNode plans = content.putObject("plans");
        copy.plans().forEach((name, memory) -> plans.set(name.value(), MemoryJson.json(memory)));
        ArrayNode interventions = content.putArray("interventions");
        copy.interventions().forEach(one -> interventions.add(WishJson.json(one)));
        ObjectNode root = StateFile.json().createObjectNode();
        root.put("seal", Seal.of(content.toString()));
        root.set("content", content);
        return root;
    }

    private static Copy copy(JsonNode root) {
        JsonNode content = root.path("content");
        if (!Seal.of(content.toString()).equals(root.path("seal").asText())) {
            throw new IllegalArgumentException("its content is not as it was written");
        }
        TreeMap<SteeredName, Memory> plans = new TreeMap<>();
        content.path("plans").properties().forEach(entry -> {
            SteeredName name = SteeredName.of(entry.getKey());
            plans.put(name, MemoryJson.read(name, entry.getValue()));
        });
        List<Intervention> interventions = new ArrayList<>();
        content.path("interventions").forEach(one -> interventions.add(WishJson.read(one)));
        return new Copy(plans, interventions);
    }
}
