package dev.trimtab.core.spec;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A configured CDN.
 *
 * @param maxShareBp the most of any name's traffic that it may be given, in basis points (R14); for an origin also the most
 *     that may reach it through the CDNs' misses
 * @param standby gets nothing by weight, only by fallback
 * @param knownGaps what users lose there, shown before every drain towards it
 * @param regionCapsBp the most of all users' traffic that it carries for one region, in basis points of the whole
 * @param cache how much of what it serves it asks of the origin; empty when nobody has said
 * @param warmBp share that a standby keeps, so that its return is proved on real users (R12); 0 for none
 * @param endsOn the day on which its contract or its vendor ends: nothing by then (R30)
 */
public record CdnSpec(
        CdnId id,
        CdnKind kind,
        int maxShareBp,
        boolean standby,
        List<String> knownGaps,
        SortedMap<RegionId, Integer> regionCapsBp,
        Optional<Cache> cache,
        int warmBp,
        Optional<LocalDate> endsOn) {
    /** An origin keeps a tenth of its declared capacity free: a limit that is reached is an outage. */
    static final int ORIGIN_HEADROOM_PERCENT = 10;

    /**
     * Cache hit ratios, 0 to 1.
     *
     * @param warm in everyday use
     * @param cold after being unused: what is assumed of it when nothing better is known
     */
    public record Cache(double warm, double cold) {
        public Cache {
            if (!(warm >= 0 && warm <= 1 && cold >= 0 && cold <= warm)) {
                throw new IllegalArgumentException("hit ratios: 0 <= cold <= warm <= 1, was " + cold + " and " + warm);
            }
        }
    }

    public CdnSpec {
        knownGaps = List.copyOf(knownGaps);
        regionCapsBp = Collections.unmodifiableSortedMap(new TreeMap<>(regionCapsBp));
        if (maxShareBp < 0 || maxShareBp > 10 * Shares.WHOLE) {
            throw new IllegalArgumentException("maxShare of " + id + " is " + maxShareBp + " bp, not 0 to 100000");
        }
        if (warmBp < 0 || warmBp > 1_000) {
            throw new IllegalArgumentException("warm of " + id + " is " + warmBp + " bp, not 0 to 1000");
        }
    }

    /** One without regional caps, known cache, warm share or end. */
    public CdnSpec(CdnId id, CdnKind kind, int maxShareBp, boolean standby, List<String> knownGaps) {
        this(id, kind, maxShareBp, standby, knownGaps, new TreeMap<>(), Optional.empty(), 0, Optional.empty());
    }

    /** The share that the planner may give: for an origin with headroom, for a CDN the cap itself. */
    public int usableShareBp() {
        return kind == CdnKind.ORIGIN && maxShareBp < Shares.WHOLE
                ? maxShareBp * (100 - ORIGIN_HEADROOM_PERCENT) / 100
                : maxShareBp;
    }
}
