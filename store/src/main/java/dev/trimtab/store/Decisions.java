package dev.trimtab.store;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.EventSink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * The history of decisions: what events say of names, kept for {@link #KEPT} and at most {@link #PER_NAME} a name. They wait
 * in a bounded queue for the store's own thread: nobody who decides waits for a disk, and what finds no room is counted.
 */
public final class Decisions implements EventSink {
    static final Duration KEPT = Duration.ofDays(30);
    static final int PER_NAME = 1_000;
    private static final int WAITING_MAX = 20_000;
    private static final Set<Event.Type> TOLD = Set.of(
            Event.Type.DECISION_MADE,
            Event.Type.DECISION_HELD,
            Event.Type.DECISION_RECORDED,
            Event.Type.PLAN_RECOMMENDED,
            Event.Type.WRITE_ACCEPTED,
            Event.Type.NAME_RETIRED);

    private final ArrayBlockingQueue<Event> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong position = new AtomicLong();
    private final Availability availability;
    private final String controller;

    /** One entry of the history. */
    public record Entry(Instant at, String controller, String type, String sentence, String facts) {}

    Decisions(Availability availability, String controller) {
        this.availability = availability;
        this.controller = controller;
    }

    @Override
    public void accept(Event event) {
        if (TOLD.contains(event.type()) && event.name().isPresent() && !waiting.offer(event)) {
            dropped.incrementAndGet();
        }
    }

    /** Those that found no room while the store was away. */
    public long dropped() {
        return dropped.get();
    }

    boolean idle() {
        return waiting.isEmpty();
    }

    /** Stores what waits; what cannot be stored waits on. For the store's own thread. */
    void flush() {
        List<Event> taken = new ArrayList<>();
        waiting.drainTo(taken);
        if (taken.isEmpty()) {
            return;
        }
        try {
            availability.write(handle -> insert(handle, taken));
        } catch (RuntimeException away) {
            for (Event event : taken) {
                if (!waiting.offer(event)) {
                    dropped.incrementAndGet();
                }
            }
            throw away;
        }
    }

    private int insert(Handle handle, Collection<Event> events) {
        PreparedBatch batch = handle.prepareBatch(
                "INSERT INTO decision (controller, at_ms, position, name, type, sentence, facts)"
                        + " VALUES (:controller, :at, :position, :name, :type, :sentence, :facts) ON CONFLICT DO NOTHING");
        for (Event event : events) {
            batch.bind("controller", controller)
                    .bind("at", event.at().toEpochMilli())
                    .bind("position", position.incrementAndGet())
                    .bind("name", event.name().map(SteeredName::value).orElseThrow())
                    .bind("type", event.type().word())
                    .bind("sentence", event.sentence())
                    .bind("facts", StateFile.json().valueToTree(event.facts()).toString())
                    .add();
        }
        return batch.execute().length;
    }

    /** The newest of a name, the newest first. */
    public List<Entry> of(SteeredName name, int limit) {
        return availability.read(handle -> handle.createQuery("SELECT at_ms, controller, type, sentence, facts"
                        + " FROM decision WHERE name = :name ORDER BY at_ms DESC, position DESC LIMIT :limit")
                .bind("name", name.value())
                .bind("limit", limit)
                .map((row, context) -> new Entry(
                        Instant.ofEpochMilli(row.getLong(1)),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5)))
                .list());
    }

    /** Drops what is old or too much. */
    static void prune(Handle handle, Instant now) {
        handle.execute("DELETE FROM decision WHERE at_ms < ?", now.minus(KEPT).toEpochMilli());
        List<String> crowded = handle.createQuery("SELECT name FROM decision GROUP BY name HAVING COUNT(*) > :most")
                .bind("most", PER_NAME)
                .mapTo(String.class)
                .list();
        for (String name : crowded) {
            long oldest = handle.createQuery(
                            "SELECT at_ms FROM decision WHERE name = :name ORDER BY at_ms DESC LIMIT 1 OFFSET :most")
                    .bind("name", name)
                    .bind("most", PER_NAME - 1)
                    .mapTo(Long.class)
                    .one();
            handle.execute("DELETE FROM decision WHERE name = ? AND at_ms < ?", name, oldest);
        }
    }
}
