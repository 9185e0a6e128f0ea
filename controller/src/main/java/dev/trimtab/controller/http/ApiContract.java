package dev.trimtab.controller.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

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

    /** The methods that the contract offers at a concrete path, in upper case; empty when the path is unknown. */
    static List<String> methods(JsonObject contract, String path) {
        JsonObject paths = contract.getJsonObject("paths");
        return paths.fieldNames().stream()
                .filter(template -> matches(template.split("/", -1), path.split("/", -1)))
                .flatMap(template -> paths.getJsonObject(template).fieldNames().stream())
                .map(method -> method.toUpperCase(Locale.ROOT))
                .distinct()
                .sorted()
                .toList();
    }

    private static boolean matches(String[] template, String[] path) {
        return template.length == path.length
                && IntStream.range(0, path.length)
                        .allMatch(i -> template[i].startsWith("{") ? !path[i].isEmpty() : template[i].equals(path[i]));
    }
}
