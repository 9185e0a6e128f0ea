package dev.trimtab.core.spec;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.Shares;
import java.util.List;

/**
 * A configured CDN.
 *
 * @param maxShareBp the most of any name's traffic that it may be given, in basis points (R14)
 * @param standby gets nothing by weight, only by fallback
 * @param knownGaps what users lose there, shown before every drain towards it
 */
public record CdnSpec(CdnId id, CdnKind kind, int maxShareBp, boolean standby, List<String> knownGaps) {
    /** An origin keeps a tenth of its declared capacity free: a limit that is reached is an outage. */
    static final int ORIGIN_HEADROOM_PERCENT = 10;

    public CdnSpec {
        knownGaps = List.copyOf(knownGaps);
        if (maxShareBp < 0 || maxShareBp > Shares.WHOLE) {
            throw new IllegalArgumentException("maxShare of " + id + " is " + maxShareBp + " bp, not 0 to 10000");
        }
    }

    /** The share that the planner may give: for an origin with headroom, for a CDN the cap itself. */
    public int usableShareBp() {
        return kind == CdnKind.ORIGIN && maxShareBp < Shares.WHOLE
                ? maxShareBp * (100 - ORIGIN_HEADROOM_PERCENT) / 100
                : maxShareBp;
    }
}
