package dev.trimtab.agent.link;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.JavaSerializationFilterConfig;

/** The Hazelcast client's settings: quick to notice a lost member, and it never gives up. */
final class ClientSettings {
    private ClientSettings() {}

    static ClientConfig of(DirectLink.Settings settings) {
        ClientConfig config = new ClientConfig();
        config.setClusterName(settings.clusterName());
        config.setInstanceName("vantage-" + settings.vantage() + "-" + System.identityHashCode(config));
        settings.members()
                .forEach(member ->
                        config.getNetworkConfig().addAddress(member.getHostString() + ":" + member.getPort()));
        config.getNetworkConfig().setConnectionTimeout(2000);
        config.getConnectionStrategyConfig()
                .setAsyncStart(true)
                .setReconnectMode(ReconnectMode.ASYNC)
                .getConnectionRetryConfig()
                .setInitialBackoffMillis(200)
                .setMaxBackoffMillis(2000)
                .setMultiplier(1.5)
                .setJitter(0.2)
                .setClusterConnectTimeoutMillis(-1);
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.discovery.enabled", "false");
        config.setProperty("hazelcast.client.statistics.enabled", "false");
        config.setProperty("hazelcast.client.heartbeat.interval", "1000");
        config.setProperty("hazelcast.client.heartbeat.timeout", "3000");
        config.setProperty("hazelcast.client.operation.backup.timeout.millis", "500");
        config.setProperty("hazelcast.client.invocation.timeout.seconds", "10");
        config.getMetricsConfig().setEnabled(false);
        closed(config);
        return config;
    }

    /** Byte arrays are all that is read: a stranger's objects are not made, whatever he put into a map. */
    private static void closed(ClientConfig config) {
        config.getSerializationConfig()
                .setJavaSerializationFilterConfig(only("com.hazelcast.core", "com.hazelcast.spi.exception"));
        config.getSerializationConfig().getCompactSerializationConfig().setZeroConfigFilter(only("dev.trimtab.none"));
    }

    private static JavaSerializationFilterConfig only(String... packages) {
        return new JavaSerializationFilterConfig()
                .setDefaultsDisabled(true)
                .setWhitelist(new ClassFilter().addPackages(packages));
    }
}
