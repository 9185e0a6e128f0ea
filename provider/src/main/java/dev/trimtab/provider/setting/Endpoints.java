package dev.trimtab.provider.setting;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;

/** Addresses as people write them: {@code 192.0.2.1:53}, {@code ns1.example.net:5300}, {@code [2001:db8::1]:53}. */
public final class Endpoints {
    private static final int DNS_PORT = 53;

    private Endpoints() {}

    /** Reads a comma-separated list; empty text is an empty list. */
    public static List<InetSocketAddress> list(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(Endpoints::one)
                .toList();
    }

    /** Reads one; port 53 when none is written. */
    public static InetSocketAddress one(String text) {
        boolean bareIpv6 = !text.startsWith("[") && text.indexOf(':') != text.lastIndexOf(':');
        int colon = bareIpv6 || text.endsWith("]") ? -1 : text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException("no host in " + text);
        }
        return new InetSocketAddress(host, colon < 0 ? DNS_PORT : port(text, text.substring(colon + 1)));
    }

    private static int port(String text, String digits) {
        try {
            int port = Integer.parseInt(digits);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("not host:port: " + text, notANumber);
        }
        throw new IllegalArgumentException("no port 1 to 65535 in " + text);
    }
}
