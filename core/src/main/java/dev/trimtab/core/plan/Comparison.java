package dev.trimtab.core.plan;

import dev.trimtab.core.judge.Counts;
import dev.trimtab.core.judge.Evidence;
import dev.trimtab.core.judge.Verdict;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether moving from one target to another helps there now (R16). An escape needs a destination that is clearly better over
 * the last looks; a partial move needs a gain that is certain enough over 30 minutes.
 */
final class Comparison {
    /** Gain in failed requests that a partial move must reach. */
    static final double GAIN_MIN = 0.04;

    /** Slower than this many times its own baseline is degraded, and shuts the gate of a return (R13). */
    static final double LATENCY_LIMIT = 1.5;

    /** A partial move for latency needs an alternative that takes at most half as long. */
    static final double LATENCY_TIMES = 2;

    /** A destination fails at most half as often as what is left. */
    private static final double HALF = 0.5;

    /** One-sided 99 %: two CDNs with one sick origin differ by chance, and that must not move anything. */
    private static final double CLEARLY = 2.33;

    /** One-sided 80 %, over half an hour. */
    private static final double GAIN_80 = 0.8416;

    /** One-sided 99.9 %, over the shorter window: a large fault need not wait for half an hour. */
    private static final double GAIN_999 = 3.09;

    /** One-sided 95 %, over the shorter window, where the same move is proved in another region. */
    private static final double GAIN_95 = 1.645;

    /** So improbable under the half hour's ratio are newest looks that show the fault to be over. */
    private static final double OVER = 0.01;

    /** Fewer looks say nothing of a ratio. */
    private static final int LOOKS_MIN = 20;

    private Comparison() {}

    /** Whether {@code to} is clearly better than {@code from} over the last looks; judged by verdict alone without counts. */
    static boolean clearlyBetter(Verdict from, Verdict to) {
        if (!to.state().usable()) {
            return false;
        }
        Counts left = from.evidence().last();
        Counts taken = to.evidence().last();
        if (left.looks() == 0 || taken.looks() == 0) {
            return true;
        }
        double pooled = (double) (left.failed() + taken.failed()) / (left.looks() + taken.looks());
        double error = Math.sqrt(pooled * (1 - pooled) * (1.0 / left.looks() + 1.0 / taken.looks()));
        if (taken.ratio() > left.ratio() * HALF) {
            return false;
        }
        // What fails and happens to pass at this moment is no reason to stay: then the longer memory decides.
        return left.ratio() - taken.ratio() >= CLEARLY * error || gain(from, to).isPresent();
    }

    /** Whether enough fails, or all is slow enough, for any move to gain: no bound lies above the ratio itself. */
    static boolean mayGain(Verdict from) {
        Evidence left = from.evidence();
        return left.trimmed().ratio() >= GAIN_MIN
                || left.fresh().ratio() >= GAIN_MIN
                || left.latencyFactor() > LATENCY_LIMIT;
    }

    /** The gain of a partial move, in words with numbers; empty when there is none. */
    static Optional<String> gain(Verdict from, Verdict to) {
        Evidence left = from.evidence();
        Evidence taken = to.evidence();
        if (taken.fresh().ratio() > left.fresh().ratio() * HALF && left.latencyFactor() <= LATENCY_LIMIT) {
            return Optional.empty();
        }
        double long80 = lowerBound(left.trimmed(), taken.halfHour(), GAIN_80);
        boolean over = left.fresh().looks() > 0
                && left.fresh().tailBelow(left.trimmed().ratio()) < OVER;
        if (long80 >= GAIN_MIN && !over) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%s fails %.1f %% and %s %.1f %% of 30 min: gain at least %.1f points, %.0f needed (R16)",
                    from.target().cdn(),
                    100 * left.trimmed().ratio(),
                    to.target().cdn(),
                    100 * taken.halfHour().ratio(),
                    100 * long80,
                    100 * GAIN_MIN));
        }
        double short999 = lowerBound(left.fresh(), taken.fresh(), GAIN_999);
        if (short999 >= GAIN_MIN && left.trimmed().exceeds(left.cleanLimit(), 0.001)) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%s fails %s and %s %s of the newest looks: gain at least %.1f points, %.0f needed (R16)",
                    from.target().cdn(),
                    left.fresh(),
                    to.target().cdn(),
                    taken.fresh(),
                    100 * short999,
                    100 * GAIN_MIN));
        }
        boolean slow = left.latencyFactor() > LATENCY_LIMIT
                && taken.typicalMillis() > 0
                && left.typicalMillis() >= LATENCY_TIMES * taken.typicalMillis();
        return slow
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%s takes %.1f × its baseline, %d ms, and %s %d ms (R16)",
                        from.target().cdn(),
                        left.latencyFactor(),
                        left.typicalMillis(),
                        to.target().cdn(),
                        taken.typicalMillis()))
                : Optional.empty();
    }

    /** Whether the newest looks make a gain likely: enough to go along with a region where it is proved. */
    static boolean likelyGain(Verdict from, Verdict to) {
        Counts left = from.evidence().fresh();
        Counts taken = to.evidence().fresh();
        return taken.ratio() <= left.ratio() * HALF && lowerBound(left, taken, GAIN_95) >= GAIN_MIN;
    }

    private static double lowerBound(Counts left, Counts taken, double z) {
        if (left.looks() < LOOKS_MIN || taken.looks() < LOOKS_MIN) {
            return 0;
        }
        double p = left.ratio();
        double q = taken.ratio();
        double error = Math.sqrt(p * (1 - p) / left.looks() + q * (1 - q) / taken.looks());
        return p - q - z * error;
    }
}
