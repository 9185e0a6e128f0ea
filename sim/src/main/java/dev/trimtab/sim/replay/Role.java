package dev.trimtab.sim.replay;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * A part in an incident that a vendor is cast into.
 *
 * @param weight percent of the answers at t0
 * @param cap share of the whole demand that it can carry
 * @param hit cache hit ratio when warm, 0 to 1; 0 for an origin
 * @param cold cache hit ratio after being unused
 * @param rtt how much farther away it is in a region than elsewhere, as a factor; 1 where nothing is said
 * @param capOf what it can carry in a region, in shares of the whole demand
 */
public record Role(
        CdnId target,
        String vendor,
        Kind kind,
        double weight,
        double cap,
        double hit,
        double cold,
        SequencedMap<RegionId, Double> rtt,
        SequencedMap<RegionId, Double> capOf) {
    public Role {
        rtt = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(rtt));
        capOf = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(capOf));
    }

    /** What it is. */
    public enum Kind {
        CDN,
        ORIGIN,
        STATIC
    }

    public double rttIn(RegionId region) {
        return rtt.getOrDefault(region, 1.0);
    }
}
