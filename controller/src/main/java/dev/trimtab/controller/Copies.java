package dev.trimtab.controller;

import dev.trimtab.controller.cluster.ClusterMac;
import dev.trimtab.controller.cluster.ClusterMember;
import dev.trimtab.controller.cluster.Colleagues;
import dev.trimtab.controller.cluster.ZoneShare;
import dev.trimtab.controller.cluster.ZoneStoreShare;
import dev.trimtab.controller.publish.Providers;
import dev.trimtab.store.ZoneCopies;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the embedded DNS of several controllers has in common: each serves the leader's plan, and knows the others. */
final class Copies implements AutoCloseable {
    private volatile @Nullable Colleagues colleagues;
    private volatile @Nullable ZoneShare share;
    private volatile @Nullable ZoneStoreShare second;

    /**
     * @param store a second way beside the cluster, where several controllers share it
     * @throws IOException when the controllers' key cannot be read or made; a sentence
     */
    void start(ClusterMember member, Environment environment, Providers providers, Optional<ZoneCopies> store)
            throws IOException {
        ClusterMac mac = environment.clusterKey().isPresent()
                ? ClusterMac.read(environment.clusterKey().get())
                : ClusterMac.alone(environment.state().resolve("cluster.key"));
        ZoneShare zones = new ZoneShare(member, mac, environment.owner(), providers::zones);
        share = zones;
        zones.start();
        if (store.isPresent() && !environment.clusterOthers().isEmpty()) {
            ZoneStoreShare slower = new ZoneStoreShare(store.get(), mac, environment.owner(), providers::zones);
            second = slower;
            slower.start();
        }
        Colleagues others = new Colleagues(member, mac, providers::listening);
        colleagues = others;
        others.start();
    }

    /** Where the other controllers' servers answer. */
    List<InetSocketAddress> servers() {
        Colleagues known = colleagues;
        return known == null ? List.of() : known.servers();
    }

    /** The configuration may have brought other zones. */
    void renewed() {
        ZoneShare zones = share;
        if (zones != null) {
            zones.renewed();
        }
    }

    @Override
    public void close() {
        Colleagues known = colleagues;
        if (known != null) {
            known.close();
        }
        ZoneStoreShare slower = second;
        if (slower != null) {
            slower.close();
        }
        ZoneShare zones = share;
        if (zones != null) {
            zones.close();
        }
    }
}
