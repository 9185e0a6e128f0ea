package dev.trimtab.controller.journal;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.port.EventSink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest events, numbered {@code epoch.seq}. The epoch is this process's start: after a restart an old cursor is
 * recognised as gone instead of pointing at something else.
 */
public final class EventJournal implements EventSink {
    /** About a day of a quiet installation and an hour of a very bad one; some 5 MB. */
    public static final int ENTRIES_MAX = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger("dev.trimtab.events");

    private final long epoch;
    private final int entriesMax;
    private final List<EventSink> also;
    private final ArrayDeque<Entry> ring = new ArrayDeque<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private long lastSeq;

    /**
     * @param epoch differs between two runs of this process, such as the start in milliseconds
     * @param also told of each event after it was numbered, such as metrics
     */
    public EventJournal(long epoch, List<EventSink> also) {
        this(epoch, ENTRIES_MAX, also);
    }

    EventJournal(long epoch, int entriesMax, List<EventSink> also) {
        this.epoch = epoch;
        this.entriesMax = entriesMax;
        this.also = List.copyOf(also);
    }

    /** An event with its place in the order. */
    public record Entry(Cursor id, Event event) {}

    /** A place in the journal. */
    public record Cursor(long epoch, long seq) {
        /** Reads {@code epoch.seq}; empty when it is not of that shape. */
        public static Optional<Cursor> parse(String text) {
            if (!text.matches("\\d{1,18}\\.\\d{1,18}")) {
                return Optional.empty();
            }
            int dot = text.indexOf('.');
            return Optional.of(
                    new Cursor(Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1))));
        }

        @Override
        public String toString() {
            return epoch + "." + seq;
        }
    }

    /** What lies after a cursor. */
    public sealed interface Page {
        /**
         * The events that were asked for, oldest first.
         *
         * @param next where to go on; beyond events that the filter left out
         */
        record Entries(List<Entry> entries, Cursor next) implements Page {}

        /** The cursor is of another run, or too old: read the state anew and go on after {@code newest}. */
        record Gone(Cursor oldest, Cursor newest) implements Page {}
    }

    @Override
    public void accept(Event event) {
        synchronized (ring) {
            ring.addLast(new Entry(new Cursor(epoch, ++lastSeq), event));
            if (ring.size() > entriesMax) {
                ring.removeFirst();
            }
        }
        log(event);
        also.forEach(sink -> sink.accept(event));
        listeners.forEach(Runnable::run);
    }

    /** At most {@code limit} events after a cursor that the filter lets through. */
    public Page after(Cursor cursor, int limit, Predicate<Event> filter) {
        synchronized (ring) {
            long oldest = lastSeq - ring.size() + 1;
            if (cursor.epoch() != epoch || cursor.seq() < oldest - 1 || cursor.seq() > lastSeq) {
                return new Page.Gone(new Cursor(epoch, oldest), newest());
            }
            List<Entry> found = new ArrayList<>();
            long reached = cursor.seq();
            for (Entry entry : ring) {
                if (entry.id().seq() <= cursor.seq()) {
                    continue;
                }
                if (found.size() == limit) {
                    break;
                }
                reached = entry.id().seq();
                if (filter.test(entry.event())) {
                    found.add(entry);
                }
            }
            return new Page.Entries(found, new Cursor(epoch, reached));
        }
    }

    /** The newest {@code limit} events that the filter lets through, oldest of them first. */
    public Page.Entries newest(int limit, Predicate<Event> filter) {
        synchronized (ring) {
            ArrayDeque<Entry> found = new ArrayDeque<>();
            for (var entries = ring.descendingIterator(); entries.hasNext() && found.size() < limit; ) {
                Entry entry = entries.next();
                if (filter.test(entry.event())) {
                    found.addFirst(entry);
                }
            }
            return new Page.Entries(List.copyOf(found), newest());
        }
    }

    /** Where the journal ends now. */
    public Cursor newest() {
        synchronized (ring) {
            return new Cursor(epoch, lastSeq);
        }
    }

    /** Calls back after each event, on the thread that brought it: the listener only wakes somebody. Run the result to leave. */
    public Runnable listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private static void log(Event event) {
        switch (event.type().severity()) {
            case INFO, NOTICE -> LOG.info("{}", line(event));
            case WARNING -> LOG.warn("{}", line(event));
            case ALARM -> LOG.error("{}", line(event));
        }
    }

    /** One line whatever the event holds: a sentence may quote what a stranger's server sent. */
    private static String line(Event event) {
        String text = event.type().word()
                + event.name().map(name -> " " + name).orElse("")
                + ": "
                + event.sentence()
                + (event.facts().isEmpty() ? "" : " " + event.facts());
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
