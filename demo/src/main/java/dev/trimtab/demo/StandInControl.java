package dev.trimtab.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** The loopback port on which a stand-in edge is told how to behave: {@code POST /mode} with one word, or GET it. */
public final class StandInControl {
    /** The longest word is a dozen characters; anything longer is nonsense. */
    static final int BODY_BYTES_MAX = 64;

    private final Vertx vertx;
    private final StandInEdge edge;

    public StandInControl(Vertx vertx, StandInEdge edge) {
        this.vertx = vertx;
        this.edge = edge;
    }

    /** Listens at loopback; 0 for any free port. */
    public Future<Integer> start(int port) {
        return vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(port, "127.0.0.1")
                .map(server -> server.actualPort());
    }

    private void answer(HttpServerRequest request) {
        if (!"/mode".equals(request.path())) {
            end(request, 404, "only /mode is here");
        } else if (request.method().equals(HttpMethod.GET)) {
            end(request, 200, edge.mode().word());
        } else if (!request.method().equals(HttpMethod.POST)) {
            end(request, 405, "GET or POST");
        } else if (bodyBytes(request) < 0 || bodyBytes(request) > BODY_BYTES_MAX) {
            end(request, 413, "a Content-Length of at most " + BODY_BYTES_MAX + " bytes is needed");
        } else {
            request.body().onSuccess(body -> set(request, body.toString().strip()));
        }
    }

    private void set(HttpServerRequest request, String word) {
        Optional<StandInMode> mode = StandInMode.of(word);
        if (mode.isEmpty()) {
            end(request, 400, "no such mode; one of " + StandInMode.words());
            return;
        }
        edge.become(mode.get())
                .onSuccess(now -> end(request, 200, now.word()))
                .onFailure(failure -> end(request, 500, "cannot change: " + failure.getMessage()));
    }

    private static long bodyBytes(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        return length == null || !length.matches("[0-9]{1,9}") ? -1 : Long.parseLong(length);
    }

    private static void end(HttpServerRequest request, int status, String text) {
        request.response().setStatusCode(status).end(text + "\n");
    }
}
