package dev.trimtab.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Waits for something to become true, looking again and again, and gives up in time.
 *
 * @param deadlineNanos of {@link System#nanoTime}
 * @param pause between two looks
 */
record Patience(long deadlineNanos, Duration pause) {
    static Patience of(Duration longest, Duration pause) {
        return new Patience(System.nanoTime() + longest.toNanos(), pause);
    }

    /** Something to look at. */
    @FunctionalInterface
    interface Glance<T> {
        Optional<T> look() throws StoryFailedException, InterruptedException;
    }

    /** What the first successful look found. */
    <T> T await(String what, Glance<T> glance) throws StoryFailedException, InterruptedException {
        while (true) {
            Optional<T> found = glance.look();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new StoryFailedException("waited in vain for " + what);
            }
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        }
    }
}
