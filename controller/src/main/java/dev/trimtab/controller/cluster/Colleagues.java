package dev.trimtab.controller.cluster;

import com.hazelcast.core.HazelcastException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the other controllers' embedded DNS answers: each says it of itself under the MAC, in an entry of its member's
 * address, and only members that are there now are asked.
 */
public final class Colleagues implements AutoCloseable {
    static final Duration EVERY = Duration.ofSeconds(2);

    /** Of one controller; more would only slow verification down. */
    private static final int ADDRESSES_MAX = 8;

    private static final Logger LOG = LoggerFactory.getLogger(Colleagues.class);

    private final ClusterMember member;
    private final ClusterMac mac;
    private final Supplier<List<InetSocketAddress>> own;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("colleagues").factory());
    private volatile List<InetSocketAddress> servers = List.of();

    /** @param own where the embedded server of this controller listens */
    public Colleagues(ClusterMember member, ClusterMac mac, Supplier<List<InetSocketAddress>> own) {
        this.member = member;
        this.mac = mac;
        this.own = own;
    }

    public void start() {
        thread.scheduleWithFixedDelay(this::turn, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The others' servers; empty for a controller that is alone. */
    public List<InetSocketAddress> servers() {
        return servers;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void turn() {
        try {
            InetSocketAddress me = member.own();
            byte[] mine = mac.seal(place(me), text(me).getBytes(StandardCharsets.UTF_8));
            member.controllers().set(key(me), mine);
            List<InetSocketAddress> found = new ArrayList<>();
            Set<String> there = new HashSet<>(Set.of(key(me)));
            for (InetSocketAddress other : member.others()) {
                there.add(key(other));
                found.addAll(read(other));
            }
            servers = List.copyOf(found);
            member.keepOnly(ClusterMember.CONTROLLERS, there);
        } catch (HazelcastException | IllegalStateException notNow) {
            LOG.debug("other controllers not asked: {}", notNow.toString());
            servers = List.of();
        } catch (RuntimeException bug) {
            LOG.error("other controllers not asked", bug);
        }
    }

    /** A server that listens everywhere is reached where its member is. */
    private String text(InetSocketAddress me) {
        List<String> addresses = own.get().stream()
                .limit(ADDRESSES_MAX)
                .map(address -> (address.getAddress().isAnyLocalAddress()
                                ? me.getAddress().getHostAddress()
                                : address.getAddress().getHostAddress())
                        + " " + address.getPort())
                .toList();
        return String.join("\n", addresses);
    }

    private List<InetSocketAddress> read(InetSocketAddress other) {
        try {
            Object there = member.controllers().get(key(other));
            Optional<byte[]> said = there instanceof byte[] bytes ? mac.open(place(other), bytes) : Optional.empty();
            return said.map(text -> addresses(new String(text, StandardCharsets.UTF_8)))
                    .orElse(List.of());
        } catch (HazelcastException | ClassCastException unreadable) {
            return List.of();
        }
    }

    private static List<InetSocketAddress> addresses(String text) {
        return Arrays.stream(text.split("\n"))
                .filter(line -> !line.isBlank())
                .limit(ADDRESSES_MAX)
                .map(line -> line.split(" "))
                .map(parts -> new InetSocketAddress(literal(parts[0]), Integer.parseInt(parts[1])))
                .toList();
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException noLiteral) {
            throw new IllegalArgumentException("not an address: " + address, noLiteral);
        }
    }

    private static String key(InetSocketAddress member) {
        return member.getAddress().getHostAddress() + " " + member.getPort();
    }

    private static String place(InetSocketAddress member) {
        return "controllers\0" + key(member);
    }
}
