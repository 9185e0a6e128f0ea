package dev.trimtab.core.loop;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Fleet;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which names left which CDN lately, and how widely each CDN is known to fail. Belongs to the loop's thread. */
final class Departures {
    /** The safety rule looks back a minute; what is older is forgotten. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private List<Fleet.Departure> recent = List.of();

    List<Fleet.Departure> recent() {
        return recent;
    }

    void forget(Instant now) {
        if (!recent.isEmpty() && !recent.get(0).at().isAfter(now.minus(REMEMBERED))) {
            recent = recent.stream()
                    .filter(departure -> departure.at().isAfter(now.minus(REMEMBERED)))
                    .toList();
        }
    }

    /** Notes what a decision that is written takes from CDNs. */
    void note(NameView seen, Instant now) {
        if (seen.decision().disposition() != Decision.Disposition.WRITE) {
            return;
        }
        List<Fleet.Departure> more = new ArrayList<>(recent);
        for (CdnId cdn : seen.decision().loses()) {
            more.add(new Fleet.Departure(seen.spec().name(), cdn, now));
        }
        recent = List.copyOf(more);
    }

    /**
     * Counted when it is first asked for in a round, over this round's verdicts where a name has been steered already and
     * the last round's where not yet.
     */
    Supplier<SortedMap<CdnId, Fleet.Spread>> spread(
            Spec spec, SortedMap<SteeredName, NameView> steered, Optional<RoundView> before) {
        return new Supplier<>() {
            private @Nullable SortedMap<CdnId, Fleet.Spread> counted;

            @Override
            public SortedMap<CdnId, Fleet.Spread> get() {
                SortedMap<CdnId, Fleet.Spread> all = counted;
                if (all == null) {
                    all = count(spec, steered, before);
                    counted = all;
                }
                return all;
            }
        };
    }

    private static SortedMap<CdnId, Fleet.Spread> count(
            Spec spec, SortedMap<SteeredName, NameView> steered, Optional<RoundView> before) {
        TreeMap<CdnId, Fleet.Spread> all = new TreeMap<>();
        for (NameSpec name : spec.names().values()) {
            NameView view = steered.get(name.name());
            NameView seen = view != null
                    ? view
                    : before.map(round -> round.names().get(name.name())).orElse(null);
            if (seen == null) {
                continue;
            }
            for (TargetSpec target : name.targets()) {
                boolean known = false;
                boolean sick = false;
                for (SortedMap<CdnId, Verdict> ofRegion : seen.verdicts().values()) {
                    Verdict verdict = ofRegion.get(target.cdn());
                    known |= verdict != null && verdict.state() != Verdict.State.UNKNOWN;
                    sick |= verdict != null
                            && (verdict.state() == Verdict.State.UNHEALTHY
                                    || verdict.state() == Verdict.State.DEGRADED);
                }
                if (known) {
                    all.merge(
                            target.cdn(),
                            new Fleet.Spread(sick ? 1 : 0, 1),
                            (a, b) -> new Fleet.Spread(a.sick() + b.sick(), a.knowing() + b.knowing()));
                }
            }
        }
        return all;
    }
}
