package dev.trimtab.core.spec;

import dev.trimtab.core.name.HostName;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/** What DNS hands out for a target: one CNAME, or addresses. */
public sealed interface Answer {
    /** The canonical name at the CDN; all types of the steered name follow it. */
    record Cname(HostName host) implements Answer {
        @Override
        public String toString() {
            return host.value() + ".";
        }
    }

    /** Addresses handed out together; at least one, literal, IPv4 before IPv6. */
    record Addresses(List<InetAddress> list) implements Answer {
        public Addresses {
            list = list.stream()
                    .distinct()
                    .sorted(java.util.Comparator.comparing((InetAddress a) -> a instanceof Inet6Address)
                            .thenComparing(InetAddress::getHostAddress))
                    .toList();
            if (list.isEmpty()) {
                throw new IllegalArgumentException("a target needs at least one address");
            }
        }

        public List<Inet4Address> v4() {
            return list.stream()
                    .filter(Inet4Address.class::isInstance)
                    .map(Inet4Address.class::cast)
                    .toList();
        }

        public List<Inet6Address> v6() {
            return list.stream()
                    .filter(Inet6Address.class::isInstance)
                    .map(Inet6Address.class::cast)
                    .toList();
        }

        @Override
        public String toString() {
            return list.stream().map(InetAddress::getHostAddress).collect(java.util.stream.Collectors.joining(" "));
        }
    }
}
