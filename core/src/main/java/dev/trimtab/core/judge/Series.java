package dev.trimtab.core.judge;

/**
 * Looks of one check by one vantage, minute by minute over the last half hour. Immutable: a look copies four fields, and the
 * closed minutes once a minute. Minutes are only as many as were lived through, failures only when there were any.
 *
 * <p>Closed minutes are kept as running sums, so that a judgement reads one number for each span it asks for; a sum ends at
 * {@value #MOST}, which is a look every 27 milliseconds for half an hour.
 */
final class Series {
    /** Longer ago is forgotten. */
    static final int MINUTES = 30;

    private static final int MOST = Character.MAX_VALUE;

    private static final char[] NOTHING = {};
    static final Series EMPTY = new Series(Long.MIN_VALUE / 2, 0, 0, NOTHING, NOTHING);

    /** The minute that is still open, since 1970. */
    private final long minute;

    private final int looks;
    private final int failed;
    /** The newest closed minute, the newest two, and so on: looks in them altogether. */
    private final char[] closedLooks;

    private final char[] closedFailed;

    private Series(long minute, int looks, int failed, char[] closedLooks, char[] closedFailed) {
        this.minute = minute;
        this.looks = looks;
        this.failed = failed;
        this.closedLooks = closedLooks;
        this.closedFailed = closedFailed;
    }

    /** With more looks, made by now. */
    Series plus(int moreLooks, int moreFailed, long nowMinute) {
        if (moreLooks == 0) {
            return this;
        }
        long passed = nowMinute - minute;
        if (passed <= 0) {
            // A clock that ran ahead and was put right: what was counted ahead counts as of now.
            return new Series(nowMinute, looks + moreLooks, failed + moreFailed, closedLooks, closedFailed);
        }
        if (passed >= MINUTES) {
            return new Series(nowMinute, moreLooks, moreFailed, NOTHING, NOTHING);
        }
        return new Series(
                nowMinute,
                moreLooks,
                moreFailed,
                rolled(closedLooks, looks, (int) passed),
                clean() ? NOTHING : unlessAllZero(rolled(closedFailed, failed, (int) passed)));
    }

    private static char[] rolled(char[] old, int open, int passed) {
        int length = Math.min(MINUTES - 1, old.length + passed);
        char[] next = new char[length];
        for (int i = passed - 1; i < length; i++) {
            int before = i < passed ? 0 : old[i - passed];
            next[i] = (char) Math.min(MOST, before + open);
        }
        return next;
    }

    /** Whether no look of the half hour failed. */
    boolean clean() {
        return failed == 0 && closedFailed.length == 0;
    }

    private static char[] unlessAllZero(char[] sums) {
        return sums[sums.length - 1] == 0 ? NOTHING : sums;
    }

    int looks(long nowMinute, int minutes) {
        return sum(looks, closedLooks, nowMinute, minutes);
    }

    int failed(long nowMinute, int minutes) {
        return clean() ? 0 : sum(failed, closedFailed, nowMinute, minutes);
    }

    private int sum(int open, char[] closed, long nowMinute, int minutes) {
        // The open minute is (now - minute) minutes old, the first closed one a minute more.
        long room = minutes - (nowMinute - minute);
        if (room <= 0) {
            return 0;
        }
        int end = (int) Math.min(closed.length, room - 1);
        return end == 0 ? open : open + closed[end - 1];
    }
}
