package dev.trimtab.core.spec;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One CDN of a name, with what is handed out for it and the weight that its owner asks for.
 *
 * @param weights per region; a region that is not listed has weight 0 there
 * @param probeAt where probes connect instead of resolving the answer, for tests and pinned edges: {@code host:port};
 *     empty for the answer itself on the request's port
 * @param pinned known edge addresses, which probes of {@link ProbeKind#PINNED} ask past the target's DNS (R6)
 */
public record TargetSpec(
        CdnId cdn, Answer answer, SortedMap<RegionId, Integer> weights, String probeAt, List<InetAddress> pinned) {
    /** A weight is relative; a million is finer than any provider. */
    public static final int WEIGHT_MAX = 1_000_000;

    public TargetSpec {
        pinned = List.copyOf(pinned);
        for (Map.Entry<RegionId, Integer> entry : weights.entrySet()) {
            if (entry.getValue() < 0 || entry.getValue() > WEIGHT_MAX) {
                throw new IllegalArgumentException("weight of " + cdn + " in " + entry.getKey() + " is "
                        + entry.getValue() + ", not 0 to " + WEIGHT_MAX);
            }
        }
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
    }

    /** One of which no edge address is known. */
    public TargetSpec(CdnId cdn, Answer answer, SortedMap<RegionId, Integer> weights, String probeAt) {
        this(cdn, answer, weights, probeAt, List.of());
    }

    public int weight(RegionId region) {
        return weights.getOrDefault(region, 0);
    }
}
