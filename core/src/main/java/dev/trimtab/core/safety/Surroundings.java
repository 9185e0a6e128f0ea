package dev.trimtab.core.safety;

import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.observe.Signals;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What stands around a name's plan when the rules are asked.
 *
 * @param signals present load
 * @param fleet what the other names do
 * @param leversLost providers whose API cannot be used (R26)
 * @param evidenceAt when the reports arrived that a quorum rests on: those of the network that completes it; empty when
 *     too few networks report
 * @param satisfiedSince since when each of the operator's own rules is satisfied, by its id; one that is not is missing
 */
public record Surroundings(
        Signals signals,
        Fleet fleet,
        SortedSet<ProviderId> leversLost,
        Optional<Instant> evidenceAt,
        SortedMap<String, Instant> satisfiedSince) {
    public static final Surroundings NONE =
            new Surroundings(Signals.NONE, Fleet.ALONE, new TreeSet<>(), Optional.empty(), new TreeMap<>());

    public Surroundings {
        leversLost = Collections.unmodifiableSortedSet(new TreeSet<>(leversLost));
        satisfiedSince = Collections.unmodifiableSortedMap(new TreeMap<>(satisfiedSince));
    }

    boolean lost(ProviderId provider) {
        return leversLost.contains(provider);
    }

    /** The same among other names as they are seen elsewhere. */
    public Surroundings among(Fleet others) {
        return new Surroundings(signals, others, leversLost, evidenceAt, satisfiedSince);
    }

    public Surroundings satisfied(SortedMap<String, Instant> since) {
        return since.isEmpty() && satisfiedSince.isEmpty()
                ? this
                : new Surroundings(signals, fleet, leversLost, evidenceAt, since);
    }
}
