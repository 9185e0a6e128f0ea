package dev.trimtab.core.judge;

import dev.trimtab.core.name.Network;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.ProbeKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks of one target in one region, network by network. Scratch: filled and read within one judgement. */
final class Pool {
    private static final int SECONDS_A_MINUTE = 60;

    /** So improbable under the half hour's ratio is a newest window that shows the fault to be over. */
    private static final double OVER = 0.01;

    /** The looks of one network: several vantages of it are one. */
    private static final class Looks {
        private int last;
        private int lastFailed;
        private int window;
        private int windowFailed;
        private Counts fresh = Counts.NONE;
        private int halfHour;
        private int halfHourFailed;
        private int provingWindow;
        private int provingWindowFailed;
        private int proving;
        private int provingFailed;
        private double factors;
        private int paced;
        private double millis;
        private int timed;
    }

    private final DetectSpec detect;
    private final Instant now;
    private final long minute;
    private final int windowMinutes;
    private final int provingMinutes;
    private final Map<Network, Looks> networks = new HashMap<>();
    private final EnumMap<ProbeKind, Counts> byKind = new EnumMap<>(ProbeKind.class);

    /** @param hardMinute the newest minute in which it was down: its looks prove an outage, and no brownout after it */
    Pool(DetectSpec detect, long hardMinute, Instant now) {
        this.detect = detect;
        this.now = now;
        this.minute = Impression.minute(now);
        Duration window = detect.window();
        this.windowMinutes =
                Math.clamp((window.toSeconds() + SECONDS_A_MINUTE - 1) / SECONDS_A_MINUTE, 1, Series.MINUTES);
        this.provingMinutes = Math.clamp(minute - hardMinute, 0, Series.MINUTES);
    }

    void add(Network network, ProbeKind kind, Impression impression) {
        int window = impression.series().looks(minute, windowMinutes);
        int windowFailed = impression.series().failed(minute, windowMinutes);
        if (window > 0) {
            byKind.merge(kind, new Counts(window, windowFailed), Counts::plus);
        }
        if (!kind.userPath()) {
            return;
        }
        Looks looks = networks.computeIfAbsent(network, id -> new Looks());
        int last = impression.lastLooks(detect, now);
        looks.last += last;
        looks.lastFailed += impression.lastFailed(last);
        looks.window += window;
        looks.windowFailed += windowFailed;
        looks.fresh = looks.fresh.plus(impression.fresh(detect, now));
        looks.halfHour += impression.series().looks(minute, Series.MINUTES);
        looks.halfHourFailed += impression.series().failed(minute, Series.MINUTES);
        looks.provingWindow += impression.series().looks(minute, Math.min(windowMinutes, provingMinutes));
        looks.provingWindowFailed += impression.series().failed(minute, Math.min(windowMinutes, provingMinutes));
        looks.proving += impression.series().looks(minute, provingMinutes);
        looks.provingFailed += impression.series().failed(minute, provingMinutes);
        if (last > 0 && impression.pace().known()) {
            looks.factors += impression.pace().factor();
            looks.paced++;
        }
        if (last > 0 && impression.pace().seen() > 0) {
            looks.millis += impression.pace().recent() / 1000.0;
            looks.timed++;
        }
    }

    Counts kind(ProbeKind kind) {
        return byKind.getOrDefault(kind, Counts.NONE);
    }

    /**
     * The looks that prove more failures than the clean limit explains, over the window or the half hour; {@code NONE} when
     * they prove nothing, or when the newest window shows that what was proved is over.
     */
    Counts proof(double limit, int trim) {
        Counts window = trimmed(trim, looks -> new Counts(looks.provingWindow, looks.provingWindowFailed));
        if (window.exceeds(limit, Health.ALPHA)) {
            return window;
        }
        Counts halfHour = trimmed(trim, looks -> new Counts(looks.proving, looks.provingFailed));
        return halfHour.exceeds(limit, Health.ALPHA) && window.tailBelow(halfHour.ratio()) >= OVER
                ? halfHour
                : Counts.NONE;
    }

    Evidence evidence(double baseline, int trim) {
        int last = 0;
        int lastFailed = 0;
        int window = 0;
        int windowFailed = 0;
        int halfHour = 0;
        int halfHourFailed = 0;
        Counts fresh = Counts.NONE;
        List<Double> factors = new ArrayList<>();
        List<Double> millis = new ArrayList<>();
        for (Looks looks : networks.values()) {
            last += looks.last;
            lastFailed += looks.lastFailed;
            window += looks.window;
            windowFailed += looks.windowFailed;
            fresh = fresh.plus(looks.fresh);
            halfHour += looks.halfHour;
            halfHourFailed += looks.halfHourFailed;
            if (looks.paced > 0) {
                factors.add(looks.factors / looks.paced);
            }
            if (looks.timed > 0) {
                millis.add(looks.millis / looks.timed);
            }
        }
        return new Evidence(
                new Counts(last, lastFailed),
                new Counts(window, windowFailed),
                fresh,
                new Counts(halfHour, halfHourFailed),
                levelled(trim, looks -> new Counts(looks.proving, looks.provingFailed)),
                byKind,
                baseline,
                median(factors),
                (int) Math.round(median(millis)));
    }

    private interface Part {
        Counts of(Looks looks);
    }

    private Counts trimmed(int trim, Part part) {
        List<Counts> counts = worstFirst(part);
        Counts sum = Counts.NONE;
        for (int i = trim; i < counts.size(); i++) {
            sum = sum.plus(counts.get(i));
        }
        return sum;
    }

    /**
     * All networks, those that would be trimmed no worse than the next one. Leaving out the worst of what differs by chance
     * makes a fault look smaller than it is, which an estimate must not; a lossy network is still not heard above the rest.
     */
    private Counts levelled(int trim, Part part) {
        List<Counts> counts = worstFirst(part);
        Counts sum = Counts.NONE;
        for (int i = 0; i < counts.size(); i++) {
            Counts own = counts.get(i);
            double most = trim < counts.size() ? counts.get(trim).ratio() : 0;
            sum = sum.plus(
                    i < trim && own.ratio() > most
                            ? new Counts(own.looks(), (int) Math.floor(most * own.looks()))
                            : own);
        }
        return sum;
    }

    private List<Counts> worstFirst(Part part) {
        List<Counts> counts = new ArrayList<>(networks.size());
        networks.values().forEach(looks -> counts.add(part.of(looks)));
        counts.sort(Comparator.comparingInt(Counts::failed)
                .reversed()
                .thenComparing(Comparator.comparingInt(Counts::looks)));
        return counts;
    }

    /** Of two in the middle the smaller: half of the networks being slow is no majority (R8). */
    private static double median(List<Double> values) {
        if (values.isEmpty()) {
            return 0;
        }
        values.sort(Comparator.naturalOrder());
        return values.get((values.size() - 1) / 2);
    }
}
