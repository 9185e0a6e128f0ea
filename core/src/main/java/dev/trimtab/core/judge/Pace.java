package dev.trimtab.core.judge;

/**
 * How long the looks of one check take, in microseconds from first packet to last byte: the newest five, and what is usual.
 *
 * @param seen looks that took part, counted up to five
 * @param learned looks that {@code usual} rests on
 * @param usual slow mean of looks while all was well, outliers cut to twice
 */
record Pace(int a, int b, int c, int d, int e, int seen, int learned, float usual) {
    static final Pace NONE = new Pace(0, 0, 0, 0, 0, 0, 0, 0);

    /** Slower than this many times the usual is degraded. */
    static final double DEGRADED_FACTOR = 1.5;

    /** Less than this over the usual is not felt by anybody, whatever the factor. */
    static final int FELT_MICROS = 25_000;

    private static final int KEPT = 5;
    private static final int KNOWN_FROM = 3;

    /**
     * With one more look.
     *
     * @param wellFor looks after which an old one counts little: a day of them
     */
    Pace next(int micros, boolean learn, int wellFor) {
        float known = usual;
        int rests = learned;
        if (learn) {
            rests = Math.min(wellFor, learned + 1);
            known = learned == 0 ? micros : usual + Math.clamp(micros - usual, -usual, usual) / rests;
        }
        return new Pace(micros, a, b, c, d, Math.min(KEPT, seen + 1), rests, known);
    }

    boolean known() {
        return seen >= KNOWN_FROM && learned >= KNOWN_FROM;
    }

    /** Median of the newest looks. */
    int recent() {
        // Up to five values by rank: fewer than a sort needs, and without an array.
        for (int i = 0; i < seen; i++) {
            int candidate = newest(i);
            int below = 0;
            int equal = 0;
            for (int j = 0; j < seen; j++) {
                int other = newest(j);
                below += other < candidate ? 1 : 0;
                equal += other == candidate ? 1 : 0;
            }
            int rank = (seen - 1) / 2;
            if (below <= rank && rank < below + equal) {
                return candidate;
            }
        }
        return 0;
    }

    private int newest(int number) {
        return switch (number) {
            case 0 -> a;
            case 1 -> b;
            case 2 -> c;
            case 3 -> d;
            default -> e;
        };
    }

    /** The newest looks against the usual, 1 for as ever; 0 when not known yet. */
    double factor() {
        return known() ? factor(recent()) : 0;
    }

    /** The same, where it is known, and {@link #recent()} is at hand. */
    double factor(int now) {
        if (usual <= 0) {
            return 0;
        }
        double factor = now / (double) usual;
        return now - usual < FELT_MICROS ? Math.min(factor, DEGRADED_FACTOR) : factor;
    }

    boolean slow() {
        return factor() > DEGRADED_FACTOR;
    }
}
