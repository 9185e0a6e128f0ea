package dev.trimtab.core.plan;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where each CDN of a name stands in each region: all that planning remembers from round to round. */
public record Places(SortedMap<Key, Place> byRegionAndCdn) {
    public static final Places NONE = new Places(new TreeMap<>());

    /** A CDN in a region. */
    public record Key(RegionId region, CdnId cdn) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::region).thenComparing(Key::cdn);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    public Places {
        byRegionAndCdn = Collections.unmodifiableSortedMap(new TreeMap<>(byRegionAndCdn));
    }

    /** The same, without instants that lie ahead of {@code now}; the same object when there are none. */
    public Places upTo(Instant now) {
        TreeMap<Key, Place> past = new TreeMap<>();
        boolean ahead = false;
        for (Map.Entry<Key, Place> entry : byRegionAndCdn.entrySet()) {
            Place place = entry.getValue().upTo(now);
            ahead |= !place.equals(entry.getValue());
            past.put(entry.getKey(), place);
        }
        return ahead ? new Places(past) : this;
    }

    public Place of(RegionId region, CdnId cdn) {
        return byRegionAndCdn.getOrDefault(new Key(region, cdn), Place.IN);
    }
}
