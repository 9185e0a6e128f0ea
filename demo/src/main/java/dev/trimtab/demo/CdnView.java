package dev.trimtab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the controller says of one CDN of the demo's only region.
 *
 * @param state the verdict
 * @param standing in, out, returning or drained
 * @param publishedBp its share in the published plan, in basis points; empty before the first
 */
record CdnView(String state, String standing, Optional<Integer> publishedBp) {
    static final CdnView NOTHING = new CdnView("UNKNOWN", "", Optional.empty());

    /** Of a name as the API shows it. */
    static SortedMap<String, CdnView> all(JsonNode name) {
        SortedMap<String, CdnView> views = new TreeMap<>();
        name.path("regions")
                .forEach(region -> region.path("targets")
                        .forEach(target -> views.put(target.path("cdn").asText(), of(target))));
        return views;
    }

    private static CdnView of(JsonNode target) {
        JsonNode share = target.path("publishedBp");
        return new CdnView(
                target.path("state").asText("UNKNOWN"),
                target.path("standing").path("state").asText(""),
                share.isInt() ? Optional.of(share.asInt()) : Optional.empty());
    }

    /** In percent, or a dash. */
    String published() {
        return publishedBp.map(bp -> bp / 100 + " %").orElse("–");
    }
}
