package dev.trimtab.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An HTTPS server that plays one delivery network, or the origin: it serves the customer's page for the customer's host
 * and for no other (421), as a real edge does, and can be told to fail. All methods may be called from any thread.
 */
public final class StandInEdge {
    /** Longer than the timeout of any probe of the demo, shorter than a reader's patience. */
    static final Duration SLOWNESS = Duration.ofSeconds(5);

    private static final String LOOPBACK = "127.0.0.1";
    private static final String BUILD = "4f1c2ab";

    private final Vertx vertx;
    private final String who;
    private final String host;
    private final HttpServerOptions options;

    private volatile StandInMode mode = StandInMode.OK;
    private int port;
    private @Nullable HttpServer server;
    private Future<StandInMode> changing = Future.succeededFuture(StandInMode.OK);

    /**
     * @param who the name that the page shows, such as {@code edge-a}
     * @param host the only host that is served
     * @param port to listen on at loopback; 0 for any free one
     */
    public StandInEdge(Vertx vertx, String who, String host, int port, Path certificate, Path key) {
        this.vertx = vertx;
        this.who = who;
        this.host = host;
        this.port = port;
        this.options = new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(certificate.toString())
                        .addKeyPath(key.toString()));
    }

    /** Starts to listen; the port is known from then on. */
    public synchronized Future<Integer> start() {
        return listen().map(listening -> listening.actualPort());
    }

    public synchronized int port() {
        return port;
    }

    public StandInMode mode() {
        return mode;
    }

    /** Behaves differently from the next request on; one change after the other. */
    public synchronized Future<StandInMode> become(StandInMode wanted) {
        changing = changing.transform(before -> change(wanted));
        return changing;
    }

    private synchronized Future<StandInMode> change(StandInMode wanted) {
        mode = wanted;
        HttpServer running = server;
        if (wanted == StandInMode.REFUSE && running != null) {
            server = null;
            return running.close().map(wanted);
        }
        if (wanted != StandInMode.REFUSE && running == null) {
            return listen().map(wanted);
        }
        return Future.succeededFuture(wanted);
    }

    private synchronized Future<HttpServer> listen() {
        HttpServer fresh = vertx.createHttpServer(options).requestHandler(this::answer);
        server = fresh;
        return fresh.listen(port, LOOPBACK).onSuccess(this::remember);
    }

    private synchronized void remember(HttpServer listening) {
        port = listening.actualPort();
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response().putHeader("content-type", "text/html; charset=utf-8");
        HostAndPort authority = request.authority();
        if (authority == null || !authority.host().equalsIgnoreCase(host)) {
            response.setStatusCode(421).end(page("421", "this edge does not know that host"));
            return;
        }
        switch (mode) {
            case OK -> response.end(ours());
            case ERROR500 -> response.setStatusCode(500).end(page("500", "the edge has a bad day"));
            case CHALLENGE ->
                response.putHeader("cf-mitigated", "challenge")
                        .end(page("Just a moment...", "Checking that you are no machine."));
            case FOREIGN -> response.end(page("Parked", "This page belongs to somebody else."));
            case SLOW -> vertx.setTimer(SLOWNESS.toMillis(), timer -> endIfOpen(response));
            case SILENT, REFUSE -> response.putHeader("x-stand-in", "waiting");
        }
    }

    private void endIfOpen(HttpServerResponse response) {
        if (!response.closed()) {
            response.end(ours());
        }
    }

    private String ours() {
        return "<!doctype html><html data-build=\"" + BUILD + "\"><title>Our shop</title><p>Served by " + who
                + ".</p></html>\n";
    }

    private static String page(String title, String text) {
        return "<!doctype html><html><title>" + title + "</title><p>" + text + "</p></html>\n";
    }
}
