package dev.trimtab.controller.http;

import dev.trimtab.store.StoreState;
import io.vertx.core.json.JsonObject;

/** How the store is, as the API shows it. */
final class StoreJson {
    private StoreJson() {}

    static JsonObject of(StoreState store) {
        return new JsonObject()
                .put("kind", store.kind())
                .put("reachable", store.up())
                .put("since", store.since().toString())
                .put("sentence", store.sentence());
    }
}
