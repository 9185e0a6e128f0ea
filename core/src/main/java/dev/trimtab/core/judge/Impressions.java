package dev.trimtab.core.judge;

import dev.trimtab.core.observe.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * The impressions of one vantage in the order of its report, in pages: a step copies the pages in which something changed,
 * and shares the others with the state before. Immutable.
 */
final class Impressions {
    private static final int SHIFT = 7;

    /** Impressions of a page: few enough to copy for one look, many enough to keep the list of pages short. */
    private static final int PAGE = 1 << SHIFT;

    private final Layout layout;
    private final Impression[][] pages;
    /** Up to this moment no impression of the page grows stale, in milliseconds since 1970. */
    private final long[] staleAt;

    private Impressions(Layout layout, Impression[][] pages, long[] staleAt) {
        this.layout = layout;
        this.pages = pages;
        this.staleAt = staleAt;
    }

    static Impressions of(Layout layout, Impression[] all) {
        Impression[][] pages = new Impression[(all.length + PAGE - 1) >> SHIFT][];
        long[] staleAt = new long[pages.length];
        for (int p = 0; p < pages.length; p++) {
            pages[p] = Arrays.copyOfRange(all, p << SHIFT, Math.min(all.length, (p + 1) << SHIFT));
            staleAt[p] = staleAt(layout, p, pages[p]);
        }
        return new Impressions(layout, pages, staleAt);
    }

    private static long staleAt(Layout layout, int number, Impression[] page) {
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < page.length; i++) {
            int place = (number << SHIFT) + i;
            if (layout.target(place) != Layout.NO_TARGET) {
                earliest = Math.min(earliest, page[i].staleAt(layout.detect(place)));
            }
        }
        return earliest;
    }

    Impression at(int place) {
        return pages[place >> SHIFT][place & (PAGE - 1)];
    }

    /** Whether time alone changes anything by now. */
    boolean ages(Instant now) {
        long millis = now.toEpochMilli();
        for (long page : staleAt) {
            if (millis > page) {
                return true;
            }
        }
        return false;
    }

    /** Without news. */
    Step aged(Instant now) {
        return step(List.of(), List.of(), Duration.ZERO, now);
    }

    /**
     * After a report on the same checks.
     *
     * @param before lines that these impressions come from: what is the same line says nothing new
     */
    Step next(List<Observation> before, List<Observation> newest, Duration ago, Instant now) {
        return step(before, newest, ago, now);
    }

    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
    private Step step(List<Observation> before, List<Observation> newest, Duration ago, Instant now) {
        long millis = now.toEpochMilli();
        boolean silent = newest.isEmpty();
        Impression[][] nextPages = pages;
        long[] nextStaleAt = staleAt;
        int[] changed = new int[8];
        int count = 0;
        for (int p = 0; p < pages.length; p++) {
            boolean ages = millis > staleAt[p];
            if (silent && !ages) {
                continue;
            }
            Impression[] page = pages[p];
            Impression[] nextPage = page;
            for (int i = 0; i < page.length; i++) {
                int place = (p << SHIFT) + i;
                boolean sameLine = silent || newest.get(place) == before.get(place);
                if ((sameLine && !ages) || layout.target(place) == Layout.NO_TARGET) {
                    continue;
                }
                Impression was = page[i];
                Impression is = sameLine
                        ? was.aged(layout.detect(place), now)
                        : was.next(newest.get(place), ago, layout.detect(place), now);
                if (is != was) {
                    nextPage = nextPage == page ? page.clone() : nextPage;
                    nextPage[i] = is;
                    changed = count < changed.length ? changed : Arrays.copyOf(changed, 2 * count);
                    changed[count++] = place;
                }
            }
            if (nextPage != page) {
                if (nextPages == pages) {
                    nextPages = pages.clone();
                    nextStaleAt = staleAt.clone();
                }
                nextPages[p] = nextPage;
                nextStaleAt[p] = staleAt(layout, p, nextPage);
            }
        }
        Impressions after = nextPages == pages ? this : new Impressions(layout, nextPages, nextStaleAt);
        return new Step(after, changed, count);
    }

    /** What a step made, and at which places it is another than before. */
    static final class Step {
        private final Impressions after;
        private final int[] places;
        private final int count;

        private Step(Impressions after, int[] places, int count) {
            this.after = after;
            this.places = places;
            this.count = count;
        }

        Impressions after() {
            return after;
        }

        int count() {
            return count;
        }

        int place(int number) {
            return places[number];
        }
    }
}
