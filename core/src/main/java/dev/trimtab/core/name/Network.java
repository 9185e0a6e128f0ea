package dev.trimtab.core.name;

/**
 * The network of a vantage, as an autonomous system number: the unit of every quorum (R8).
 *
 * @param asn 1 to 4 294 967 295 (RFC 6793)
 */
public record Network(long asn) implements Comparable<Network> {
    public Network {
        if (asn < 1 || asn > 4_294_967_295L) {
            throw new IllegalArgumentException("not an AS number: " + asn);
        }
    }

    /** Reads {@code AS16509} or {@code 16509}. */
    public static Network of(String text) {
        String digits = text.regionMatches(true, 0, "AS", 0, 2) ? text.substring(2) : text;
        try {
            return new Network(Long.parseLong(digits));
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("not an AS number such as AS16509: " + text, notANumber);
        }
    }

    @Override
    public int compareTo(Network other) {
        return Long.compare(asn, other.asn);
    }

    @Override
    public String toString() {
        return "AS" + asn;
    }
}
