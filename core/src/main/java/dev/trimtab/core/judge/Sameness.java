package dev.trimtab.core.judge;

import dev.trimtab.core.spec.ProbeKind;
import java.util.Map;

/** Whether a new verdict says what the old one said: then the old one stands, and nothing need be planned again. */
final class Sameness {
    /** Figures that differ by less than this part say the same. */
    private static final double PART = 0.1;

    private Sameness() {}

    static boolean of(Verdict old, Attributing.Finding finding, Hearing now) {
        return old.state() == finding.state()
                && old.attribution() == finding.attribution()
                && old.reporting() == now.belief().reporting()
                && old.agreeing() == now.belief().agreeing()
                && old.cause().equals(now.cause())
                && now.says(old.votes())
                && evidence(old.evidence(), now.evidence());
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
                && kinds(old.byKind(), now.byKind());
    }

    private static boolean kinds(Map<ProbeKind, Counts> old, Map<ProbeKind, Counts> now) {
        if (old.size() != now.size()) {
            return false;
        }
        for (Map.Entry<ProbeKind, Counts> entry : now.entrySet()) {
            Counts was = old.get(entry.getKey());
            if (was == null || !counts(was, entry.getValue())) {
                return false;
            }
        }
        return true;
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
