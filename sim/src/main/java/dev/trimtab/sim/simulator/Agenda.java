package dev.trimtab.sim.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/** What happens next, in the order of time and, at one moment, of entry: the only clock of a simulation. */
final class Agenda {
    /** Where virtual time begins; any moment would do. */
    static final Instant START = Instant.parse("2026-11-24T10:00:00Z");

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long sequence;
    private Instant now = START;

    private record Entry(Instant at, long sequence, Runnable work) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    Instant now() {
        return now;
    }

    void in(Duration after, Runnable work) {
        entries.add(new Entry(now.plus(after), sequence++, work));
    }

    /** Does it for the first time after {@code phase}, and then every {@code period}, for ever. */
    void every(Duration phase, Duration period, Runnable work) {
        in(phase, new Runnable() {
            @Override
            public void run() {
                work.run();
                in(period, this);
            }
        });
    }

    /** Does the next thing, and says whether there was one before {@code end}. */
    boolean step(Instant end) {
        Entry next = entries.peek();
        if (next == null || !next.at().isBefore(end)) {
            now = now.isBefore(end) ? end : now;
            return false;
        }
        entries.poll();
        now = next.at();
        next.work().run();
        return true;
    }
}
