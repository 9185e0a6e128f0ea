package dev.trimtab.agent.link;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Which gateway is tried next, and how soon: each agent has an order of its own, goes through it quickly once, and then goes
 * on, never waiting for more than two seconds. Not thread-safe.
 */
final class GatewayOrder {
    /** Between attempts of the first pass: a gateway that does not answer holds up no other one. */
    static final Duration FIRST_PASS = Duration.ofMillis(250);

    static final Duration DELAY_MAX = Duration.ofSeconds(2);

    private final List<InetSocketAddress> gateways;
    private final RandomGenerator chance;
    private int next;
    private int attempts;

    GatewayOrder(List<InetSocketAddress> gateways, RandomGenerator chance) {
        this.gateways = new ArrayList<>(gateways);
        Collections.shuffle(this.gateways, java.util.Random.from(chance));
        this.chance = chance;
    }

    /** The next one; counts as an attempt. */
    InetSocketAddress next() {
        InetSocketAddress gateway = gateways.get(next);
        next = (next + 1) % gateways.size();
        attempts++;
        return gateway;
    }

    /** How long to wait for the attempts so far before the next one; with jitter, and never above {@link #DELAY_MAX}. */
    Duration delay() {
        double millis = FIRST_PASS.toMillis();
        if (attempts > gateways.size()) {
            millis *= Math.pow(1.6, Math.min(attempts - gateways.size(), 8));
        }
        double jittered = Math.min(millis, DELAY_MAX.toMillis() / 1.2) * (0.8 + 0.4 * chance.nextDouble());
        return Duration.ofMillis((long) jittered);
    }

    /** One of them works: the next search begins anew, with the one after it. */
    void found(InetSocketAddress gateway) {
        attempts = 0;
        next = (gateways.indexOf(gateway) + 1) % gateways.size();
    }
}
