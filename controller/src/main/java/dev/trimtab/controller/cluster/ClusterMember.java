package dev.trimtab.controller.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.topic.ITopic;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/** This controller as a member of the cluster. Maps and topics hold signed bytes only. */
public final class ClusterMember implements AutoCloseable {
    /**
     * Where to listen and whom to join.
     *
     * @param bind the address and port of this member; a taken port is refused, never stepped over
     * @param others addresses of the other members; empty for a single controller
     */
    public record Settings(InetSocketAddress bind, List<InetSocketAddress> others, String clusterName) {
        public Settings {
            others = List.copyOf(others);
        }
    }

    private final HazelcastInstance instance;

    private ClusterMember(HazelcastInstance instance) {
        this.instance = instance;
    }

    /**
     * Starts the member; takes seconds.
     *
     * @throws IOException with one sentence for the operator when it cannot listen
     */
    public static ClusterMember start(Settings settings) throws IOException {
        String where = settings.bind().getHostString() + ":" + settings.bind().getPort();
        if (settings.bind().isUnresolved()) {
            throw new IOException("cannot listen for the cluster on " + where + ": the host is not known");
        }
        try (ServerSocket trial = new ServerSocket()) {
            // Hazelcast would log stack traces over it.
            trial.setReuseAddress(true);
            trial.bind(settings.bind());
        } catch (BindException taken) {
            throw new IOException("cannot listen for the cluster on " + where + ": " + taken.getMessage(), taken);
        }
        try {
            return new ClusterMember(Hazelcast.newHazelcastInstance(config(settings)));
        } catch (HazelcastException | IllegalStateException refused) {
            throw new IOException("cannot listen for the cluster on " + where + ": " + refused.getMessage(), refused);
        }
    }

    IMap<String, byte[]> reports() {
        return instance.getMap("reports");
    }

    IMap<String, byte[]> assignments() {
        return instance.getMap("assignments");
    }

    /** From vantages, under their own signatures. */
    ITopic<byte[]> suspicionsIn() {
        return instance.getTopic("suspicions-in");
    }

    /** To vantages, under ours. */
    ITopic<byte[]> suspicions() {
        return instance.getTopic("suspicions");
    }

    @Override
    public void close() {
        instance.getLifecycleService().terminate();
    }

    private static Config config(Settings settings) {
        Config config = new Config();
        config.setClusterName(settings.clusterName());
        config.getJetConfig().setEnabled(false);
        config.getMetricsConfig().setEnabled(false);
        config.getIntegrityCheckerConfig().setEnabled(false);
        properties(config);
        network(config.getNetworkConfig(), settings);
        boolean everywhere = settings.bind().getAddress().isAnyLocalAddress();
        config.setProperty("hazelcast.socket.bind.any", Boolean.toString(everywhere));
        return config;
    }

    /** Measured: a lost member is out in 5 s, calls stall for 2 s at most. */
    private static void properties(Config config) {
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.diagnostics.enabled", "false");
        config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", "5");
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "5");
        config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
        config.setProperty("hazelcast.operation.backup.timeout.millis", "1000");
        config.setProperty("hazelcast.operation.call.timeout.millis", "5000");
        config.setProperty("hazelcast.partition.backup.sync.interval", "2");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
    }

    private static void network(NetworkConfig network, Settings settings) {
        network.setPort(settings.bind().getPort());
        network.setPortAutoIncrement(false);
        if (!settings.bind().getAddress().isAnyLocalAddress()) {
            network.getInterfaces()
                    .setEnabled(true)
                    .addInterface(settings.bind().getAddress().getHostAddress());
        }
        network.getJoin().getAutoDetectionConfig().setEnabled(false);
        network.getJoin().getMulticastConfig().setEnabled(false);
        network.getJoin().getTcpIpConfig().setEnabled(true);
        settings.others()
                .forEach(other ->
                        network.getJoin().getTcpIpConfig().addMember(other.getHostString() + ":" + other.getPort()));
    }
}
