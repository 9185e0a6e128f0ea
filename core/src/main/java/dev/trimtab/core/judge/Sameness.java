package dev.trimtab.core.judge;

import java.util.List;

/** Whether a new verdict says what the old one said: then the old one stands, and nothing need be planned again. */
final class Sameness {
    /** Figures that differ by less than this part say the same. */
    private static final double PART = 0.1;

    private Sameness() {}

    static boolean of(Verdict old, Verdict now) {
        return old.state() == now.state()
                && old.attribution() == now.attribution()
                && old.reporting() == now.reporting()
                && old.agreeing() == now.agreeing()
                && old.cause().equals(now.cause())
                && votes(old.votes(), now.votes())
                && evidence(old.evidence(), now.evidence());
    }

    private static boolean votes(List<Vote> old, List<Vote> now) {
        return old.equals(now);
    }

    private static boolean evidence(Evidence old, Evidence now) {
        return counts(old.last(), now.last())
                && counts(old.window(), now.window())
                && counts(old.fresh(), now.fresh())
                && counts(old.halfHour(), now.halfHour())
                && counts(old.trimmed(), now.trimmed())
                && near(old.baseline(), now.baseline())
                && near(old.latencyFactor(), now.latencyFactor())
                && slow(old) == slow(now)
                && near(old.typicalMillis(), now.typicalMillis())
                && old.byKind().keySet().equals(now.byKind().keySet())
                && now.byKind().entrySet().stream()
                        .allMatch(entry ->
                                counts(old.byKind().getOrDefault(entry.getKey(), Counts.NONE), entry.getValue()));
    }

    private static boolean slow(Evidence evidence) {
        return evidence.latencyFactor() > Pace.DEGRADED_FACTOR;
    }

    private static boolean counts(Counts old, Counts now) {
        return old.failed() == now.failed() && near(old.looks(), now.looks());
    }

    private static boolean near(double old, double now) {
        return Math.abs(old - now) <= PART * Math.max(Math.abs(old), Math.abs(now));
    }
}
