package dev.trimtab.core.spec;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import java.time.Duration;
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
 * @param rates what it carries in requests a second
 * @param headroomBp part of its declared capacity that stays free, in basis points
 * @param bypass what stands before users who go straight to an origin
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
        Optional<LocalDate> endsOn,
        Rates rates,
        int headroomBp,
        Optional<Bypass> bypass) {
    /** An origin keeps a tenth of its declared capacity free: a limit that is reached is an outage. */
    private static final int ORIGIN_HEADROOM_BP = 1_000;

    /**
     * Capacity in requests a second. It limits shares only while it is known how many requests users ask in all.
     *
     * @param max that it carries in all
     * @param byRegion that it carries for one region
     * @param asked by all users together, as the configuration says it; a signal says it better
     */
    public record Rates(Optional<Long> max, SortedMap<RegionId, Long> byRegion, Optional<Long> asked) {
        public static final Rates NONE = new Rates(Optional.empty(), new TreeMap<>(), Optional.empty());

        public Rates {
            byRegion = Collections.unmodifiableSortedMap(new TreeMap<>(byRegion));
            if (max.filter(rps -> rps < 1).isPresent()
                    || asked.filter(rps -> rps < 1).isPresent()
                    || byRegion.values().stream().anyMatch(rps -> rps < 1)) {
                throw new IllegalArgumentException("requests a second: above zero");
            }
        }

        /** Whether anything is declared that a demand would make a limit of. */
        public boolean declared() {
            return max.isPresent() || !byRegion.isEmpty();
        }
    }

    /**
     * Before users go straight to an origin.
     *
     * @param gate URL of the webhook that opens the way, and closes it again
     * @param secret the file that holds the token with which it is asked
     * @param timeout of one asking
     * @param veto why an operator lets nobody through, ever
     */
    public record Bypass(Optional<String> gate, Optional<String> secret, Duration timeout, Optional<String> veto) {
        public Bypass {
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("a gate's timeout is above zero");
            }
        }
    }

    /** Whether a gate must be opened before it gets share. */
    public boolean gated() {
        return bypass.flatMap(Bypass::gate).isPresent();
    }

    /** Why nobody may be sent straight to it, whatever happens. */
    public Optional<String> veto() {
        return bypass.flatMap(Bypass::veto);
    }

    /** The headroom of a kind when nobody says otherwise. */
    public static int headroomBp(CdnKind kind) {
        return kind == CdnKind.ORIGIN ? ORIGIN_HEADROOM_BP : 0;
    }

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
        if (headroomBp < 0 || headroomBp >= Shares.WHOLE) {
            throw new IllegalArgumentException("headroom of " + id + " is " + headroomBp + " bp, not 0 to 9999");
        }
    }

    /** One without capacity in requests a second, and with the headroom of its kind. */
    public CdnSpec(
            CdnId id,
            CdnKind kind,
            int maxShareBp,
            boolean standby,
            List<String> knownGaps,
            SortedMap<RegionId, Integer> regionCapsBp,
            Optional<Cache> cache,
            int warmBp,
            Optional<LocalDate> endsOn) {
        this(
                id,
                kind,
                maxShareBp,
                standby,
                knownGaps,
                regionCapsBp,
                cache,
                warmBp,
                endsOn,
                Rates.NONE,
                headroomBp(kind),
                Optional.empty());
    }

    /** One without regional caps, known cache, warm share or end. */
    public CdnSpec(CdnId id, CdnKind kind, int maxShareBp, boolean standby, List<String> knownGaps) {
        this(id, kind, maxShareBp, standby, knownGaps, new TreeMap<>(), Optional.empty(), 0, Optional.empty());
    }

    /** The share that the planner may give: the cap less the headroom; no cap is no limit. */
    public int usableShareBp() {
        return maxShareBp < Shares.WHOLE ? (int) usable(maxShareBp) : maxShareBp;
    }

    /** What of a declared capacity may be used. */
    public double usable(double declared) {
        return Math.floor(declared * (Shares.WHOLE - headroomBp) / Shares.WHOLE);
    }
}
