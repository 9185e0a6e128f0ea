package dev.trimtab.controller.http;

import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.port.InterventionStore;
import dev.trimtab.core.port.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Interventions that last as long as a test. */
public final class MemoryInterventions implements InterventionStore {
    private final List<Intervention> all = new CopyOnWriteArrayList<>();

    @Override
    public List<Intervention> all() {
        return List.copyOf(all);
    }

    /** As if the store were away. */
    public final AtomicBoolean away = new AtomicBoolean();

    @Override
    public Durability putUrgently(Intervention.Drain drain) {
        all.add(drain);
        return away.get() ? Durability.LOCAL : Durability.STORE;
    }

    @Override
    public Durability durability(String id) {
        return away.get() ? Durability.LOCAL : Durability.STORE;
    }

    @Override
    public void put(Intervention intervention) {
        if (away.get()) {
            throw StoreException.refused("the store is away", new IllegalStateException("test"));
        }
        all.add(intervention);
    }

    @Override
    public Optional<Intervention> end(String id, Instant now) {
        for (int i = 0; i < all.size(); i++) {
            Intervention one = all.get(i);
            if (one.id().equals(id) && one.claim().until().isAfter(now)) {
                Intervention ended = one.endedAt(now);
                all.set(i, ended);
                return Optional.of(ended);
            }
        }
        return Optional.empty();
    }
}
