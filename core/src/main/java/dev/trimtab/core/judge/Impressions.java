package dev.trimtab.core.judge;

import dev.trimtab.core.observe.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The impressions of one vantage in the order of its report, in pages: a step copies the pages in which something changed,
 * and shares the others with the state before. Immutable.
 */
final class Impressions {
    private static final int SHIFT = 7;

    /** Impressions of a page: few enough to copy for one look, many enough to keep the list of pages short. */
    private static final int PAGE = 1 << SHIFT;

    private static final int[] NONE = {};

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
                earliest = Math.min(earliest, page[i].staleAt(layout.staleMillis(place)));
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
    Step aged(Stirred stirred, Instant now) {
        Step step = new Step(this);
        long millis = now.toEpochMilli();
        for (int p = 0; p < pages.length; p++) {
            if (millis > staleAt[p]) {
                for (int i = 0; i < pages[p].length; i++) {
                    int place = (p << SHIFT) + i;
                    if (layout.target(place) != Layout.NO_TARGET) {
                        step.put(place, pages[p][i].aged(layout.detect(place), now), stirred);
                    }
                }
            }
        }
        return step.done();
    }

    /**
     * After a report; empty when it is one on other checks.
     *
     * @param before lines that these impressions come from: what is the same line says nothing new
     */
    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
    Optional<Step> next(
            List<Observation> before, List<Observation> newest, Duration ago, Stirred stirred, Instant now) {
        if (newest.size() != layout.size()) {
            return Optional.empty();
        }
        Step step = new Step(this);
        long millis = now.toEpochMilli();
        for (int p = 0; p < pages.length; p++) {
            boolean ages = millis > staleAt[p];
            for (int i = 0; i < pages[p].length; i++) {
                int place = (p << SHIFT) + i;
                Observation line = newest.get(place);
                Observation known = before.get(place);
                // Its age has grown; what it says of looks has not.
                boolean same = line == known || (line.tally() == known.tally() && line.check() == known.check());
                if (same && !ages) {
                    continue;
                }
                if (line.check() != known.check() && !line.check().equals(layout.check(place))) {
                    return Optional.empty();
                }
                if (layout.target(place) != Layout.NO_TARGET) {
                    Impression was = pages[p][i];
                    step.put(
                            place,
                            same ? was.aged(layout.detect(place), now) : was.next(line, ago, layout.detect(place), now),
                            stirred);
                }
            }
        }
        return Optional.of(step.done());
    }

    /** What a step makes: pages are copied with the first impression that is another. */
    static final class Step {
        private final Impressions from;
        private Impression[][] nextPages;
        private long[] nextStaleAt;
        private int[] places = NONE;
        private int count;
        private Impressions after;

        private Step(Impressions from) {
            this.from = from;
            this.after = from;
            this.nextPages = from.pages;
            this.nextStaleAt = from.staleAt;
        }

        @SuppressWarnings("ReferenceEquality") // not copied: nothing is another
        private void put(int place, Impression is, Stirred stirred) {
            int p = place >> SHIFT;
            int i = place & (PAGE - 1);
            Impression was = from.pages[p][i];
            if (is == was) {
                return;
            }
            if (nextPages == from.pages) {
                nextPages = from.pages.clone();
            }
            if (nextPages[p] == from.pages[p]) {
                nextPages[p] = from.pages[p].clone();
            }
            nextPages[p][i] = is;
            if (!is.quietSince(was)) {
                stirred.name(from.layout.name(place));
            }
            if (is.look() != was.look()) {
                places = count < places.length ? places : Arrays.copyOf(places, 2 * count + 8);
                places[count++] = place;
            }
        }

        @SuppressWarnings("ReferenceEquality") // not copied: nothing is another
        private Step done() {
            if (nextPages != from.pages) {
                nextStaleAt = from.staleAt.clone();
                for (int p = 0; p < nextPages.length; p++) {
                    if (nextPages[p] != from.pages[p]) {
                        nextStaleAt[p] = staleAt(from.layout, p, nextPages[p]);
                    }
                }
                after = new Impressions(from.layout, nextPages, nextStaleAt);
            }
            return this;
        }

        Impressions after() {
            return after;
        }

        /** How many checks look otherwise than before. */
        int count() {
            return count;
        }

        /** Their places. */
        int place(int number) {
            return places[number];
        }
    }
}
