package dev.trimtab.core.override;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The interventions in force at a moment, newest first. */
public record Interventions(List<Intervention> active) {
    public static final Interventions NONE = new Interventions(List.of());

    public Interventions {
        active = List.copyOf(active);
    }

    /** Those of {@code all} that are in force; the end of one is simply its absence. */
    public static Interventions at(Instant now, List<Intervention> all) {
        return new Interventions(all.stream()
                .filter(intervention -> intervention.activeAt(now))
                .sorted(Comparator.comparing((Intervention i) -> i.claim().since())
                        .thenComparing(Intervention::id)
                        .reversed())
                .toList());
    }

    public Optional<Intervention.Drain> drainOf(SteeredName name, RegionId region, CdnId cdn) {
        for (Intervention intervention : active) {
            if (intervention instanceof Intervention.Drain drain && drain.covers(name, region, cdn)) {
                return Optional.of(drain);
            }
        }
        return Optional.empty();
    }

    public Optional<Intervention.Pin> pinOf(SteeredName name, RegionId region) {
        for (Intervention intervention : active) {
            if (intervention instanceof Intervention.Pin pin && pin.covers(name, region)) {
                return Optional.of(pin);
            }
        }
        return Optional.empty();
    }

    public Optional<Intervention.Freeze> freezeOf(SteeredName name, Intervention.Freeze.Scope scope) {
        for (Intervention intervention : active) {
            if (intervention instanceof Intervention.Freeze freeze
                    && freeze.scope() == scope
                    && freeze.concerns(name)) {
                return Optional.of(freeze);
            }
        }
        return Optional.empty();
    }

    /** Safety rules that operators override for a name, by having named them. */
    public SortedSet<String> overriddenRules(SteeredName name) {
        TreeSet<String> rules = new TreeSet<>();
        for (Intervention intervention : active) {
            if (intervention.concerns(name)) {
                rules.addAll(intervention.claim().overridesRules());
            }
        }
        return rules;
    }

    public List<Intervention> concerning(SteeredName name) {
        if (active.isEmpty()) {
            return List.of();
        }
        return active.stream()
                .filter(intervention -> intervention.concerns(name))
                .toList();
    }
}
