package dev.trimtab.controller.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;

/** How many reports of a vantage were refused by this controller since its start, and why. */
final class RefusedJson {
    private RefusedJson() {}

    /** Puts {@code refused} into each vantage of an overview. */
    static JsonObject into(JsonObject overview, SortedMap<String, SortedMap<String, Long>> refused) {
        JsonArray vantages = overview.getJsonArray("vantages");
        for (int i = 0; i < vantages.size(); i++) {
            JsonObject vantage = vantages.getJsonObject(i);
            Map<String, Long> reasons =
                    refused.getOrDefault(vantage.getString("vantage"), Collections.emptySortedMap());
            JsonObject counts = new JsonObject();
            reasons.forEach(counts::put);
            vantage.put("refused", counts);
        }
        return overview;
    }
}
