package dev.trimtab.chaos.stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Certificates and keys of controllers and of the agents that speak through a gateway. */
final class Credentials {
    private Credentials() {}

    static void write(Path folder, Topology topology) throws IOException {
        if (topology.gatewayAgents() > 0) {
            throw new IOException("agents by gateway are not built yet");
        }
    }

    static Map<String, String> ofController(Path folder, Topology topology, Network network, String host) {
        return Map.of();
    }

    static Map<String, String> ofAgent(Path folder, Topology topology, String vantage) {
        return Map.of();
    }
}
