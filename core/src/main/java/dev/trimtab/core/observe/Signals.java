package dev.trimtab.core.observe;

import dev.trimtab.core.name.CdnId;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of load beside the looks; only ever narrows a step, never starts or clears a move (R17).
 *
 * @param demand present demand in units of that which capacities are declared for; 1 when nothing is known
 * @param hitRatio present cache hit ratio by CDN, 0 to 1; one that is missing is taken as cold
 * @param originRps requests a second that reach an origin now, by origin; one that is missing is not known
 */
public record Signals(double demand, SortedMap<CdnId, Double> hitRatio, SortedMap<CdnId, Double> originRps) {
    public static final Signals NONE = new Signals(1.0, new TreeMap<>());

    public Signals {
        if (!(demand >= 0 && demand < 1e9)) {
            throw new IllegalArgumentException("demand is " + demand);
        }
        hitRatio = Collections.unmodifiableSortedMap(new TreeMap<>(hitRatio));
        originRps = Collections.unmodifiableSortedMap(new TreeMap<>(originRps));
    }

    /** Without rates. */
    public Signals(double demand, SortedMap<CdnId, Double> hitRatio) {
        this(demand, hitRatio, new TreeMap<>());
    }

    public Optional<Double> hitRatioOf(CdnId cdn) {
        return Optional.ofNullable(hitRatio.get(cdn));
    }
}
