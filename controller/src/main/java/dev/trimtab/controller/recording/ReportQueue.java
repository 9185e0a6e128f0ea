package dev.trimtab.controller.recording;

import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Reports that one listener has not taken yet. What finds no room is lost to it, and counted at its place in the order. */
public final class ReportQueue {
    /** About seven minutes of ten vantages. */
    static final int REPORTS_MAX = 4_096;

    /** Some 50 MB. */
    static final int OBSERVATIONS_MAX = 250_000;

    /** What comes out. */
    public sealed interface Item {}

    /** @param assignment that the report names */
    public record Arrived(Report report, Instant at, Assignment assignment) implements Item {}

    /** Reports that found no room. */
    public record Lost(long reports, Instant from, Instant to) implements Item {}

    private final int reportsMax;
    private final int observationsMax;
    // A lock and not a monitor: those who wait are virtual threads.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Deque<Item> waiting = new ArrayDeque<>();
    private int observations;
    private Optional<Lost> losing = Optional.empty();

    ReportQueue(int reportsMax, int observationsMax) {
        this.reportsMax = reportsMax;
        this.observationsMax = observationsMax;
    }

    void offer(Arrived arrived) {
        lock.lock();
        try {
            int lines = arrived.report().observations().size();
            boolean room =
                    waiting.size() < reportsMax && (waiting.isEmpty() || observations + lines <= observationsMax);
            if (room) {
                losing.ifPresent(waiting::addLast);
                losing = Optional.empty();
                waiting.addLast(arrived);
                observations += lines;
            } else {
                losing = Optional.of(losing.map(lost -> new Lost(lost.reports() + 1, lost.from(), arrived.at()))
                        .orElseGet(() -> new Lost(1, arrived.at(), arrived.at())));
            }
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next item in order; empty when none came in time. */
    public Optional<Item> poll(Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && losing.isEmpty() && nanos > 0) {
                nanos = news.awaitNanos(nanos);
            }
            Optional<Item> next = Optional.ofNullable(waiting.pollFirst());
            if (next.isEmpty()) {
                next = losing.map(lost -> lost);
                losing = Optional.empty();
            }
            if (next.isPresent() && next.get() instanceof Arrived arrived) {
                observations -= arrived.report().observations().size();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }
}
