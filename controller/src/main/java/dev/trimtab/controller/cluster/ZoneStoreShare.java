package dev.trimtab.controller.cluster;

import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.port.StoreException;
import dev.trimtab.provider.embedded.HeldSet;
import dev.trimtab.provider.embedded.ServedZone;
import dev.trimtab.store.ZoneCopies;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second way of what {@link ZoneShare} hands on: through the store, for when the cluster does not carry it. It is slower
 * and needs no word of anybody. What goes along it is the same, under the same MAC and in the same order: what a copy
 * holds, which is what the leader was cleared to write, and never what he only planned.
 */
public final class ZoneStoreShare implements AutoCloseable {
    /** How long a follower that the cluster does not reach may answer the plan before: this, and a look of the leader's. */
    static final Duration EVERY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ZoneStoreShare.class);

    private final ZoneCopies copies;
    private final ZoneShards shards;
    private final Supplier<SortedMap<ProviderId, ServedZone>> zones;
    private final Map<String, Agreed> agreed = new HashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("zone-store").factory());

    /** A part of which both sides were seen to hold the same. */
    private record Agreed(long revision, long digest) {}

    /**
     * @param owner of our marks: other installations' records are none of ours
     * @param zones that are served here now
     */
    public ZoneStoreShare(
            ZoneCopies copies, ClusterMac mac, String owner, Supplier<SortedMap<ProviderId, ServedZone>> zones) {
        this.copies = copies;
        this.shards = new ZoneShards(mac, owner);
        this.zones = zones;
    }

    public void start() {
        thread.scheduleWithFixedDelay(this::turn, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    void turn() {
        try {
            SortedMap<String, Long> there = copies.revisions();
            zones.get().forEach((provider, zone) -> share(provider, zone, there));
        } catch (StoreException away) {
            // Who asks the store says so; the next turn is soon.
            LOG.debug("zones not shared through the store: {}", away.toString());
        } catch (RuntimeException bug) {
            LOG.error("zones not shared through the store", bug);
        }
    }

    private void share(ProviderId provider, ServedZone zone, SortedMap<String, Long> there) {
        List<List<HeldSet>> held = shards.all(zone);
        for (int shard = 0; shard < held.size(); shard++) {
            String key = ZoneShards.key(provider, shard);
            Agreed now = new Agreed(there.getOrDefault(key, 0L), digest(held.get(shard)));
            if (!now.equals(agreed.get(key))) {
                compare(zone, shard, key);
            }
        }
    }

    /** Takes what is newer there, and puts there what is newer here. */
    private void compare(ServedZone zone, int shard, String key) {
        Optional<ZoneCopies.Part> part = copies.read(key);
        long revision = part.map(ZoneCopies.Part::revision).orElse(0L);
        Map<String, HeldSet> there =
                part.flatMap(found -> opened(zone, key, found)).orElseGet(Map::of);
        List<HeldSet> mine = shards.one(zone, shard);
        if (ZoneShards.newer(mine, there)) {
            copies.write(key, shards.seal(key, mine), revision);
            // Whether it was taken, and by whom, the next turn sees.
            agreed.remove(key);
        } else {
            agreed.put(key, new Agreed(revision, digest(mine)));
        }
    }

    private Optional<Map<String, HeldSet>> opened(ServedZone zone, String key, ZoneCopies.Part part) {
        Optional<Map<String, HeldSet>> held = shards.take(zone, key, part.sealed());
        if (held.isEmpty()) {
            LOG.warn("part {} of the zones in the store was not written by a controller: written over", key);
        }
        return held;
    }

    /** Of what makes one newer than another. */
    private static long digest(List<HeldSet> held) {
        long sum = held.size();
        for (HeldSet one : held) {
            long own = one.name().hashCode();
            own = 31 * own + one.era();
            own = 31 * own + one.generation().hashCode();
            own = 31 * own + one.revision();
            sum += own * own;
        }
        return sum;
    }
}
