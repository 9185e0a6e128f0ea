package dev.trimtab.core.loop;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.PlanStore;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Stores what a leader's round changed, all of it at once: when thousands of names leave a CDN, the last one does not wait
 * for thousands of syncs of a disk. A write that a crash lets go out unstored is found by its mark and taken up (R19).
 */
final class Saving {
    private final Ports ports;

    Saving(Ports ports) {
        this.ports = ports;
    }

    /** @param fence of the leader whose round it was */
    void save(Map<SteeredName, NameSteering> steerings, Iterable<SteeredName> steered, long fence, Instant now) {
        TreeMap<SteeredName, PlanStore.Memory> memories = new TreeMap<>();
        for (SteeredName name : steered) {
            NameSteering steering = steerings.get(name);
            if (steering != null) {
                steering.unsaved().ifPresent(memory -> memories.put(name, memory));
            }
        }
        if (memories.isEmpty()) {
            return;
        }
        try {
            SortedSet<SteeredName> outdated = ports.plans().putAll(fence, memories);
            memories.keySet().forEach(name -> steering(steerings, name).saved());
            takeUp(steerings, outdated, now);
        } catch (RuntimeException refused) {
            memories.keySet().stream()
                    .filter(name -> steering(steerings, name).tellsRefusal())
                    .forEach(name -> ports.events()
                            .accept(Event.of(
                                    Event.Type.ROUND_FAILED,
                                    now,
                                    name,
                                    "the plan goes out and is not stored, a restart would not know it: "
                                            + refused.getMessage())));
        }
    }

    /** What a later leader stored is newer than what we remember: we go on from there (R21). */
    private void takeUp(Map<SteeredName, NameSteering> steerings, SortedSet<SteeredName> outdated, Instant now) {
        for (SteeredName name : outdated) {
            steering(steerings, name).follow(ports.plans().all().getOrDefault(name, PlanStore.Memory.NONE));
            ports.events()
                    .accept(Event.of(
                            Event.Type.ROUND_FAILED,
                            now,
                            name,
                            "the plan was not stored: the store holds a newer one, which is taken up"));
        }
    }

    private static NameSteering steering(Map<SteeredName, NameSteering> steerings, SteeredName name) {
        return Objects.requireNonNull(steerings.get(name));
    }
}
