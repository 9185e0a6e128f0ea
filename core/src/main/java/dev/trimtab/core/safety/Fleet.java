package dev.trimtab.core.safety;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.SteeredName;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What the other names do while one of them is about to change: a fault of one CDN strikes many names, and so does a fault
 * of ours.
 *
 * @param names steered by this controller, all together
 * @param departures names that left a CDN lately, newest last
 * @param spread how widely each CDN is known to fail; asked only when a plan changes something
 */
public record Fleet(int names, List<Departure> departures, Supplier<SortedMap<CdnId, Spread>> spread) {
    /** One name and no other. */
    public static final Fleet ALONE = new Fleet(1, List.of(), () -> Collections.unmodifiableSortedMap(new TreeMap<>()));

    /** A name took share from a CDN. */
    public record Departure(SteeredName name, CdnId from, Instant at) {}

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

    public Fleet {
        departures = List.copyOf(departures);
    }
}
