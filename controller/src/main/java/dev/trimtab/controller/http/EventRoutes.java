package dev.trimtab.controller.http;

import dev.trimtab.controller.journal.EventJournal;
import dev.trimtab.core.event.Event;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The event list and its stream. Both speak of the same ids. */
final class EventRoutes {
    static final int LIMIT_DEFAULT = 100;
    static final int LIMIT_MAX = 500;

    /** Each stream costs a connection and a buffer. */
    static final int STREAMS_MAX = 200;

    private final EventJournal journal;
    private final AtomicInteger streams = new AtomicInteger();

    EventRoutes(EventJournal journal) {
        this.journal = journal;
    }

    JsonObject list(RoutingContext request) {
        int limit = limit(request.request().getParam("limit"));
        Predicate<Event> filter = filter(request);
        Optional<EventJournal.Cursor> after = cursor(request.request().getParam("after"));
        EventJournal.Page page =
                after.isPresent() ? journal.after(after.get(), limit, filter) : journal.newest(limit, filter);
        return switch (page) {
            case EventJournal.Page.Entries entries -> {
                JsonArray items = new JsonArray();
                entries.entries().forEach(entry -> items.add(json(entry)));
                yield new JsonObject()
                        .put("items", items)
                        .put("next", entries.next().toString());
            }
            case EventJournal.Page.Gone gone ->
                new JsonObject()
                        .put("items", new JsonArray())
                        .put("next", gone.newest().toString())
                        .put("resync", resync(gone));
        };
    }

    void stream(RoutingContext request) {
        Predicate<Event> filter = filter(request);
        String resume = request.request().getHeader("Last-Event-ID");
        Optional<EventJournal.Cursor> after =
                cursor(resume != null ? resume : request.request().getParam("after"));
        if (streams.incrementAndGet() > STREAMS_MAX) {
            streams.decrementAndGet();
            throw new ApiProblem(
                    ApiProblem.Code.TOO_MANY_STREAMS, STREAMS_MAX + " streams are open, which is the limit");
        }
        new EventStream(request.vertx(), request.response(), journal, filter, after.orElseGet(journal::newest))
                .start(streams::decrementAndGet);
    }

    static JsonObject resync(EventJournal.Page.Gone gone) {
        return new JsonObject()
                .put("reason", "that cursor is gone: read /v1/overview, then go on after newestId")
                .put("oldestId", gone.oldest().toString())
                .put("newestId", gone.newest().toString());
    }

    static JsonObject json(EventJournal.Entry entry) {
        Event event = entry.event();
        JsonObject facts = new JsonObject();
        event.facts().forEach(facts::put);
        return new JsonObject()
                .put("id", entry.id().toString())
                .put("type", event.type().word())
                .put("severity", event.type().severity().word())
                .put("at", event.at().toString())
                .put("name", event.name().map(name -> name.value()).orElse(null))
                .put("sentence", event.sentence())
                .put("facts", facts);
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return LIMIT_DEFAULT;
        }
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > LIMIT_MAX) {
            throw new ApiProblem(ApiProblem.Code.VALIDATION_FAILED, "limit must be 1 to " + LIMIT_MAX);
        }
        return Integer.parseInt(text);
    }

    private static Optional<EventJournal.Cursor> cursor(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(EventJournal.Cursor.parse(text)
                .orElseThrow(() -> new ApiProblem(
                        ApiProblem.Code.VALIDATION_FAILED, "a cursor is an event's id, such as 1763942400000.17")));
    }

    /** {@code type=verdict.changed,drain.*}: whole words, or a beginning before an asterisk. */
    private static Predicate<Event> filter(RoutingContext request) {
        String text = request.request().getParam("type");
        if (text == null || text.isEmpty()) {
            return event -> true;
        }
        List<String> words = List.of(text.split(","));
        return event -> words.stream()
                .anyMatch(word -> word.endsWith("*")
                        ? event.type().word().startsWith(word.substring(0, word.length() - 1))
                        : event.type().word().equals(word));
    }
}
