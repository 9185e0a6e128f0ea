package dev.trimtab.core.spec;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * When traffic may come back, by the wall clock of a place. A window that ends no later than it begins goes over midnight
 * and belongs to the day on which it begins. An hour that summer time skips counts as the hour after; of one that it repeats
 * the first counts.
 *
 * @param days on which it begins; not empty
 * @param to exclusive; equal to {@code from}, it lasts a whole day
 */
public record ReturnWindow(SortedSet<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {
    /** A week, and the day before it: whatever the days are, one of them lies within. */
    private static final int DAYS_AHEAD = 8;

    public ReturnWindow {
        days = Collections.unmodifiableSortedSet(new TreeSet<>(days));
        if (days.isEmpty()) {
            throw new IllegalArgumentException("a window without a day never opens");
        }
    }

    /** One opening. */
    private record Opening(Instant begins, Instant ends) {
        boolean holds(Instant now) {
            return !now.isBefore(begins) && now.isBefore(ends);
        }
    }

    public boolean openAt(Instant now) {
        return openings(now).anyMatch(opening -> opening.holds(now));
    }

    /** When it opens next; {@code now} when it is open. */
    public Instant opensAt(Instant now) {
        return openAt(now)
                ? now
                : openings(now)
                        .map(Opening::begins)
                        .filter(begins -> begins.isAfter(now))
                        .min(Instant::compareTo)
                        .orElseThrow();
    }

    private Stream<Opening> openings(Instant now) {
        LocalDate yesterday = now.atZone(zone).toLocalDate().minusDays(1);
        return Stream.iterate(yesterday, day -> day.plusDays(1))
                .limit(DAYS_AHEAD + 1)
                .filter(day -> days.contains(day.getDayOfWeek()))
                .map(this::opening);
    }

    private Opening opening(LocalDate day) {
        LocalDate last = to.isAfter(from) ? day : day.plusDays(1);
        return new Opening(
                day.atTime(from).atZone(zone).toInstant(),
                last.atTime(to).atZone(zone).toInstant());
    }

    /** As people say it: {@code Mon, Tue 22:00–04:00 Europe/Berlin}. */
    @Override
    public String toString() {
        return String.join(", ", days.stream().map(DayOfWeek::name).toList()) + " " + from + "–" + to + " " + zone;
    }
}
