package dev.trimtab.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The network before PowerDNS' API, in which one write can be held on its way: whoever sent it may be stopped, give up or die
 * meanwhile; when it is let go it arrives all the same.
 */
final class HeldWrites implements AutoCloseable {
    private final URI behind;
    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicReference<Optional<String>> wanted = new AtomicReference<>(Optional.empty());
    private final CompletableFuture<Void> caught = new CompletableFuture<>();
    private final CompletableFuture<Void> letGo = new CompletableFuture<>();
    private final CompletableFuture<Integer> answered = new CompletableFuture<>();

    HeldWrites(URI behind) throws IOException {
        this.behind = behind;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::pass);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The next change in which this text stands is held. */
    void holdNext(String text) {
        wanted.set(Optional.of(text));
    }

    boolean holds() {
        return caught.isDone();
    }

    /** Lets it go, and says what PowerDNS said to it. */
    int letGo() {
        letGo.complete(null);
        return answered.join();
    }

    private void pass(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Optional<String> text = wanted.get();
        boolean held = exchange.getRequestMethod().equals("PATCH")
                && text.isPresent()
                && new String(body, StandardCharsets.UTF_8).contains(text.get())
                && wanted.compareAndSet(text, Optional.empty());
        if (held) {
            caught.complete(null);
            letGo.join();
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        behind.resolve(exchange.getRequestURI().toString()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        for (String header : new String[] {"X-API-Key", "Content-Type"}) {
            Optional.ofNullable(exchange.getRequestHeaders().getFirst(header))
                    .ifPresent(value -> request.header(header, value));
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (held) {
                answered.complete(response.statusCode());
            }
            response.headers()
                    .firstValue("Content-Type")
                    .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
            exchange.sendResponseHeaders(
                    response.statusCode(), response.body().length == 0 ? -1 : response.body().length);
            exchange.getResponseBody().write(response.body());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    @Override
    public void close() {
        letGo.complete(null);
        server.stop(0);
        http.shutdownNow();
    }
}
