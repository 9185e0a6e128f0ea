package dev.trimtab.core.judge;

import dev.trimtab.core.spec.ProbeKind;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What looks say of one target in one region in numbers, pooled over the vantages that are believed. Only the paths that
 * users walk count.
 *
 * @param last the two newest looks of every check
 * @param window the looks of {@code detect.window}
 * @param fresh the newest looks of every check, up to {@code detect.window}, that came after it was last down: an outage that
 *     is over says nothing of now
 * @param halfHour the looks of 30 minutes
 * @param trimmed these since it was last down; the networks that failed most, one less than the quorum asks for, count as
 *     no worse than the next one: no minority speaks here
 * @param byKind {@code window} per kind of probe
 * @param baseline the target's own long-run failure ratio
 * @param latencyFactor the newest looks' total against the target's own baseline, 1 for as ever; 0 when not known
 * @param typicalMillis the newest looks' total, median over networks; 0 when not known
 */
public record Evidence(
        Counts last,
        Counts window,
        Counts fresh,
        Counts halfHour,
        Counts trimmed,
        Map<ProbeKind, Counts> byKind,
        double baseline,
        double latencyFactor,
        int typicalMillis) {
    /** Baseline before anything was learned. */
    public static final double BASELINE_START = 0.002;

    /** Cleaner than this is clean, whatever the baseline. */
    public static final double CLEAN_FLOOR = 0.01;

    /** Clean is up to this many times the baseline. */
    public static final double CLEAN_TIMES_BASELINE = 5;

    public static final Evidence NONE = new Evidence(
            Counts.NONE, Counts.NONE, Counts.NONE, Counts.NONE, Counts.NONE, Map.of(), BASELINE_START, 0, 0);

    public Evidence {
        byKind = byKind.size() <= 1 ? Map.copyOf(byKind) : Collections.unmodifiableMap(new EnumMap<>(byKind));
    }

    /** The failure ratio up to which a target is clean. */
    public double cleanLimit() {
        return Math.max(CLEAN_TIMES_BASELINE * baseline, CLEAN_FLOOR);
    }
}
