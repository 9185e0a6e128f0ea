package dev.trimtab.chaos.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an installation consists of.
 *
 * @param controllers how many; more than one share PostgreSQL
 * @param gatewayAgents how many of the agents speak through a gateway; the others are Hazelcast clients
 */
public record Topology(int controllers, int gatewayAgents) {
    /** Seconds of the lease: short, so that a round has room for a take-over. */
    public static final int LEASE = 5;

    public static final String STORE = "pg";
    public static final String BIND = "bind";
    public static final String POWERDNS = "pdns";
    public static final String KNOT = "knot";
    public static final String EDGES = "web";

    static final int API = 8080;
    static final int DNS = 5300;
    static final int CLUSTER = 5701;
    static final int GATEWAY = 7443;
    static final int POSTGRES = 5432;
    static final int POWERDNS_API = 8081;

    /** Vantages, each a network of its own. */
    private static final List<String> VANTAGES = List.of("fra", "ams", "iad", "sin", "gru", "syd");

    /** Ports of the stand-ins at their host. */
    private static final Map<String, Integer> CDNS =
            new TreeMap<>(Map.of("edge-a", 8001, "edge-b", 8002, "edge-c", 8003, "origin", 8004));

    public Topology {
        if (controllers < 1 || gatewayAgents < 0 || gatewayAgents > VANTAGES.size()) {
            throw new IllegalArgumentException(
                    "no such topology: " + controllers + " controllers, " + gatewayAgents + " agents by gateway");
        }
    }

    public List<String> controllerHosts() {
        List<String> hosts = new ArrayList<>();
        for (int i = 1; i <= controllers; i++) {
            hosts.add(String.format(Locale.ROOT, "c%d", i));
        }
        return hosts;
    }

    public List<String> vantages() {
        return VANTAGES;
    }

    public boolean byGateway(String vantage) {
        return VANTAGES.indexOf(vantage) < gatewayAgents;
    }

    public boolean sharedStore() {
        return controllers > 1;
    }

    static Map<String, Integer> cdns() {
        return CDNS;
    }

    List<String> hosts() {
        List<String> hosts = new ArrayList<>(controllerHosts());
        hosts.addAll(VANTAGES);
        hosts.addAll(List.of(BIND, POWERDNS, KNOT, EDGES));
        if (sharedStore()) {
            hosts.add(STORE);
        }
        return hosts;
    }

    /** The names that each server answers. */
    public Map<String, List<String>> servers() {
        Map<String, List<String>> servers = new TreeMap<>();
        controllerHosts().forEach(host -> servers.put(host, List.of("www.here.example.", "ops.here.example.")));
        servers.put(BIND, List.of("www.bind.example."));
        servers.put(POWERDNS, List.of("www.pdns.example."));
        servers.put(KNOT, List.of("www.knot.example."));
        return servers;
    }

    /** The provider behind each server, as the configuration names it. */
    public Map<String, String> providers() {
        Map<String, String> providers = new TreeMap<>();
        servers().keySet().forEach(server -> providers.put(server, server));
        controllerHosts().forEach(host -> providers.put(host, "here"));
        return providers;
    }
}
