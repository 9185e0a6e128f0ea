package dev.trimtab.agent.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which addresses a look may reach: public ones, and the ranges that the operator allows. A DNS answer is somebody else's
 * word; it must not point our requests into our own network or at a cloud's metadata service.
 */
public record AllowedRanges(List<Range> ranges) {
    /** The setting that allows more, as the refusal names it. */
    public static final String SETTING = "TRIMTAB_ALLOW_RANGES";

    /** Only public addresses. */
    public static final AllowedRanges PUBLIC_ONLY = new AllowedRanges(List.of());

    private static final Pattern LITERAL = Pattern.compile("[0-9a-fA-F:.]+");

    /** Special-purpose networks (IANA registries of RFC 6890) that no CDN answers from. */
    private static final List<Range> NOT_PUBLIC =
            of("0.0.0.0/8,10.0.0.0/8,100.64.0.0/10,127.0.0.0/8,169.254.0.0/16,172.16.0.0/12,192.0.0.0/24,"
                            + "192.168.0.0/16,198.18.0.0/15,224.0.0.0/4,240.0.0.0/4,"
                            + "::/96,64:ff9b::/96,64:ff9b:1::/48,fc00::/7,fe80::/10,fec0::/10,ff00::/8,"
                            // Tunnels that carry an IPv4 address within: 6to4 and Teredo.
                            + "2002::/16,2001::/32,"
                            // A metadata service on a public address (Azure).
                            + "168.63.129.16/32")
                    .ranges();

    public AllowedRanges {
        ranges = List.copyOf(ranges);
    }

    /** A network: its address and how many leading bits count. */
    public record Range(InetAddress network, int bits) {
        boolean contains(InetAddress address) {
            byte[] ours = network.getAddress();
            byte[] theirs = address.getAddress();
            if (ours.length != theirs.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Reads comma-separated networks such as {@code 127.0.0.0/8, fd00::/8}.
     *
     * @throws IllegalArgumentException naming the first that is none
     */
    public static AllowedRanges of(String text) {
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",")) {
            if (!part.isBlank()) {
                ranges.add(range(part.strip()));
            }
        }
        return new AllowedRanges(ranges);
    }

    /** Whether a look may connect there. */
    public boolean permits(InetAddress address) {
        return NOT_PUBLIC.stream().noneMatch(range -> range.contains(address))
                || ranges.stream().anyMatch(range -> range.contains(address));
    }

    private static Range range(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        if (!LITERAL.matcher(literal).matches()) {
            throw new IllegalArgumentException("not a network such as 10.0.0.0/8: " + text);
        }
        try {
            InetAddress network = InetAddress.getByName(literal);
            int width = network.getAddress().length * 8;
            int bits = slash < 0 ? width : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > width) {
                throw new IllegalArgumentException("prefix length must be 0 to " + width + ": " + text);
            }
            return new Range(network, bits);
        } catch (UnknownHostException | NumberFormatException noNetwork) {
            throw new IllegalArgumentException("not a network such as 10.0.0.0/8: " + text, noNetwork);
        }
    }
}
