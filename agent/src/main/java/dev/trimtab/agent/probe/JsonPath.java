package dev.trimtab.agent.probe;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A path of keys and indices into a JSON value: {@code $.items[0].id}. */
record JsonPath(String text) {
    private static final Pattern SHAPE = Pattern.compile("\\$(?:\\.[^.\\[\\]]+|\\[[0-9]{1,6}\\])*");
    private static final Pattern STEP = Pattern.compile("\\.([^.\\[\\]]+)|\\[([0-9]{1,6})\\]");

    JsonPath {
        if (!SHAPE.matcher(text).matches()) {
            throw new IllegalArgumentException("not a JSON path such as $.items[0].id: " + text);
        }
    }

    /** The scalar at this path as text; empty when there is none, or when it is an object, an array or null. */
    Optional<String> read(Object root) {
        Optional<Object> at = Optional.of(root);
        Matcher step = STEP.matcher(text);
        while (step.find() && at.isPresent()) {
            String key = step.group(1);
            String index = step.group(2);
            at = key != null ? member(at.get(), key) : element(at.get(), index == null ? "0" : index);
        }
        return at.filter(value -> !(value instanceof JsonObject) && !(value instanceof JsonArray))
                .map(Object::toString);
    }

    private static Optional<Object> member(Object at, String key) {
        return at instanceof JsonObject object ? Optional.ofNullable(object.getValue(key)) : Optional.empty();
    }

    private static Optional<Object> element(Object at, String index) {
        int position = Integer.parseInt(index);
        return at instanceof JsonArray array && position < array.size()
                ? Optional.ofNullable(array.getValue(position))
                : Optional.empty();
    }
}
