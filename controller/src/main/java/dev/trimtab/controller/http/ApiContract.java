package dev.trimtab.controller.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The OpenAPI 3.1 contract, shipped beside this class. Tests see to it that it and the routes say the same. */
final class ApiContract {
    private ApiContract() {}

    static JsonObject json() {
        try (InputStream in = ApiContract.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new IllegalStateException("openapi.json is missing beside " + ApiContract.class.getName());
            }
            return new JsonObject(Buffer.buffer(in.readAllBytes()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
