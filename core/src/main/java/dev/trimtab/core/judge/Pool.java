package dev.trimtab.core.judge;

import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.ProbeKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        private int fresh;
        private int freshFailed;
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

    private static final ProbeKind[] KINDS = ProbeKind.values();

    private final DetectSpec detect;
    private final Instant now;
    private final int memory;
    private final long minute;
    private final int windowMinutes;
    private final int provingMinutes;
    private final List<Looks> networks = new ArrayList<>();
    /** By the number of the network; null for one that has not looked. */
    private @Nullable Looks[] byNetwork = new @Nullable Looks[16];

    private final int[] looksByKind = new int[KINDS.length];
    private final int[] failedByKind = new int[KINDS.length];

    /** @param hardMinute the newest minute in which it was down: its looks prove an outage, and no brownout after it */
    Pool(DetectSpec detect, long hardMinute, Instant now) {
        this.detect = detect;
        this.now = now;
        this.minute = Impression.minute(now);
        Duration window = detect.window();
        this.memory = Impression.memory(detect);
        this.windowMinutes =
                Math.clamp((window.toSeconds() + SECONDS_A_MINUTE - 1) / SECONDS_A_MINUTE, 1, Series.MINUTES);
        this.provingMinutes = Math.clamp(minute - hardMinute, 0, Series.MINUTES);
    }

    void add(int network, ProbeKind kind, Impression impression) {
        Series series = impression.series();
        int window = series.looks(minute, windowMinutes);
        int windowFailed = series.failed(minute, windowMinutes);
        looksByKind[index(kind)] += window;
        failedByKind[index(kind)] += windowFailed;
        if (!kind.userPath()) {
            return;
        }
        Looks looks = looks(network);
        boolean stale = impression.stale(detect, now);
        int last = stale ? 0 : impression.newestLooks(2);
        looks.last += last;
        looks.lastFailed += impression.lastFailed(last);
        looks.window += window;
        looks.windowFailed += windowFailed;
        int fresh = stale ? 0 : impression.freshLooks(memory, detect.fall());
        looks.fresh += fresh;
        looks.freshFailed += impression.lastFailed(fresh);
        int halfHour = series.looks(minute, Series.MINUTES);
        int halfHourFailed = series.failed(minute, Series.MINUTES);
        looks.halfHour += halfHour;
        looks.halfHourFailed += halfHourFailed;
        if (provingMinutes == Series.MINUTES) {
            // It was not down within the half hour: all of it proves.
            looks.provingWindow += window;
            looks.provingWindowFailed += windowFailed;
            looks.proving += halfHour;
            looks.provingFailed += halfHourFailed;
        } else {
            looks.provingWindow += series.looks(minute, Math.min(windowMinutes, provingMinutes));
            looks.provingWindowFailed += series.failed(minute, Math.min(windowMinutes, provingMinutes));
            looks.proving += series.looks(minute, provingMinutes);
            looks.provingFailed += series.failed(minute, provingMinutes);
        }
        Pace pace = impression.pace();
        if (last > 0 && pace.seen() > 0) {
            if (pace.known()) {
                looks.factors += pace.factor();
                looks.paced++;
            }
            looks.millis += pace.recent() / 1000.0;
            looks.timed++;
        }
    }

    @SuppressWarnings("EnumOrdinal") // into arrays that live for one judgement
    private static int index(ProbeKind kind) {
        return kind.ordinal();
    }

    private Looks looks(int network) {
        if (network >= byNetwork.length) {
            byNetwork = Arrays.copyOf(byNetwork, 2 * network);
        }
        Looks known = byNetwork[network];
        if (known == null) {
            known = new Looks();
            byNetwork[network] = known;
            networks.add(known);
        }
        return known;
    }

    Counts kind(ProbeKind kind) {
        int looks = looksByKind[index(kind)];
        return looks == 0 ? Counts.NONE : new Counts(looks, failedByKind[index(kind)]);
    }

    private Map<ProbeKind, Counts> byKind() {
        EnumMap<ProbeKind, Counts> several = new EnumMap<>(ProbeKind.class);
        Map<ProbeKind, Counts> one = Map.of();
        for (ProbeKind kind : KINDS) {
            if (looksByKind[index(kind)] > 0) {
                if (one.isEmpty()) {
                    one = Map.of(kind, kind(kind));
                } else {
                    several.put(kind, kind(kind));
                }
            }
        }
        if (several.isEmpty()) {
            return one;
        }
        several.putAll(one);
        return several;
    }

    /**
     * The looks that prove more failures than the clean limit explains, over the window or the half hour; {@code NONE} when
     * they prove nothing, or when the newest window shows that what was proved is over.
     */
    Counts proof(double limit, int trim) {
        int failed = 0;
        for (Looks looks : networks) {
            failed += looks.provingFailed + looks.provingWindowFailed;
        }
        if (failed == 0) {
            return Counts.NONE;
        }
        long[] windows = new long[networks.size()];
        long[] halfHours = new long[networks.size()];
        for (int i = 0; i < windows.length; i++) {
            Looks looks = networks.get(i);
            windows[i] = worstFirst(looks.provingWindow, looks.provingWindowFailed);
            halfHours[i] = worstFirst(looks.proving, looks.provingFailed);
        }
        Counts window = trimmed(trim, windows);
        if (window.exceeds(limit, Health.ALPHA)) {
            return window;
        }
        Counts halfHour = trimmed(trim, halfHours);
        return halfHour.exceeds(limit, Health.ALPHA) && window.tailBelow(halfHour.ratio()) >= OVER
                ? halfHour
                : Counts.NONE;
    }

    Evidence evidence(double baseline, int trim) {
        int last = 0;
        int lastFailed = 0;
        int window = 0;
        int windowFailed = 0;
        int fresh = 0;
        int freshFailed = 0;
        int halfHour = 0;
        int halfHourFailed = 0;
        int paced = 0;
        int timed = 0;
        double[] factors = new double[networks.size()];
        double[] millis = new double[networks.size()];
        long[] proving = new long[networks.size()];
        for (int i = 0; i < proving.length; i++) {
            Looks looks = networks.get(i);
            last += looks.last;
            lastFailed += looks.lastFailed;
            window += looks.window;
            windowFailed += looks.windowFailed;
            fresh += looks.fresh;
            freshFailed += looks.freshFailed;
            halfHour += looks.halfHour;
            halfHourFailed += looks.halfHourFailed;
            proving[i] = worstFirst(looks.proving, looks.provingFailed);
            if (looks.paced > 0) {
                factors[paced++] = looks.factors / looks.paced;
            }
            if (looks.timed > 0) {
                millis[timed++] = looks.millis / looks.timed;
            }
        }
        return new Evidence(
                new Counts(last, lastFailed),
                new Counts(window, windowFailed),
                new Counts(fresh, freshFailed),
                new Counts(halfHour, halfHourFailed),
                levelled(trim, proving),
                byKind(),
                baseline,
                median(factors, paced),
                (int) Math.round(median(millis, timed)));
    }

    /** A key that sorts by most failed, then by fewest looks. */
    private static long worstFirst(int looks, int failed) {
        return ((long) (Integer.MAX_VALUE - failed) << Integer.SIZE) | looks;
    }

    private static int failed(long key) {
        return Integer.MAX_VALUE - (int) (key >>> Integer.SIZE);
    }

    private static int looks(long key) {
        return (int) key;
    }

    private static Counts trimmed(int trim, long[] counts) {
        Arrays.sort(counts);
        int looks = 0;
        int failed = 0;
        for (int i = trim; i < counts.length; i++) {
            looks += looks(counts[i]);
            failed += failed(counts[i]);
        }
        return new Counts(looks, failed);
    }

    /**
     * All networks, those that would be trimmed no worse than the next one. Leaving out the worst of what differs by chance
     * makes a fault look smaller than it is, which an estimate must not; a lossy network is still not heard above the rest.
     */
    private static Counts levelled(int trim, long[] counts) {
        Arrays.sort(counts);
        int looks = 0;
        int failed = 0;
        double most = trim < counts.length ? ratio(counts[trim]) : 0;
        for (int i = 0; i < counts.length; i++) {
            looks += looks(counts[i]);
            failed +=
                    i < trim && ratio(counts[i]) > most ? (int) Math.floor(most * looks(counts[i])) : failed(counts[i]);
        }
        return new Counts(looks, failed);
    }

    private static double ratio(long key) {
        return looks(key) == 0 ? 0 : (double) failed(key) / looks(key);
    }

    /** Of two in the middle the smaller: half of the networks being slow is no majority (R8). */
    private static double median(double[] values, int count) {
        if (count == 0) {
            return 0;
        }
        Arrays.sort(values, 0, count);
        return values[(count - 1) / 2];
    }
}
