package dev.trimtab.sim.render;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Moments of a script as people read them: the wall clock of the incident, in UTC. */
record Clock(Instant t0, Duration length) {
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ROOT);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    /** Minutes between marks that people count in. */
    private static final int[] STEPS = {1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 7_200, 14_400};

    private static final int MARKS_MAX = 10;

    String shown(double seconds) {
        Instant at = t0.plusMillis(Math.round(seconds * 1_000));
        boolean whole = at.getEpochSecond() % 60 == 0;
        DateTimeFormatter format = length.toDays() >= 1 ? DAY : whole ? HOUR : SECOND;
        return format.format(at.atZone(ZoneOffset.UTC));
    }

    String shown(Duration offset) {
        return shown(offset.toMillis() / 1000.0);
    }

    static String offset(Duration offset) {
        return offset(offset.toMillis() / 1000.0);
    }

    /** Since the begin, as scripts write it: {@code 1h5m}. */
    static String offset(double seconds) {
        long whole = Math.round(seconds);
        StringBuilder shown = new StringBuilder();
        part(shown, whole / 3600, "h");
        part(shown, whole % 3600 / 60, "m");
        part(shown, whole % 60, "s");
        return shown.isEmpty() ? "0m" : shown.toString();
    }

    private static void part(StringBuilder shown, long amount, String unit) {
        if (amount > 0) {
            shown.append(amount).append(unit);
        }
    }

    /** Offsets in seconds at which an axis has a mark: round times of the day. */
    List<Double> marks() {
        long minutes = Math.max(1, length.toMinutes());
        long step = STEPS[STEPS.length - 1];
        for (int candidate : STEPS) {
            if (minutes / candidate < MARKS_MAX) {
                step = candidate;
                break;
            }
        }
        long seconds = step * 60;
        long begin = t0.getEpochSecond();
        List<Double> marks = new ArrayList<>();
        for (long at = Math.ceilDiv(begin, seconds) * seconds; at <= begin + length.toSeconds(); at += seconds) {
            marks.add((double) (at - begin));
        }
        return marks;
    }
}
