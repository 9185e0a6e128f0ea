package dev.trimtab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An event as the API tells it.
 *
 * @param id tells two events apart and places them in order
 * @param type the event's word, such as {@code verdict.changed}
 */
record ApiEvent(String id, String type, Instant at, String sentence, SortedMap<String, String> facts) {
    ApiEvent {
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    /** A page of events, and where the next one begins. */
    record Page(List<ApiEvent> events, String next) {
        static final Page NOTHING = new Page(List.of(), "");

        Page {
            events = List.copyOf(events);
        }

        static Page of(JsonNode json) {
            List<ApiEvent> found = new ArrayList<>();
            json.path("items").forEach(item -> ApiEvent.of(item).ifPresent(found::add));
            return new Page(found, json.path("next").asText(""));
        }
    }

    private static Optional<ApiEvent> of(JsonNode item) {
        String id = item.path("id").asText("");
        String type = item.path("type").asText("");
        Optional<Instant> at = instant(item.path("at").asText(""));
        if (id.isEmpty() || type.isEmpty() || at.isEmpty()) {
            return Optional.empty();
        }
        SortedMap<String, String> facts = new TreeMap<>();
        item.path("facts")
                .properties()
                .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
        return Optional.of(
                new ApiEvent(id, type, at.get(), item.path("sentence").asText(""), facts));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException nonsense) {
            return Optional.empty();
        }
    }

    String fact(String name) {
        return facts.getOrDefault(name, "");
    }

    /** Whether this says that a CDN's verdict is now the given one. */
    boolean verdict(String cdn, String state) {
        return type.equals("verdict.changed")
                && fact("cdn").equals(cdn)
                && fact("state").equals(state);
    }
}
