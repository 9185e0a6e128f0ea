package dev.trimtab.core.safety;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.SteeredName;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the other names do while one of them is about to change: a fault of one CDN strikes many names, and so does a fault
 * of ours. Asked only when a plan changes something; what is asked is as new as the name that was steered last.
 *
 * @param names steered by this controller, all together
 * @param left names that took share from a CDN within {@link #WINDOW}, with the moment, the earliest first
 * @param spread how widely each CDN is known to fail
 */
public record Fleet(
        int names,
        Function<CdnId, SequencedMap<SteeredName, Instant>> left,
        Supplier<SortedMap<CdnId, Spread>> spread) {
    /** Names that left a CDN longer ago do not count any more. */
    public static final Duration WINDOW = Duration.ofMinutes(1);

    /** One name and no other. */
    public static final Fleet ALONE = new Fleet(
            1, cdn -> Collections.emptyNavigableMap(), () -> Collections.unmodifiableSortedMap(new TreeMap<>()));

    /**
     * How widely a CDN is known to fail.
     *
     * @param sick names that have it and know it UNHEALTHY or DEGRADED in some region
     * @param knowing names that have it and know anything of it
     */
    public record Spread(int sick, int knowing) {
        /** At least half of the names that know anything of it. */
        public boolean wide() {
            return sick > 0 && sick * 2 >= knowing;
        }
    }
}
