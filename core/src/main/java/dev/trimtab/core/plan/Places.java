package dev.trimtab.core.plan;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where each CDN of a name stands in each region: all that planning remembers from round to round. */
public record Places(SortedMap<Key, Place> byRegionAndCdn) {
    public static final Places NONE = new Places(new TreeMap<>());

    /** A CDN in a region. */
    public record Key(RegionId region, CdnId cdn) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byRegion = region.compareTo(other.region);
            return byRegion == 0 ? cdn.compareTo(other.cdn) : byRegion;
        }
    }

    public Places {
        byRegionAndCdn = Collections.unmodifiableSortedMap(new TreeMap<>(byRegionAndCdn));
    }

    /** The same, without instants that lie ahead of {@code now}; the same object when there are none. */
    public Places upTo(Instant now) {
        TreeMap<Key, Place> put = new TreeMap<>();
        for (Map.Entry<Key, Place> entry : byRegionAndCdn.entrySet()) {
            Place place = entry.getValue().upTo(now);
            if (!place.equals(entry.getValue())) {
                put.put(entry.getKey(), place);
            }
        }
        return with(put);
    }

    /** Whether a CDN is known to stand there. */
    boolean knows(RegionId region, CdnId cdn, Place place) {
        return place.equals(byRegionAndCdn.get(new Key(region, cdn)));
    }

    /** The same with other places for some; the same object for none. */
    Places with(SortedMap<Key, Place> others) {
        if (others.isEmpty()) {
            return this;
        }
        TreeMap<Key, Place> all = new TreeMap<>(byRegionAndCdn);
        all.putAll(others);
        return new Places(all);
    }

    /** Whether nothing is away, on its way back, or drained, anywhere. */
    public boolean allIn() {
        for (Place place : byRegionAndCdn.values()) {
            if (!(place.standing() instanceof Standing.In)) {
                return false;
            }
        }
        return true;
    }

    public Place of(RegionId region, CdnId cdn) {
        return byRegionAndCdn.getOrDefault(new Key(region, cdn), Place.IN);
    }
}
