package dev.trimtab.controller.cluster;

import dev.trimtab.provider.embedded.HeldSet;
import dev.trimtab.provider.embedded.HeldSetJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Held sets as bytes under the MAC: a line each, deflated. What is not sealed is not even inflated. */
final class ZoneCodec {
    private static final Logger LOG = LoggerFactory.getLogger(ZoneCodec.class);

    private final ClusterMac mac;
    private final String owner;

    ZoneCodec(ClusterMac mac, String owner) {
        this.mac = mac;
        this.owner = owner;
    }

    /** Retired ones are nobody's any more, and are handed on all the same. */
    boolean ours(HeldSet held) {
        return held.set().map(set -> set.mark().owner().equals(owner)).orElse(true);
    }

    byte[] seal(String key, List<HeldSet> held) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflating = new DeflaterOutputStream(packed)) {
            for (HeldSet one : held) {
                deflating.write((HeldSetJson.line(one) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return mac.seal(place(key), packed.toByteArray());
    }

    /** Empty unless a controller of this installation sealed it for this place. */
    Optional<List<HeldSet>> open(String key, byte[] bytes) {
        return mac.open(place(key), bytes).flatMap(this::unpacked);
    }

    private Optional<List<HeldSet>> unpacked(byte[] packed) {
        List<HeldSet> held = new ArrayList<>();
        try (InflaterInputStream inflating = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            for (String line : new String(inflating.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                HeldSet one = HeldSetJson.parse(line);
                if (ours(one)) {
                    held.add(one);
                }
            }
            return Optional.of(held);
        } catch (IOException | IllegalArgumentException otherVersion) {
            LOG.warn("zones of a controller of another version cannot be read: {}", otherVersion.toString());
            return Optional.empty();
        }
    }

    private String place(String key) {
        return "zones\0" + owner + "\0" + key;
    }
}
