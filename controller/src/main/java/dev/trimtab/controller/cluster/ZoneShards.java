package dev.trimtab.controller.cluster;

import dev.trimtab.core.name.ProviderId;
import dev.trimtab.provider.embedded.HeldSet;
import dev.trimtab.provider.embedded.ServedZone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A zone in a fixed number of parts, sealed, as copies of it hand them to each other by whatever way. */
final class ZoneShards {
    /** Parts of a zone: a change moves a sixteenth of it. */
    static final int COUNT = 16;

    private static final Logger LOG = LoggerFactory.getLogger(ZoneShards.class);

    private final ZoneCodec codec;

    /** @param owner of our marks: other installations' records are none of ours */
    ZoneShards(ClusterMac mac, String owner) {
        this.codec = new ZoneCodec(mac, owner);
    }

    static int of(HeldSet held) {
        return Math.floorMod(held.name().value().hashCode(), COUNT);
    }

    /** The name of a part, alike on all controllers. */
    static String key(ProviderId provider, int shard) {
        return provider + "/" + shard;
    }

    byte[] seal(String key, List<HeldSet> held) {
        return codec.seal(key, held);
    }

    /** What a copy holds of each part. */
    List<List<HeldSet>> all(ServedZone zone) {
        List<List<HeldSet>> shards = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            shards.add(new ArrayList<>());
        }
        zone.all().stream()
                .filter(codec::ours)
                .forEach(one -> shards.get(of(one)).add(one));
        return shards;
    }

    List<HeldSet> one(ServedZone zone, int shard) {
        return zone.all().stream()
                .filter(held -> of(held) == shard && codec.ours(held))
                .toList();
    }

    /** What another copy sealed, by name; what is newer in it is taken. Empty when no controller of ours sealed it. */
    Optional<Map<String, HeldSet>> take(ServedZone zone, String key, byte[] bytes) {
        return codec.open(key, bytes).map(opened -> {
            Map<String, HeldSet> held = new HashMap<>();
            opened.forEach(one -> held.put(one.name().value(), one));
            try {
                zone.takeNewer(opened);
            } catch (IOException disk) {
                LOG.warn("what the leader published cannot be written to disk, the old is served: {}", disk.toString());
            }
            return held;
        });
    }

    /** Whether something is held here that is newer than what is there, or missing there. */
    static boolean newer(List<HeldSet> mine, Map<String, HeldSet> there) {
        return mine.stream().anyMatch(one -> {
            HeldSet his = there.get(one.name().value());
            return his == null || one.newerThan(his);
        });
    }
}
