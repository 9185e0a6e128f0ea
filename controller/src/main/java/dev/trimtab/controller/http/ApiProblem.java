package dev.trimtab.controller.http;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** What the API refuses, as RFC 9457 problem details. It is thrown inside a request and never leaves it as a trace. */
final class ApiProblem extends RuntimeException {
    /** Stable: clients switch on the word. */
    enum Code {
        VALIDATION_FAILED(400, "The request is not valid"),
        UNAUTHENTICATED(401, "A bearer token is needed"),
        NOT_FOUND(404, "There is no such thing"),
        METHOD_NOT_ALLOWED(405, "This method is not allowed here"),
        REQUEST_TIMEOUT(408, "The request took too long to arrive"),
        CONFLICT(409, "The state does not allow it"),
        PLAN_CHANGED(409, "The plan is not the one that was reviewed"),
        BODY_TOO_LARGE(413, "The body is too large"),
        UNSUPPORTED_MEDIA_TYPE(415, "The body must be JSON"),
        SAFETY_RULE_BLOCKED(422, "A safety rule refuses this change"),
        INTERNAL(500, "A bug: please report it"),
        NOT_BUILT_YET(501, "This is not built yet"),
        NO_ROUND_YET(503, "Nothing is known yet"),
        STORE_UNAVAILABLE(503, "It cannot be stored durably"),
        TOO_MANY_STREAMS(503, "Too many event streams are open");

        private final int status;
        private final String title;

        Code(int status, String title) {
            this.status = status;
            this.title = title;
        }

        int status() {
            return status;
        }

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /** A part of the body that is wrong, by JSON pointer (RFC 6901). */
    record Fault(String pointer, String detail) {}

    static final String TYPE_PREFIX = "https://trimtab.dev/problems/";

    private final Code code;
    private final transient List<Fault> faults;
    private final transient JsonObject more;

    ApiProblem(Code code, String detail) {
        this(code, detail, List.of(), new JsonObject());
    }

    ApiProblem(Code code, String detail, List<Fault> faults, JsonObject more) {
        super(detail, null, false, false);
        this.code = code;
        this.faults = new ArrayList<>(faults);
        this.more = more;
    }

    Code code() {
        return code;
    }

    JsonObject json(String instance) {
        JsonObject json = new JsonObject()
                .put("type", TYPE_PREFIX + code.word())
                .put("title", code.title)
                .put("status", code.status)
                .put("code", code.word())
                .put("detail", getMessage())
                .put("instance", instance);
        if (!faults.isEmpty()) {
            JsonArray errors = new JsonArray();
            faults.forEach(fault ->
                    errors.add(new JsonObject().put("pointer", fault.pointer()).put("detail", fault.detail())));
            json.put("errors", errors);
        }
        return json.mergeIn(more);
    }

    void answer(HttpServerResponse response, String instance) {
        if (response.headWritten() || response.ended()) {
            response.reset();
            return;
        }
        if (code == Code.UNAUTHENTICATED) {
            response.putHeader("WWW-Authenticate", "Bearer realm=\"trimtab\"");
        }
        if (code.status == 503) {
            response.putHeader("Retry-After", "2");
        }
        response.setStatusCode(code.status)
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Cache-Control", "no-store")
                .end(json(instance).toBuffer());
    }
}
