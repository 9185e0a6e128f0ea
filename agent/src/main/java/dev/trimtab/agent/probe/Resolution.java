package dev.trimtab.agent.probe;

import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.CheckId.Family;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.ProbeKind;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Where a look connects to: the address that the whole look is pinned to, or why there is none. */
sealed interface Resolution {
    record Found(InetSocketAddress address) implements Resolution {}

    /** The target's name does not resolve: the target's fault. */
    record Unresolved(String why) implements Resolution {}

    /** We may not or cannot look there: our own fault. */
    record Unseen(String why) implements Resolution {}

    /** Whether finding the address may take the resolver's time. */
    static boolean asksResolver(Check check) {
        if (check.kind() == ProbeKind.VENDOR_STATUS) {
            return true;
        }
        return check.probeAt().isEmpty() ? check.answer() instanceof Answer.Cname : !literal(hostOf(check.probeAt()));
    }

    /** Blocks for as long as the platform's resolver does. */
    static Resolution of(Check check, AllowedRanges allowed) {
        int port = check.request().connectPort();
        try {
            if (check.kind() == ProbeKind.VENDOR_STATUS) {
                // Their page lies elsewhere: it is asked at its own host.
                String host = hostOf(check.request().host());
                return literal(host)
                        ? pick(
                                List.of(InetAddress.getByName(host)),
                                host,
                                port,
                                check.id().family(),
                                allowed)
                        : named(host, port, check.id().family(), allowed);
            }
            if (!check.probeAt().isEmpty()) {
                return at(check.probeAt(), check.id().family(), allowed);
            }
            return switch (check.answer()) {
                case Answer.Addresses addresses ->
                    pick(addresses.list(), "the target", port, check.id().family(), allowed);
                case Answer.Cname cname ->
                    named(cname.host().value(), port, check.id().family(), allowed);
            };
        } catch (UnknownHostException unknown) {
            return new Unresolved("does not resolve: " + unknown.getMessage());
        } catch (IllegalArgumentException wrong) {
            return new Unseen("probeAt " + check.probeAt() + " is not host:port");
        }
    }

    private static Resolution at(String probeAt, Family family, AllowedRanges allowed) throws UnknownHostException {
        String host = hostOf(probeAt);
        int port = Integer.parseInt(probeAt.substring(probeAt.lastIndexOf(':') + 1));
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port);
        }
        return literal(host)
                ? pick(List.of(InetAddress.getByName(host)), host, port, family, allowed)
                : named(host, port, family, allowed);
    }

    private static Resolution named(String host, int port, Family family, AllowedRanges allowed)
            throws UnknownHostException {
        if (family == Family.V6 && !routed(InetAddress.getByName("2001:db8::1"))) {
            return new Unseen("this machine has no IPv6 route");
        }
        return pick(Arrays.asList(InetAddress.getAllByName(host)), host, port, family, allowed);
    }

    private static Resolution pick(
            List<InetAddress> addresses, String whose, int port, Family family, AllowedRanges allowed) {
        List<InetAddress> ours = addresses.stream()
                .filter(address -> (address instanceof Inet4Address) == (family == Family.V4))
                .toList();
        if (ours.isEmpty()) {
            return new Unresolved(whose + " has no address of family " + family);
        }
        InetAddress address = ours.get(ThreadLocalRandom.current().nextInt(ours.size()));
        if (!allowed.permits(address)) {
            return new Unseen(address.getHostAddress() + " is not a public address; " + AllowedRanges.SETTING
                    + " would allow it");
        }
        if (family == Family.V6 && !routed(address)) {
            return new Unseen("this machine has no IPv6 route to " + address.getHostAddress());
        }
        return new Found(new InetSocketAddress(address, port));
    }

    /** Connecting a datagram socket asks the kernel's routing table and sends nothing. */
    static boolean routed(InetAddress address) {
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET6)) {
            channel.connect(new InetSocketAddress(address, 9));
            return true;
        } catch (IOException | UnsupportedOperationException noRoute) {
            return false;
        }
    }

    private static String hostOf(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        String host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static boolean literal(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+");
    }
}
