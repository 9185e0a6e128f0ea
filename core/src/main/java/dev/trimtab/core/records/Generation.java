package dev.trimtab.core.records;

import java.util.Comparator;

/**
 * The order of plans: the leader's fence first, then its own sequence. An older plan never goes over a newer one (R19).
 */
public record Generation(long fence, long sequence) implements Comparable<Generation> {
    private static final Comparator<Generation> ORDER =
            Comparator.comparingLong(Generation::fence).thenComparingLong(Generation::sequence);

    public static final Generation NONE = new Generation(0, 0);

    public Generation {
        if (fence < 0 || sequence < 0) {
            throw new IllegalArgumentException("negative generation " + fence + "." + sequence);
        }
    }

    /** Reads {@code 7.12}. */
    public static Generation of(String text) {
        int dot = text.indexOf('.');
        if (dot < 1) {
            throw new IllegalArgumentException("not a generation such as 7.12: " + text);
        }
        return new Generation(Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
    }

    @Override
    public int compareTo(Generation other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return fence + "." + sequence;
    }
}
