package dev.trimtab.core.loop;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.judge.Beliefs;
import dev.trimtab.core.judge.Mute;
import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.port.EventSink;
import dev.trimtab.core.port.ObservationFeed;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.VantageSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a round tells of vantages, and of names that are configured no longer. */
final class Vantages {
    private Vantages() {}

    /** A report received a little after the round began is of now. */
    private static final Duration AHEAD_MAX = Duration.ofSeconds(1);

    /**
     * The reports whose age is known. One that seems to have come later than now came under a clock that ran ahead: nobody
     * knows how old it is, and its vantage has not spoken until it does so again.
     */
    static SortedMap<VantageId, ObservationFeed.Received> heardBy(
            Instant now, SortedMap<VantageId, ObservationFeed.Received> newest) {
        Instant latest = now.plus(AHEAD_MAX);
        if (newest.values().stream().noneMatch(received -> received.at().isAfter(latest))) {
            return newest;
        }
        TreeMap<VantageId, ObservationFeed.Received> known = new TreeMap<>(newest);
        known.values().removeIf(received -> received.at().isAfter(latest));
        return known;
    }

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

    /** When each network was last heard of, the newest first: a network speaks through whichever vantage spoke last. */
    static List<Instant> heardByNetwork(Spec spec, SortedMap<VantageId, ObservationFeed.Received> reports) {
        TreeMap<Network, Instant> newest = new TreeMap<>();
        reports.forEach((id, received) -> {
            VantageSpec vantage = spec.vantages().get(id);
            if (vantage != null) {
                newest.merge(vantage.network(), received.at(), (a, b) -> a.isAfter(b) ? a : b);
            }
        });
        return newest.values().stream().sorted(Comparator.reverseOrder()).toList();
    }

    /** When the network was heard of that completes a number of them; empty when fewer report. */
    static Optional<Instant> completing(List<Instant> heard, int networks) {
        return heard.size() >= networks ? Optional.of(heard.get(networks - 1)) : Optional.empty();
    }
}
