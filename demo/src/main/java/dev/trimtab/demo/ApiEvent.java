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
 * @param key tells two events apart
 * @param type the event's word, such as {@code verdict.changed}
 */
record ApiEvent(String key, String type, Instant at, String sentence, SortedMap<String, String> facts) {
    private static final String TYPE_PREFIX = "dev.trimtab.";

    ApiEvent {
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    /** All events of a page that have a type, a time and a sentence, in the page's order. */
    static List<ApiEvent> page(JsonNode page) {
        JsonNode items = page.isArray() ? page : page.path("items");
        List<ApiEvent> found = new ArrayList<>();
        items.forEach(item -> of(item).ifPresent(found::add));
        return found;
    }

    /** Facts lie beside the type, or inside {@code data} as CloudEvents have it. */
    private static Optional<ApiEvent> of(JsonNode item) {
        JsonNode data = item.has("data") ? item.path("data") : item;
        String type = item.path("type").asText("");
        String sentence = data.path("sentence").asText("");
        Optional<Instant> at = instant(item.path("time").asText(item.path("at").asText("")));
        if (type.isEmpty() || sentence.isEmpty() || at.isEmpty()) {
            return Optional.empty();
        }
        SortedMap<String, String> facts = new TreeMap<>();
        data.path("facts")
                .properties()
                .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
        String key = item.path("id").asText(at.get() + type + sentence);
        String word = type.startsWith(TYPE_PREFIX) ? type.substring(TYPE_PREFIX.length()) : type;
        return Optional.of(new ApiEvent(key, word, at.get(), sentence, facts));
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
