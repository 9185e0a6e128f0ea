package dev.trimtab.sim.ports;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.port.InterventionStore;
import dev.trimtab.core.port.PlanStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

    private long fence;

    private final List<Intervention> interventions = new ArrayList<>();

    /** The plans of a controller that keeps them here. */
    public PlanStore plans() {
        return new Plans();
    }

    /** The interventions, shared by every controller. */
    public InterventionStore interventions() {
        return interventionsAt(() -> Instant.EPOCH);
    }

    /** The same by a clock, for those that ended more than a day ago. */
    InterventionStore interventionsAt(InstantSource clock) {
        return new Wishes(clock);
    }

    /** Everything is lost. */
    public void lose() {
        memories.clear();
        fence = 0;
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
        public SortedSet<SteeredName> putAll(long by, SortedMap<SteeredName, Memory> brought) {
            TreeSet<SteeredName> outdated = new TreeSet<>();
            brought.forEach((name, memory) -> {
                if (by < fence || !PlanStore.replaces(memory, memories.getOrDefault(name, Memory.NONE))) {
                    outdated.add(name);
                } else {
                    memories.put(name, memory);
                    given = Optional.empty();
                }
            });
            fence = Math.max(fence, by);
            return outdated;
        }

        @Override
        public boolean remove(long by, SteeredName name) {
            if (by < fence) {
                return false;
            }
            fence = by;
            memories.remove(name);
            given = Optional.empty();
            return true;
        }

        @Override
        public long highestFence() {
            return fence;
        }
    }

    private final class Wishes implements InterventionStore {
        private static final Duration SHOWN_AFTER_END = Duration.ofDays(1);

        private final InstantSource clock;

        Wishes(InstantSource clock) {
            this.clock = clock;
        }

        @Override
        public List<Intervention> all() {
            Instant shown = clock.instant().minus(SHOWN_AFTER_END);
            return interventions.stream()
                    .filter(one -> one.claim().until().isAfter(shown))
                    .toList();
        }

        @Override
        public void put(Intervention intervention) {
            if (interventions.stream().noneMatch(one -> one.id().equals(intervention.id()))) {
                interventions.add(intervention);
            }
        }

        @Override
        public Optional<Intervention> end(String id, Instant now) {
            for (int i = 0; i < interventions.size(); i++) {
                Intervention one = interventions.get(i);
                if (one.id().equals(id) && one.activeAt(now)) {
                    Intervention ended = one.endedAt(now);
                    interventions.set(i, ended);
                    return Optional.of(ended);
                }
            }
            return Optional.empty();
        }
    }
}
