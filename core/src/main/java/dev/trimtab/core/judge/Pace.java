package dev.trimtab.core.judge;

/**
 * How long the looks of one check take, in microseconds from first packet to last byte: the newest five, and what is usual.
 *
 * @param seen looks that took part, counted up to five
 * @param learned looks that {@code usual} rests on
 * @param usual slow mean of looks while all was well, outliers cut to twice
 * @param recent median of the newest looks; of two in the middle the smaller
 */
record Pace(int a, int b, int c, int d, int e, int seen, int learned, float usual, int recent) {
    static final Pace NONE = new Pace(0, 0, 0, 0, 0, 0, 0, 0, 0);

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
        int looks = Math.min(KEPT, seen + 1);
        return new Pace(micros, a, b, c, d, looks, rests, known, median(micros, a, b, c, d, looks));
    }

    boolean known() {
        return seen >= KNOWN_FROM && learned >= KNOWN_FROM;
    }

    /** Of the first so many. */
    private static int median(int a, int b, int c, int d, int e, int looks) {
        return switch (looks) {
            case 1 -> a;
            case 2 -> Math.min(a, b);
            case 3 -> middle(a, b, c);
            case 4 -> Math.min(second(a, b, c, d), third(a, b, c, d));
            default -> middle(e, second(a, b, c, d), third(a, b, c, d));
        };
    }

    /** Of four in two pairs: the two in the middle are the greater of the lesser ones, and the lesser of the greater ones. */
    private static int second(int a, int b, int c, int d) {
        return Math.max(Math.min(a, b), Math.min(c, d));
    }

    private static int third(int a, int b, int c, int d) {
        return Math.min(Math.max(a, b), Math.max(c, d));
    }

    private static int middle(int a, int b, int c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    /** The newest looks against the usual, 1 for as ever; 0 when not known yet. */
    double factor() {
        if (!known() || usual <= 0) {
            return 0;
        }
        double factor = recent / (double) usual;
        return recent - usual < FELT_MICROS ? Math.min(factor, DEGRADED_FACTOR) : factor;
    }

    boolean slow() {
        return factor() > DEGRADED_FACTOR;
    }
}
