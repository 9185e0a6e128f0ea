package dev.trimtab.core.observe;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.spec.CdnSpec;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of load beside the looks; only ever narrows a step, never starts or clears a move (R17).
 *
 * @param demand present demand in units of that which capacities are declared for; 1 when nothing is known
 * @param hitRatio present cache hit ratio by CDN, 0 to 1; one that is missing is taken as cold
 * @param askedRps requests a second that users ask of all CDNs together, by the CDN whose capacity is measured against
 *     them; one that is missing is not known
 * @param originRps requests a second that reach an origin now, by origin; one that is missing is not known
 */
public record Signals(
        double demand,
        SortedMap<CdnId, Double> hitRatio,
        SortedMap<CdnId, Double> originRps,
        SortedMap<CdnId, Double> askedRps) {
    public static final Signals NONE = new Signals(1.0, new TreeMap<>());

    public Signals {
        if (!(demand >= 0 && demand < 1e9)) {
            throw new IllegalArgumentException("demand is " + demand);
        }
        hitRatio = Collections.unmodifiableSortedMap(new TreeMap<>(hitRatio));
        originRps = Collections.unmodifiableSortedMap(new TreeMap<>(originRps));
        askedRps = Collections.unmodifiableSortedMap(new TreeMap<>(askedRps));
        if (askedRps.values().stream().anyMatch(rps -> !(rps >= 0 && rps < 1e12))) {
            throw new IllegalArgumentException("requests a second are " + askedRps);
        }
    }

    /** Without the requests that are asked in all. */
    public Signals(double demand, SortedMap<CdnId, Double> hitRatio, SortedMap<CdnId, Double> originRps) {
        this(demand, hitRatio, originRps, new TreeMap<>());
    }

    /** Without rates. */
    public Signals(double demand, SortedMap<CdnId, Double> hitRatio) {
        this(demand, hitRatio, new TreeMap<>());
    }

    /**
     * Requests a second that are asked of all CDNs together: by a signal, or else what the configuration says, as much of it
     * as demand is now; empty when neither tells.
     */
    public Optional<Double> askedOf(CdnSpec cdn) {
        return Optional.ofNullable(askedRps.get(cdn.id()))
                .or(() -> cdn.rates().asked().map(rps -> rps * demand))
                .filter(rps -> rps > 0);
    }

    public Optional<Double> hitRatioOf(CdnId cdn) {
        return Optional.ofNullable(hitRatio.get(cdn));
    }
}
