package dev.trimtab.config;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees changes of the configuration file and hands them over, all or nothing. It compares contents, not times or inodes:
 * Kubernetes swaps a symbolic link, editors rename. A content counts once two polls in a row have found it, so that a
 * file that is being written is not read as a shorter one.
 */
public final class ConfigWatch implements AutoCloseable {
    /** A change is in force within two of them; a read of 1 MiB a second costs nothing. */
    public static final Duration POLL_EVERY = Duration.ofSeconds(1);

    private final ConfigFile file;
    private final Consumer<Reading> onChange;
    private final ScheduledExecutorService scheduler;
    private ConfigFile.Content handedOver;
    private ConfigFile.Content before;
    private @Nullable ScheduledFuture<?> polling;

    /**
     * @param seen what the process started on ({@link Started#seen})
     * @param onChange is told each settled change, good or bad, on the scheduler's thread
     */
    public ConfigWatch(
            ConfigFile file, ConfigFile.Content seen, Consumer<Reading> onChange, ScheduledExecutorService scheduler) {
        this.file = file;
        this.handedOver = seen;
        this.before = seen;
        this.onChange = onChange;
        this.scheduler = scheduler;
    }

    /** Begins to poll. */
    public synchronized void start() {
        if (polling == null) {
            polling = scheduler.scheduleWithFixedDelay(
                    this::pollGuarded, POLL_EVERY.toMillis(), POLL_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** One look at the file. */
    synchronized void poll() {
        ConfigFile.Content now = file.content();
        boolean settled = now.equals(before);
        before = now;
        if (settled && !now.equals(handedOver)) {
            handedOver = now;
            onChange.accept(file.take(now));
        }
    }

    /** An exception would end the schedule without a word: it goes to the thread's handler, and polling goes on. */
    private void pollGuarded() {
        try {
            poll();
        } catch (RuntimeException bug) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, bug);
        }
    }

    @Override
    public synchronized void close() {
        if (polling != null) {
            polling.cancel(false);
        }
    }
}
