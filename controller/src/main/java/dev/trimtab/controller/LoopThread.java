package dev.trimtab.controller;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of the loop: a round every {@link #PACE}, and at once when somebody has news. */
final class LoopThread implements AutoCloseable {
    /** Constant work: a quiet day has as many rounds as a bad one. */
    static final Duration PACE = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(LoopThread.class);

    private final Consumer<Instant> round;
    private final InstantSource clock;
    private final Semaphore news = new Semaphore(0);
    private final Thread thread = Thread.ofVirtual().name("steering-loop").unstarted(this::run);
    private volatile boolean closing;

    LoopThread(Consumer<Instant> round, InstantSource clock) {
        this.round = round;
        this.clock = clock;
    }

    void start() {
        thread.start();
    }

    /** Asks for a round now; many calls before it begins are one. */
    void wake() {
        news.release();
    }

    private void run() {
        while (!closing) {
            try {
                round.accept(clock.instant());
            } catch (RuntimeException | Error bug) {
                // The loop outlives a bug of one round, whatever is thrown: nobody else would steer. DNS stays as it is
                // meanwhile.
                LOG.error("A round failed: {}", bug.toString(), bug);
            }
            try {
                if (news.tryAcquire(PACE.toMillis(), TimeUnit.MILLISECONDS)) {
                    news.drainPermits();
                }
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        wake();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
