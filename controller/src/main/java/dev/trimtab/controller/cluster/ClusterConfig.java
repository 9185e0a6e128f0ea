package dev.trimtab.controller.cluster;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.ListConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.QueueConfig;
import com.hazelcast.config.RingbufferConfig;
import com.hazelcast.config.SetConfig;

/**
 * How a member is set up: quick to see a loss, with everything off that is not used, and with bounds on what a stranger can
 * store. Its community edition can refuse nobody: what strangers do all the same is tidied up by {@link ClusterMember}.
 */
final class ClusterConfig {
    /** Of one of our maps on one member, in megabytes. Assignments of 30 vantages with 5 000 checks stay below. */
    private static final int MAP_MEGABYTES_MAX = 48;

    /** Nobody's: the address block for documentation (RFC 5737). */
    private static final String NOBODY = "192.0.2.1";

    private ClusterConfig() {}

    static Config of(ClusterMember.Settings settings) {
        Config config = new Config();
        config.setClusterName(settings.clusterName());
        config.getJetConfig().setEnabled(false);
        config.getMetricsConfig().setEnabled(false);
        config.getIntegrityCheckerConfig().setEnabled(false);
        properties(config);
        network(config.getNetworkConfig(), settings);
        boolean everywhere = settings.bind().getAddress().isAnyLocalAddress();
        config.setProperty("hazelcast.socket.bind.any", Boolean.toString(everywhere));
        if (!everywhere) {
            // Not its list of interfaces: Hazelcast passes over every host name whose address is not in that list.
            config.setProperty(
                    "hazelcast.local.localAddress", settings.bind().getAddress().getHostAddress());
        }
        closed(config);
        bounded(config);
        return config;
    }

    /** Measured: a lost member is out in 5 s, its partitions are owned again in 6 s, calls stall for 2 s at most. */
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

    private static void network(NetworkConfig network, ClusterMember.Settings settings) {
        network.setPort(settings.bind().getPort());
        network.setPortAutoIncrement(false);
        network.getJoin().getAutoDetectionConfig().setEnabled(false);
        network.getJoin().getMulticastConfig().setEnabled(false);
        network.getJoin().getTcpIpConfig().setEnabled(true);
        // Names, not addresses: Hazelcast resolves them at each attempt, and pods change their addresses.
        settings.others()
                .forEach(other ->
                        network.getJoin().getTcpIpConfig().addMember(other.getHostString() + ":" + other.getPort()));
        network.getMemcacheProtocolConfig().setEnabled(false);
    }

    /** Strings and byte arrays are all that we store; of Java's serialisation only what members' own errors need. */
    private static void closed(Config config) {
        config.getManagementCenterConfig()
                .setScriptingEnabled(false)
                .setConsoleEnabled(false)
                .setDataAccessEnabled(false)
                .addTrustedInterface(NOBODY);
        config.getSerializationConfig()
                .setJavaSerializationFilterConfig(only(new ClassFilter()
                        .addPackages(
                                "com.hazelcast.core", "com.hazelcast.spi.exception", "com.hazelcast.nio.serialization")
                        .addClasses(
                                "java.lang.Throwable",
                                "java.lang.Exception",
                                "java.lang.RuntimeException",
                                "java.lang.IllegalArgumentException",
                                "java.lang.IllegalStateException",
                                "java.lang.UnsupportedOperationException",
                                "java.lang.StackTraceElement",
                                "[Ljava.lang.StackTraceElement;",
                                "java.util.Collections$EmptyList",
                                "java.util.Collections$UnmodifiableList",
                                "java.util.Collections$UnmodifiableCollection",
                                "java.util.ArrayList")));
        config.getSerializationConfig()
                .getCompactSerializationConfig()
                .setZeroConfigFilter(only(new ClassFilter().addClasses("dev.trimtab.none")));
    }

    private static JavaSerializationFilterConfig only(ClassFilter allowed) {
        return new JavaSerializationFilterConfig().setDefaultsDisabled(true).setWhitelist(allowed);
    }

    private static void bounded(Config config) {
        for (String map : ClusterMember.MAPS) {
            config.addMapConfig(new MapConfig(map)
                    // A lost report is there again with the next one.
                    .setBackupCount(map.equals(ClusterMember.REPORTS) ? 0 : 1)
                    .setEvictionConfig(new EvictionConfig()
                            .setEvictionPolicy(EvictionPolicy.LRU)
                            .setMaxSizePolicy(MaxSizePolicy.USED_HEAP_SIZE)
                            .setSize(MAP_MEGABYTES_MAX)));
        }
        config.addMapConfig(new MapConfig("default")
                .setBackupCount(0)
                .setEvictionConfig(new EvictionConfig()
                        .setEvictionPolicy(EvictionPolicy.LRU)
                        .setMaxSizePolicy(MaxSizePolicy.USED_HEAP_SIZE)
                        .setSize(1)));
        config.addQueueConfig(new QueueConfig("default").setMaxSize(1).setBackupCount(0));
        config.addListConfig(new ListConfig("default").setMaxSize(1).setBackupCount(0));
        config.addSetConfig(new SetConfig("default").setMaxSize(1).setBackupCount(0));
        config.addRingBufferConfig(
                new RingbufferConfig("default").setCapacity(1).setBackupCount(0));
    }
}
