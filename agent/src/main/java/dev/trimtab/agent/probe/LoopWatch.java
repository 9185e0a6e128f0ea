package dev.trimtab.agent.probe;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How busy one event loop is. While looks are under way on it, a beat every few milliseconds tells how late the loop is: so
 * long may what it does now have waited for the loop, and not for the network.
 */
final class LoopWatch implements Runnable {
    static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Timers are this inexact on an idle loop, too. */
    static final long INEXACT_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    private final EventLoop loop;
    private final AtomicInteger looks = new AtomicInteger();
    // Below: on the loop only.
    private boolean beating;
    private long due;
    private long lastBeat;
    private long lastLate;

    LoopWatch(EventLoop loop) {
        this.loop = loop;
    }

    EventLoop loop() {
        return loop;
    }

    int looks() {
        return looks.get();
    }

    /** A look begins, when there is room for it among so many. */
    boolean enter(int max) {
        if (looks.incrementAndGet() > max) {
            looks.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        looks.decrementAndGet();
    }

    /** On the loop: watches from now on, until no look is under way. */
    void watch() {
        if (!beating) {
            beating = true;
            lastBeat = System.nanoTime();
            lastLate = 0;
            next();
        }
    }

    @Override
    public void run() {
        long now = System.nanoTime();
        lastLate = late(now - due);
        lastBeat = now;
        if (looks.get() > 0 && !loop.isShuttingDown()) {
            next();
        } else {
            beating = false;
        }
    }

    private void next() {
        due = System.nanoTime() + BEAT_NANOS;
        loop.schedule(this, BEAT_NANOS, TimeUnit.NANOSECONDS);
    }

    /**
     * On the loop: how long what runs now may have waited for it, at most. A beat that is overdue says so; where the last one
     * has just come late, what came with it may have waited as long.
     */
    long behindNanos() {
        if (!beating) {
            return 0;
        }
        long now = System.nanoTime();
        long overdue = late(now - due);
        boolean justBeaten = now - lastBeat < BEAT_NANOS;
        return Math.max(overdue, justBeaten ? lastLate : 0);
    }

    private static long late(long nanos) {
        return nanos > INEXACT_NANOS ? nanos : 0;
    }
}
