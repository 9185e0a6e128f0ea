package dev.trimtab.chaos.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every host is a network namespace at one bridge, with packet filter and queue of its own. The whole of it lies in
 * namespaces of the conductor (see {@code bin/chaos}) and vanishes with it, however it ends.
 */
public final class Namespaces implements Network {
    private static final String NET = "10.77.";

    /** What a bad line lets through, and how long it may hold a packet back. */
    private static final List<String> BAD_LINE = List.of("rate", "2mbit", "burst", "4kb", "latency", "300ms");

    private final Map<String, Host> hosts = new TreeMap<>();

    /** A host, and what is broken on the way to it. */
    private static final class Host {
        private final int number;
        private final TreeSet<String> deaf = new TreeSet<>();
        private int third;
        private int loss;

        Host(int number) {
            this.number = number;
        }
    }

    /** Makes the bridge, with the conductor at its first address. */
    public static Namespaces create() {
        Shell.run(List.of("ip", "link", "set", "lo", "up"));
        Shell.run(List.of("ip", "link", "add", "br0", "type", "bridge"));
        Shell.run(List.of("ip", "addr", "add", NET + "0.1/16", "dev", "br0"));
        Shell.run(List.of("ip", "link", "set", "br0", "up"));
        return new Namespaces();
    }

    private Namespaces() {}

    @Override
    public String kind() {
        return "namespaces";
    }

    @Override
    public boolean breakable() {
        return true;
    }

    @Override
    public synchronized void add(String host) {
        Host added = new Host(hosts.size() + 10);
        hosts.put(host, added);
        String outer = "v-" + host;
        Shell.run(List.of("ip", "netns", "add", host));
        Shell.run(List.of("ip", "link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", host));
        Shell.run(List.of("ip", "link", "set", outer, "master", "br0", "up"));
        inside(host, "ip", "link", "set", "lo", "up");
        inside(host, "ip", "link", "set", "eth0", "up");
        inside(host, "ip", "addr", "add", address(host) + "/16", "dev", "eth0");
        filter(host);
    }

    @Override
    public synchronized String address(String host) {
        Host found = known(host);
        return NET + found.third + "." + found.number;
    }

    @Override
    public List<String> at(String host) {
        return List.of("ip", "netns", "exec", host);
    }

    @Override
    public synchronized void lose(String from, String to) {
        known(to).deaf.add(from);
        filter(to);
    }

    @Override
    public synchronized void slow(String host, int lossPercent) {
        known(host).loss = lossPercent;
        filter(host);
        List<String> queue = new ArrayList<>(List.of("tc", "qdisc", "replace", "dev", "eth0", "root", "tbf"));
        queue.addAll(BAD_LINE);
        inside(host, queue.toArray(String[]::new));
    }

    @Override
    public synchronized void heal(String host) {
        Host healed = known(host);
        if (healed.loss > 0) {
            inside(host, "tc", "qdisc", "del", "dev", "eth0", "root");
        }
        healed.loss = 0;
        healed.deaf.clear();
        filter(host);
    }

    @Override
    public synchronized void move(String host) {
        Host moved = known(host);
        String old = address(host);
        moved.third++;
        // In this order: with the first address of a network go all that were added beside it.
        inside(host, "ip", "addr", "del", old + "/16", "dev", "eth0");
        inside(host, "ip", "addr", "add", address(host) + "/16", "dev", "eth0");
    }

    private Host known(String host) {
        Host found = hosts.get(host);
        if (found == null) {
            throw new IllegalArgumentException("no host " + host);
        }
        return found;
    }

    /** Writes the whole filter of a host, so that it never holds anything else than is said here. */
    private void filter(String host) {
        StringBuilder rules = new StringBuilder("""
                add table inet chaos
                delete table inet chaos
                add table inet chaos
                add chain inet chaos in { type filter hook input priority 0; }
                """);
        known(host)
                .deaf
                .forEach(from -> rules.append("add rule inet chaos in ip saddr ")
                        .append(address(from))
                        .append(" drop\n"));
        if (known(host).loss > 0) {
            rules.append("add rule inet chaos in numgen random mod 100 < ")
                    .append(known(host).loss)
                    .append(" drop\n");
        }
        List<String> nft = new ArrayList<>(at(host));
        nft.addAll(List.of("nft", "-f", "-"));
        Shell.run(nft, rules.toString());
    }

    private void inside(String host, String... command) {
        List<String> all = new ArrayList<>(at(host));
        all.addAll(List.of(command));
        Shell.run(all);
    }
}
