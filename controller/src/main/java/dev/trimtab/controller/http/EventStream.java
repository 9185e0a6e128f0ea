package dev.trimtab.controller.http;

import dev.trimtab.controller.journal.EventJournal;
import dev.trimtab.core.event.Event;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * One reader of server-sent events. It pulls from the journal at its own pace, so that a slow reader costs a bounded buffer
 * and is dropped when it has not taken anything between two pings.
 */
final class EventStream {
    static final Duration PING_EVERY = Duration.ofSeconds(15);

    /** Written and not yet taken, per reader. */
    static final int BUFFER_BYTES_MAX = 256 * 1024;

    /** Events written in one go before other readers have their turn. */
    private static final int BATCH = 100;

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final EventJournal journal;
    private final Predicate<Event> filter;
    private final AtomicBoolean woken = new AtomicBoolean();
    private EventJournal.Cursor cursor;
    private boolean closed;
    private boolean fullAtLastPing;
    private Runnable leave = () -> {};
    private long pingTimer;

    EventStream(
            Vertx vertx,
            HttpServerResponse response,
            EventJournal journal,
            Predicate<Event> filter,
            EventJournal.Cursor cursor) {
        this.vertx = vertx;
        this.response = response;
        this.journal = journal;
        this.filter = filter;
        this.cursor = cursor;
    }

    /** Begins, on the event loop of the connection; {@code whenOver} runs once. */
    void start(Runnable whenOver) {
        Context context = vertx.getOrCreateContext();
        response.setChunked(true)
                .setWriteQueueMaxSize(BUFFER_BYTES_MAX)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
        response.exceptionHandler(broken -> stop(whenOver));
        response.closeHandler(gone -> stop(whenOver));
        response.drainHandler(taken -> pump());
        leave = journal.listen(() -> {
            if (woken.compareAndSet(false, true)) {
                context.runOnContext(any -> pump());
            }
        });
        pingTimer = vertx.setPeriodic(PING_EVERY.toMillis(), any -> ping());
        response.write("retry: 3000\n\n");
        pump();
    }

    private void pump() {
        woken.set(false);
        while (!closed && !response.writeQueueFull()) {
            switch (journal.after(cursor, BATCH, filter)) {
                case EventJournal.Page.Gone gone -> {
                    write("resync", gone.newest(), EventRoutes.resync(gone).encode());
                    cursor = gone.newest();
                }
                case EventJournal.Page.Entries entries -> {
                    entries.entries()
                            .forEach(entry -> write(
                                    entry.event().type().word(),
                                    entry.id(),
                                    EventRoutes.json(entry).encode()));
                    if (entries.next().equals(cursor)) {
                        return;
                    }
                    cursor = entries.next();
                }
            }
        }
    }

    private void write(String type, EventJournal.Cursor id, String data) {
        response.write("id: " + id + "\nevent: " + type + "\ndata: " + data + "\n\n");
    }

    private void ping() {
        if (response.writeQueueFull()) {
            if (fullAtLastPing) {
                response.reset();
            }
            fullAtLastPing = true;
            return;
        }
        fullAtLastPing = false;
        response.write(": ping\n\n");
    }

    private void stop(Runnable whenOver) {
        if (closed) {
            return;
        }
        closed = true;
        vertx.cancelTimer(pingTimer);
        leave.run();
        whenOver.run();
    }
}
