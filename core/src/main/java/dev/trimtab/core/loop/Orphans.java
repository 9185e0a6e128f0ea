package dev.trimtab.core.loop;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.spec.Spec;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Names that are stored and configured no longer; looked for again only when the store or the configuration is another. */
final class Orphans {
    private Optional<Spec> spec = Optional.empty();
    private Optional<SortedMap<SteeredName, PlanStore.Memory>> stored = Optional.empty();
    private List<SteeredName> found = List.of();

    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
    List<SteeredName> of(Spec configured, SortedMap<SteeredName, PlanStore.Memory> all) {
        boolean same = spec.filter(old -> old == configured).isPresent()
                && stored.filter(old -> old == all).isPresent();
        if (!same) {
            found = all.keySet().stream()
                    .filter(name -> !configured.names().containsKey(name))
                    .toList();
            spec = Optional.of(configured);
            stored = Optional.of(all);
        }
        return found;
    }
}
