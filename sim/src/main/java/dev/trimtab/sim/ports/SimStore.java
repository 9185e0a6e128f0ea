package dev.trimtab.sim.ports;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.port.InterventionStore;
import dev.trimtab.core.port.PlanStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What controllers keep: plans and interventions. */
public final class SimStore {
    private final TreeMap<SteeredName, PlanStore.Memory> memories = new TreeMap<>();
    /** What was given out, until something else is stored. */
    private Optional<SortedMap<SteeredName, PlanStore.Memory>> given = Optional.empty();

    private final List<Intervention> interventions = new ArrayList<>();

    /** The plans of a controller that keeps them here. */
    public PlanStore plans() {
        return new Plans();
    }

    /** The interventions, shared by every controller. */
    public InterventionStore interventions() {
        return new Wishes();
    }

    /** Everything is lost. */
    public void lose() {
        memories.clear();
        given = Optional.empty();
    }

    private final class Plans implements PlanStore {
        @Override
        public SortedMap<SteeredName, Memory> all() {
            if (given.isEmpty()) {
                given = Optional.of(Collections.unmodifiableSortedMap(new TreeMap<>(memories)));
            }
            return given.get();
        }

        @Override
        public void put(SteeredName name, Memory memory) {
            memories.put(name, memory);
            given = Optional.empty();
        }

        @Override
        public void remove(SteeredName name) {
            memories.remove(name);
            given = Optional.empty();
        }
    }

    private final class Wishes implements InterventionStore {
        @Override
        public List<Intervention> all() {
            return List.copyOf(interventions);
        }

        @Override
        public void put(Intervention intervention) {
            interventions.add(intervention);
        }

        @Override
        public Optional<Intervention> end(String id, Instant now) {
            Optional<Intervention> found = interventions.stream()
                    .filter(one -> one.id().equals(id) && one.activeAt(now))
                    .findFirst();
            found.ifPresent(old -> interventions.set(interventions.indexOf(old), ended(old, now)));
            return found;
        }
    }

    private static Intervention ended(Intervention old, Instant now) {
        Instant until =
                now.isAfter(old.claim().since()) ? now : old.claim().since().plusMillis(1);
        SortedSet<String> rules = new TreeSet<>(old.claim().overridesRules());
        Intervention.Claim claim = new Intervention.Claim(
                old.claim().actor(), old.claim().reason(), old.claim().since(), until, rules);
        return switch (old) {
            case Intervention.Drain drain ->
                new Intervention.Drain(drain.id(), drain.cdn(), drain.names(), drain.regions(), claim);
            case Intervention.Pin pin -> new Intervention.Pin(pin.id(), pin.name(), pin.region(), pin.shares(), claim);
            case Intervention.Freeze freeze ->
                new Intervention.Freeze(freeze.id(), freeze.name(), freeze.scope(), claim);
        };
    }
}
