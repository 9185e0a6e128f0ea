package dev.trimtab.core.loop;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.port.ObservationFeed;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.spec.Spec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a round tells of vantages, and of names that are configured no longer. */
final class Vantages {
    private Vantages() {}

    static SortedMap<VantageId, RoundView.VantageView> view(
            Spec spec, SortedMap<VantageId, ObservationFeed.Received> reports, Instant now) {
        TreeMap<VantageId, RoundView.VantageView> views = new TreeMap<>();
        spec.vantages().forEach((id, vantage) -> {
            Optional<ObservationFeed.Received> newest = Optional.ofNullable(reports.get(id));
            views.put(
                    id,
                    new RoundView.VantageView(
                            id,
                            vantage.network(),
                            newest.map(received -> Duration.between(received.at(), now)),
                            newest.map(received ->
                                            received.report().observations().size())
                                    .orElse(0)));
        });
        return views;
    }

    static List<SteeredName> orphans(Spec spec, SortedMap<SteeredName, PlanStore.Memory> stored) {
        return stored.keySet().stream()
                .filter(name -> !spec.names().containsKey(name))
                .toList();
    }
}
