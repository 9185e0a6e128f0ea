package dev.trimtab.core.name;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A split of one region's traffic among CDNs in basis points that add up to {@link #WHOLE}.
 *
 * <p>A CDN without traffic has no entry, so two equal splits are equal values.
 */
public record Shares(SortedMap<CdnId, Integer> bp) {
    /** 100 % in basis points. */
    public static final int WHOLE = 10_000;

    public Shares {
        TreeMap<CdnId, Integer> copy = new TreeMap<>();
        int sum = 0;
        for (Map.Entry<CdnId, Integer> entry : bp.entrySet()) {
            int share = entry.getValue();
            if (share < 0) {
                throw new IllegalArgumentException("negative share of " + entry.getKey() + ": " + share);
            }
            sum += share;
            if (share > 0) {
                copy.put(entry.getKey(), share);
            }
        }
        if (sum != WHOLE) {
            throw new IllegalArgumentException("shares add up to " + sum + " bp, not " + WHOLE);
        }
        bp = Collections.unmodifiableSortedMap(copy);
    }

    /**
     * Splits the whole in proportion to weights, by largest remainder; ties go to the smaller identity.
     *
     * @throws IllegalArgumentException when no weight is above zero
     */
    public static Shares inProportion(Map<CdnId, Long> weights) {
        return new Shares(apportion(WHOLE, weights));
    }

    /**
     * Divides {@code total} in proportion to {@code weights} by largest remainder (Hamilton), exactly.
     *
     * @throws IllegalArgumentException when no weight is above zero and there is something to divide
     */
    public static SortedMap<CdnId, Integer> apportion(int total, Map<CdnId, Long> weights) {
        TreeMap<CdnId, Integer> parts = new TreeMap<>();
        long sum = 0;
        for (Map.Entry<CdnId, Long> entry : weights.entrySet()) {
            if (entry.getValue() < 0) {
                throw new IllegalArgumentException("negative weight of " + entry.getKey() + ": " + entry.getValue());
            }
            sum = Math.addExact(sum, entry.getValue());
            parts.put(entry.getKey(), 0);
        }
        if (total == 0) {
            return parts;
        }
        if (sum == 0) {
            throw new IllegalArgumentException("no weight above zero among " + weights.keySet());
        }
        CdnId[] cdns = parts.keySet().toArray(new CdnId[0]);
        long[] remainders = new long[cdns.length];
        int given = 0;
        for (int i = 0; i < cdns.length; i++) {
            long product = Math.multiplyExact(weights.getOrDefault(cdns[i], 0L), (long) total);
            int floor = Math.toIntExact(product / sum);
            parts.put(cdns[i], floor);
            given += floor;
            remainders[i] = product % sum;
        }
        for (; given < total; given++) {
            int largest = 0;
            for (int i = 1; i < cdns.length; i++) {
                largest = remainders[i] > remainders[largest] ? i : largest;
            }
            parts.merge(cdns[largest], 1, Integer::sum);
            remainders[largest] = -1;
        }
        return parts;
    }

    /** The share of a CDN in basis points, zero when it has none. */
    public int of(CdnId cdn) {
        return bp.getOrDefault(cdn, 0);
    }

    /** Basis points that change hands between this split and another. */
    public int movedTo(Shares other) {
        int moved = 0;
        for (Map.Entry<CdnId, Integer> entry : bp.entrySet()) {
            moved += Math.max(0, entry.getValue() - other.of(entry.getKey()));
        }
        return moved;
    }

    /** Percent with up to two digits, such as {@code cloudflare 60 %, cloudfront 40 %}. */
    @Override
    public String toString() {
        return bp.entrySet().stream()
                .map(entry -> entry.getKey() + " " + percent(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** Basis points as people read them: {@code 5 %}, {@code 33.33 %}. */
    public static String percent(int bp) {
        int whole = bp / 100;
        int rest = Math.abs(bp % 100);
        if (rest == 0) {
            return whole + " %";
        }
        String digits = rest % 10 == 0 ? Integer.toString(rest / 10) : (rest < 10 ? "0" : "") + rest;
        return (bp < 0 && whole == 0 ? "-" : "") + whole + "." + digits + " %";
    }
}
