package dev.trimtab.agent.probe;

import dev.trimtab.agent.probe.DnsServers.Reply;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Finds the servers that a name's zone is delegated to, by the machine's resolvers: the deepest zone above the name of which
 * they know the servers. Where a zone's own servers are all dead, these are its parent's, which refer to it.
 */
final class Delegations {
    /** So long is a delegation believed; it changes in days. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private static final int ZONES_MAX = 20_000;

    /** Servers of one zone that are asked. */
    static final int SERVERS_MAX = 8;

    private final DnsServers asking;
    private final AllowedRanges allowed;
    private final int port;
    private final Map<Name, Known> known = new ConcurrentHashMap<>();

    private record Known(List<InetSocketAddress> servers, long untilNanos) {}

    /** @param port where authoritative servers listen */
    Delegations(DnsServers asking, AllowedRanges allowed, int port) {
        this.asking = asking;
        this.allowed = allowed;
        this.port = port;
    }

    /** The servers to begin with; empty when the resolvers tell of none that we may ask. Blocks. */
    List<InetSocketAddress> of(Name name, List<InetSocketAddress> resolvers, Duration most) {
        for (int labels = name.labels(); labels > 1; labels--) {
            Name zone = new Name(name, name.labels() - labels);
            Known cached = known.get(zone);
            if (cached != null && cached.untilNanos() - System.nanoTime() > 0) {
                return cached.servers();
            }
            List<Record> servers = servers(zone, resolvers, most);
            if (!servers.isEmpty()) {
                List<InetSocketAddress> addresses = addresses(servers, List.of(), resolvers, most);
                if (!addresses.isEmpty()) {
                    remember(zone, addresses);
                    return addresses;
                }
            }
        }
        return List.of();
    }

    private void remember(Name zone, List<InetSocketAddress> addresses) {
        if (known.size() > ZONES_MAX) {
            known.clear();
        }
        known.put(zone, new Known(addresses, System.nanoTime() + KEPT.toNanos()));
    }

    private List<Record> servers(Name zone, List<InetSocketAddress> resolvers, Duration most) {
        for (Reply reply : asking.ask(resolvers, zone, Type.NS, true, most)) {
            if (reply instanceof Reply.Said said && said.message().getRcode() == Rcode.NOERROR) {
                List<Record> servers = said.message().getSection(Section.ANSWER).stream()
                        .filter(record ->
                                record instanceof NSRecord && record.getName().equals(zone))
                        .toList();
                if (!servers.isEmpty()) {
                    return servers;
                }
            }
        }
        return List.of();
    }

    /** Whom a referral names. Blocks. */
    List<InetSocketAddress> referred(Message message, List<InetSocketAddress> resolvers, Duration most) {
        List<Record> servers = message.getSection(Section.AUTHORITY).stream()
                .filter(NSRecord.class::isInstance)
                .toList();
        return addresses(servers, message.getSection(Section.ADDITIONAL), resolvers, most);
    }

    private List<InetSocketAddress> addresses(
            List<Record> servers, List<Record> glue, List<InetSocketAddress> resolvers, Duration most) {
        Set<InetSocketAddress> addresses = new LinkedHashSet<>();
        for (Record server : servers) {
            Name host = ((NSRecord) server).getTarget();
            List<Record> found = new ArrayList<>(glue.stream()
                    .filter(record -> record.getName().equals(host))
                    .toList());
            if (found.isEmpty() && addresses.size() < SERVERS_MAX) {
                for (Reply reply : asking.ask(resolvers, host, Type.A, true, most)) {
                    if (found.isEmpty() && reply instanceof Reply.Said said) {
                        found.addAll(said.message().getSection(Section.ANSWER));
                    }
                }
            }
            found.forEach(record -> address(record)
                    .filter(allowed::permits)
                    .filter(address -> address.getAddress().length == 4 || Resolution.routed(address))
                    .filter(address -> addresses.size() < SERVERS_MAX)
                    .ifPresent(address -> addresses.add(new InetSocketAddress(address, port))));
        }
        return List.copyOf(addresses);
    }

    private static Optional<InetAddress> address(Record record) {
        return switch (record) {
            case ARecord v4 -> Optional.of(v4.getAddress());
            case AAAARecord v6 -> Optional.of(v6.getAddress());
            default -> Optional.empty();
        };
    }
}
