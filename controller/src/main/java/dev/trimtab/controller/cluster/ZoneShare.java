package dev.trimtab.controller.cluster;

import com.hazelcast.core.HazelcastException;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.provider.embedded.HeldSet;
import dev.trimtab.provider.embedded.ServedZone;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what the leader published through the embedded DNS on to every controller's own copy of the zone, on its disk and
 * to its server. Only the leader decides and writes; copies take from each other what is newer, and nothing that is older,
 * so it does not matter who says it, in what order, or how often.
 *
 * <p>It travels in a fixed number of entries for each zone, under the controllers' MAC: a forged entry is written over, a
 * lost one written again, and what a stranger writes is never served.
 */
public final class ZoneShare implements AutoCloseable {
    /** Changes of this long go together. */
    static final Duration GATHER = Duration.ofMillis(30);

    /** All entries are compared with what is held, so often, a quarter of them in each turn. */
    static final Duration COMPARE_EVERY = Duration.ofSeconds(2);

    private static final int COMPARE_TURNS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(ZoneShare.class);

    private final ClusterMember member;
    private final ZoneShards shards;
    private final Supplier<SortedMap<ProviderId, ServedZone>> zones;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("zone-share").factory());
    private final Map<Place, byte[]> arrived = new ConcurrentHashMap<>();
    private final Set<Place> changed = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicLong forged = new AtomicLong();
    private volatile SortedMap<ProviderId, ServedZone> current;
    /** Of the current zones, by their entries' keys. */
    private volatile Map<String, Place> places = Map.of();

    private int turn;
    private Subscription.@Nullable Ear ear;

    /** One entry: a part of a zone's names. */
    record Place(ProviderId provider, int shard) {
        String key() {
            return ZoneShards.key(provider, shard);
        }
    }

    /**
     * @param owner of our marks: other installations' records are none of ours
     * @param zones that are served here now
     */
    public ZoneShare(
            ClusterMember member, ClusterMac mac, String owner, Supplier<SortedMap<ProviderId, ServedZone>> zones) {
        this.member = member;
        this.shards = new ZoneShards(mac, owner);
        this.zones = zones;
        this.current = zones.get();
    }

    /** Listens, takes what the others hold, and offers what is held here. */
    public void start() {
        renewed();
        ear = member.onEntry(ClusterMember.ZONES, this::heard);
        thread.scheduleWithFixedDelay(
                this::compare, 0, COMPARE_EVERY.toMillis() / COMPARE_TURNS, TimeUnit.MILLISECONDS);
    }

    /** The configuration may have brought other zones. */
    public void renewed() {
        SortedMap<ProviderId, ServedZone> now = zones.get();
        Map<String, Place> theirs = new HashMap<>();
        now.forEach((provider, zone) -> {
            zone.onChange(change -> changed(provider, change));
            for (int shard = 0; shard < ZoneShards.COUNT; shard++) {
                Place place = new Place(provider, shard);
                theirs.put(place.key(), place);
            }
        });
        current = now;
        places = theirs;
    }

    /** How many entries were found that no controller wrote. */
    public long forged() {
        return forged.get();
    }

    @Override
    public void close() {
        Subscription.Ear registered = ear;
        if (registered != null) {
            registered.close();
        }
        thread.shutdownNow();
    }

    private void changed(ProviderId provider, HeldSet change) {
        changed.add(new Place(provider, ZoneShards.of(change)));
        wake();
    }

    /** On a thread of the cluster: only the newest bytes of each of our places are kept until they are looked at. */
    private void heard(String key, byte[] bytes) {
        Place place = places.get(key);
        if (place != null) {
            arrived.put(place, bytes);
            wake();
        }
    }

    private void wake() {
        if (!woken.getAndSet(true)) {
            try {
                thread.schedule(this::work, GATHER.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closed) {
                LOG.trace("closed already");
            }
        }
    }

    private void work() {
        woken.set(false);
        guarded(() -> {
            for (Place place : List.copyOf(arrived.keySet())) {
                byte[] bytes = arrived.remove(place);
                if (bytes != null) {
                    Map<String, HeldSet> there = merge(place, bytes);
                    if (ZoneShards.newer(mine(place), there)) {
                        changed.add(place);
                    }
                }
            }
            for (Place place : List.copyOf(changed)) {
                changed.remove(place);
                offer(place);
            }
        });
    }

    private void compare() {
        turn = (turn + 1) % COMPARE_TURNS;
        guarded(() -> {
            for (Place place : places.values()) {
                if (place.shard() % COMPARE_TURNS == turn) {
                    offer(place);
                }
            }
            if (turn == 0) {
                member.keepOnly(ClusterMember.ZONES, places.keySet());
            }
        });
    }

    /** Takes what is newer there, and puts there what is newer here. */
    private void offer(Place place) {
        byte[] there = read(place);
        Map<String, HeldSet> held = there == null ? Map.of() : merge(place, there);
        List<HeldSet> mine = mine(place);
        if (ZoneShards.newer(mine, held)) {
            member.zones().set(place.key(), shards.seal(place.key(), mine));
        }
    }

    private byte @Nullable [] read(Place place) {
        try {
            Object there = member.zones().get(place.key());
            return there instanceof byte[] bytes ? bytes : null;
        } catch (HazelcastException | ClassCastException unreadable) {
            forged.incrementAndGet();
            return null;
        }
    }

    /** What the entry holds, by name; nothing when no controller of ours wrote it. What is newer in it is taken. */
    private Map<String, HeldSet> merge(Place place, byte[] bytes) {
        ServedZone zone = current.get(place.provider());
        Optional<Map<String, HeldSet>> held = zone == null ? Optional.empty() : shards.take(zone, place.key(), bytes);
        if (held.isEmpty() && forged.getAndIncrement() == 0) {
            LOG.warn("entry {} of the zones was not written by a controller: written over", place.key());
        }
        return held.orElseGet(Map::of);
    }

    private List<HeldSet> mine(Place place) {
        ServedZone zone = current.get(place.provider());
        return zone == null ? List.of() : shards.one(zone, place.shard());
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (HazelcastException | IllegalStateException notNow) {
            // Compared again within seconds.
            LOG.debug("zones not shared: {}", notNow.toString());
        } catch (RuntimeException bug) {
            LOG.error("zones not shared", bug);
        }
    }
}
