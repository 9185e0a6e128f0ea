package dev.trimtab.store;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.port.EventSink;
import dev.trimtab.core.port.StoreException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the store can be used, and since when. While PostgreSQL is known to be away, nobody but the store's own thread
 * waits for it. Safe for several threads.
 */
final class Availability {
    private final Database database;
    private final InstantSource clock;
    private final EventSink events;
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile StoreState state;
    private volatile boolean triedBefore;

    Availability(Database database, InstantSource clock, EventSink events) {
        this.database = database;
        this.clock = clock;
        this.events = events;
        this.state = new StoreState(
                database.kind(), false, clock.instant(), database.where() + " has not been reached since the start");
    }

    StoreState state() {
        return state;
    }

    long writes() {
        return writes.get();
    }

    long failures() {
        return failures.get();
    }

    /** One transaction that changes something, refused at once while the store is known to be away. */
    <T> T write(Database.Work<T> work) {
        try {
            mustNotBeKnownAway();
        } catch (StoreException known) {
            failures.incrementAndGet();
            throw known;
        }
        try {
            T done = database.run(work);
            writes.incrementAndGet();
            back();
            return done;
        } catch (StoreException failed) {
            failures.incrementAndGet();
            away(failed);
            throw failed;
        }
    }

    /** One transaction that changes nothing, refused at once while the store is known to be away. */
    <T> T read(Database.Work<T> work) {
        mustNotBeKnownAway();
        return attempt(work);
    }

    private void mustNotBeKnownAway() {
        StoreState known = state;
        // A file answers at once, and only trying it tells that a full disk has room again.
        if (!known.up() && database instanceof PostgresDatabase) {
            throw StoreException.refused(
                    known.sentence() + " (since " + known.since() + ")", new IllegalStateException("away"));
        }
    }

    /** One transaction of the store's own thread, tried whatever is known. */
    <T> T attempt(Database.Work<T> work) {
        try {
            if (!state.up() && triedBefore) {
                database.revive();
            }
            triedBefore = true;
            database.prepare();
            return database.run(work);
        } catch (StoreException failed) {
            away(failed);
            throw failed;
        }
    }

    /** It can be read and written. */
    synchronized void back() {
        if (!state.up()) {
            Instant now = clock.instant();
            state = new StoreState(database.kind(), true, now, "");
            events.accept(Event.of(Event.Type.STORE_RESTORED, now, database.where() + " can be used"));
        }
    }

    private synchronized void away(StoreException why) {
        Instant now = clock.instant();
        String sentence = String.valueOf(why.getMessage());
        if (state.up() || !state.sentence().equals(sentence)) {
            boolean news = state.up();
            state = new StoreState(database.kind(), false, news ? now : state.since(), sentence);
            if (news) {
                events.accept(Event.of(
                        Event.Type.STORE_LOST,
                        now,
                        sentence + ". Steering goes on as far as leadership allows; what must be durable is refused"));
            }
        }
    }
}
