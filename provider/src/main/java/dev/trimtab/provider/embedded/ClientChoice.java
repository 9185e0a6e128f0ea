package dev.trimtab.provider.embedded;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.records.WeightedAnswer;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Which of a name's answers a client gets: weighted rendezvous hashing of its subnet and the name, so that a client keeps
 * its CDN for every type and over restarts, and a change of shares moves no more clients than it has to.
 */
final class ClientChoice {
    /** IPv4 clients of one /24 and IPv6 clients of one /56 are one client, as in RFC 7871 §11.1. */
    private static final int IPV4_OCTETS = 3;

    private static final int IPV6_OCTETS = 7;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private ClientChoice() {}

    /** The answer for this client; the answers are not empty. */
    static WeightedAnswer choose(InetAddress client, SteeredName name, List<WeightedAnswer> answers) {
        WeightedAnswer best = answers.get(0);
        double least = Double.POSITIVE_INFINITY;
        long source = hash(FNV_OFFSET, subnet(client));
        source = hash(source, name.value().getBytes(StandardCharsets.US_ASCII));
        for (WeightedAnswer answer : answers) {
            long mixed = mix(hash(source, answer.cdn().value().getBytes(StandardCharsets.UTF_8)));
            // An exponential waiting time with the share as its rate: the first to arrive wins in proportion to its
            // share.
            double arrival = -StrictMath.log(unit(mixed)) / answer.shareBp();
            if (arrival < least) {
                least = arrival;
                best = answer;
            }
        }
        return best;
    }

    private static byte[] subnet(InetAddress client) {
        byte[] address = client.getAddress();
        return java.util.Arrays.copyOf(address, address.length == 4 ? IPV4_OCTETS : IPV6_OCTETS);
    }

    private static long hash(long seed, byte[] octets) {
        long hash = seed;
        for (byte octet : octets) {
            hash = (hash ^ (octet & 0xff)) * FNV_PRIME;
        }
        return (hash ^ 0xff) * FNV_PRIME;
    }

    /** The finaliser of SplitMix64: neighbouring subnets differ in all bits afterwards. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Strictly between 0 and 1. */
    private static double unit(long bits) {
        return ((bits >>> 11) + 0.5) * 0x1.0p-53;
    }
}
