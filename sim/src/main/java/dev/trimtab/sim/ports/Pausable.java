package dev.trimtab.sim.ports;

import java.util.Optional;
import java.util.concurrent.SynchronousQueue;

/**
 * Runs a piece of work that may stand still in its middle, like a process that its machine stops, and go on later. Work and
 * caller never run at the same time: the caller waits until the work is over or has paused, so that a run stays deterministic.
 */
public final class Pausable {
    private enum Word {
        PAUSED,
        OVER
    }

    private boolean pauseWanted;
    private Optional<Running> standing = Optional.empty();

    private static final class Running {
        final SynchronousQueue<Word> toCaller = new SynchronousQueue<>();
        final SynchronousQueue<Word> toWork = new SynchronousQueue<>();
        volatile Optional<RuntimeException> failure = Optional.empty();
    }

    private final ThreadLocal<Optional<Running>> inside = ThreadLocal.withInitial(Optional::empty);

    /** The next {@link #pausePoint} stands still. */
    public void pauseNext() {
        pauseWanted = true;
    }

    /** The next one does not, unless asked for again. */
    public void neverMind() {
        pauseWanted = false;
    }

    public boolean paused() {
        return standing.isPresent();
    }

    /** Runs work until it is over or stands still. */
    public void run(Runnable work) {
        if (!pauseWanted) {
            work.run();
            return;
        }
        Running running = new Running();
        Thread.ofVirtual().start(() -> {
            inside.set(Optional.of(running));
            try {
                work.run();
            } catch (RuntimeException bug) {
                running.failure = Optional.of(bug);
            }
            hand(running.toCaller, Word.OVER);
        });
        await(running);
    }

    /** Where work may be stopped: does nothing unless a pause was asked for. */
    public void pausePoint() {
        Optional<Running> running = inside.get();
        if (pauseWanted && running.isPresent()) {
            pauseWanted = false;
            hand(running.get().toCaller, Word.PAUSED);
            take(running.get().toWork);
        }
    }

    /** Lets paused work go on until it is over; does nothing when nothing is paused. */
    public void goOn() {
        standing.ifPresent(running -> {
            standing = Optional.empty();
            hand(running.toWork, Word.OVER);
            await(running);
        });
    }

    private void await(Running running) {
        Word word = take(running.toCaller);
        if (word == Word.PAUSED) {
            standing = Optional.of(running);
        } else {
            running.failure.ifPresent(bug -> {
                throw bug;
            });
        }
    }

    private static void hand(SynchronousQueue<Word> to, Word word) {
        try {
            to.put(word);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while handing over", stopped);
        }
    }

    private static Word take(SynchronousQueue<Word> from) {
        try {
            return from.take();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while waiting", stopped);
        }
    }
}
