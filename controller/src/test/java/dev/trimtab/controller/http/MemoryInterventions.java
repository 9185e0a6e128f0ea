package dev.trimtab.controller.http;

import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.port.InterventionStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Interventions that last as long as a test. */
public final class MemoryInterventions implements InterventionStore {
    private final List<Intervention> all = new CopyOnWriteArrayList<>();

    @Override
    public List<Intervention> all() {
        return List.copyOf(all);
    }

    @Override
    public void put(Intervention intervention) {
        all.add(intervention);
    }

    @Override
    public Optional<Intervention> end(String id, Instant now) {
        for (int i = 0; i < all.size(); i++) {
            Intervention one = all.get(i);
            if (one.id().equals(id) && one.claim().until().isAfter(now)) {
                Intervention ended = endedAt(
                        one,
                        now.isAfter(one.claim().since())
                                ? now
                                : one.claim().since().plusMillis(1));
                all.set(i, ended);
                return Optional.of(ended);
            }
        }
        return Optional.empty();
    }

    private static Intervention endedAt(Intervention one, Instant until) {
        Intervention.Claim old = one.claim();
        Intervention.Claim claim =
                new Intervention.Claim(old.actor(), old.reason(), old.since(), until, old.overridesRules());
        return switch (one) {
            case Intervention.Drain drain ->
                new Intervention.Drain(drain.id(), drain.cdn(), drain.names(), drain.regions(), claim);
            case Intervention.Pin pin -> new Intervention.Pin(pin.id(), pin.name(), pin.region(), pin.shares(), claim);
            case Intervention.Freeze freeze ->
                new Intervention.Freeze(freeze.id(), freeze.name(), freeze.scope(), claim);
        };
    }
}
