package dev.trimtab.core.judge;

/** Looks, and how many of them failed. */
public record Counts(int looks, int failed) {
    public static final Counts NONE = new Counts(0, 0);

    public Counts {
        if (looks < 0 || failed < 0 || failed > looks) {
            throw new IllegalArgumentException(failed + " failed of " + looks + " looks");
        }
    }

    public Counts plus(Counts other) {
        return new Counts(looks + other.looks, failed + other.failed);
    }

    /** The part that failed; 0 without looks. */
    public double ratio() {
        return looks == 0 ? 0 : (double) failed / looks;
    }

    /**
     * The one-sided chance of so many failures or more when each look fails with probability {@code p}: the exact binomial
     * tail. Small means that {@code p} does not explain them.
     */
    public double tail(double p) {
        if (failed == 0) {
            return 1;
        }
        if (p <= 0) {
            return 0;
        }
        if (p >= 1) {
            return 1;
        }
        // Sum the terms below, each from the one before; in logarithms at first, since (1-p)^n may be tiny.
        double logTerm = looks * Math.log1p(-p);
        double odds = Math.log(p) - Math.log1p(-p);
        double below = 0;
        for (int k = 0; k < failed; k++) {
            below += Math.exp(logTerm);
            logTerm += Math.log((double) (looks - k) / (k + 1)) + odds;
        }
        return Math.max(0, 1 - below);
    }

    /** Whether the true ratio is above {@code limit}, at an error of at most {@code alpha}. */
    public boolean exceeds(double limit, double alpha) {
        return failed > limit * looks && tail(limit) < alpha;
    }

    /** The one-sided chance of so few failures or fewer when each look fails with probability {@code p}. */
    public double tailBelow(double p) {
        return failed >= looks ? 1 : 1 - new Counts(looks, failed + 1).tail(p);
    }

    @Override
    public String toString() {
        return failed + " of " + looks;
    }
}
