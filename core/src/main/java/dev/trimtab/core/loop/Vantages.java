package dev.trimtab.core.loop;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.judge.Beliefs;
import dev.trimtab.core.judge.Mute;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.port.EventSink;
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
            Spec spec, SortedMap<VantageId, ObservationFeed.Received> reports, Beliefs beliefs, Instant now) {
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
                                    .orElse(0),
                            beliefs.mute(id)));
        });
        return views;
    }

    /** Who is believed no longer, and who is again. */
    static void tellMutes(Spec spec, Beliefs before, Beliefs after, EventSink events, Instant now) {
        if (before == after) {
            return;
        }
        for (VantageId vantage : spec.vantages().keySet()) {
            Optional<Mute> was = before.mute(vantage);
            Optional<Mute> is = after.mute(vantage);
            if (is.isPresent() && !is.map(Mute::why).equals(was.map(Mute::why))) {
                events.accept(Event.of(
                                Event.Type.VANTAGE_MUTED,
                                now,
                                vantage + " is not believed: " + is.get().reason())
                        .with("vantage", vantage)
                        .with("why", is.get().why()));
            } else if (is.isEmpty() && was.isPresent()) {
                events.accept(Event.of(
                                Event.Type.VANTAGE_UNMUTED,
                                now,
                                vantage + " is believed again, from the beginning (R7)")
                        .with("vantage", vantage));
            }
        }
    }

    static List<SteeredName> orphans(Spec spec, SortedMap<SteeredName, PlanStore.Memory> stored) {
        return stored.keySet().stream()
                .filter(name -> !spec.names().containsKey(name))
                .toList();
    }
}
