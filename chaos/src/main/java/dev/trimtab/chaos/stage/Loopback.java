package dev.trimtab.chaos.stage;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Without root: every host is an address of its own at loopback, and nothing between them can be broken. */
public final class Loopback implements Network {
    private final String prefix;
    private final Map<String, Integer> hosts = new TreeMap<>();

    /** @param random picks addresses that another run on this machine does not use */
    public Loopback(RandomGenerator random) {
        this.prefix = "127." + random.nextInt(10, 250) + "." + random.nextInt(1, 250) + ".";
    }

    @Override
    public String kind() {
        return "loopback";
    }

    @Override
    public boolean breakable() {
        return false;
    }

    @Override
    public void add(String host) {
        hosts.put(host, hosts.size() + 1);
    }

    @Override
    public String address(String host) {
        return prefix + hosts.get(host);
    }

    /** The kernel ends the process when the conductor ends, however that happens. */
    @Override
    public List<String> at(String host) {
        return List.of("setpriv", "--pdeathsig", "KILL");
    }

    @Override
    public void lose(String from, String to) {
        throw unbreakable();
    }

    @Override
    public void slow(String host, int lossPercent) {
        throw unbreakable();
    }

    @Override
    public void heal(String host) {
        throw unbreakable();
    }

    @Override
    public void move(String host) {
        throw unbreakable();
    }

    private static UnsupportedOperationException unbreakable() {
        return new UnsupportedOperationException("loopback cannot be broken: run as root for network namespaces");
    }
}
