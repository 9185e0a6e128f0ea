package dev.trimtab.controller.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trimtab.contract.BypassGateContract;
import dev.trimtab.core.plan.Gate;
import dev.trimtab.core.port.BypassGate;
import dev.trimtab.core.spec.CdnSpec;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract through a real HTTP server, and what travels. */
final class WebhookGateTest extends BypassGateContract {
    private static final String SECRET = "s3cret-of-the-gate";

    @TempDir
    Path folder;

    private final WebhookGate gate = new WebhookGate();
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private volatile Manner manner = Manner.WELL;
    private volatile boolean open;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/gate", this::answer);
        server.start();
        Files.writeString(folder.resolve("token"), SECRET + "\n");
    }

    @AfterEach
    void close() {
        over.countDown();
        gate.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonObject body = new JsonObject(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        int status = switch (manner) {
            case REFUSES -> 403;
            case BREAKS -> 503;
            case HANGS -> {
                await();
                yield 200;
            }
            case WELL -> {
                open = body.getString("ask").equals("open");
                if (open) {
                    tokens.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
                }
                yield 200;
            }
        };
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void the_secret_travels_as_bearer_token_and_is_read_anew() {
        ask(Gate.Ask.OPEN, "t-1", Duration.ofSeconds(5));
        write("another");
        ask(Gate.Ask.CLOSE, "t-2", Duration.ofSeconds(5));
        assertThat(authorizations).containsExactly("Bearer " + SECRET, "Bearer another");
    }

    @Test
    void a_missing_secret_is_a_refusal_that_does_not_call() throws IOException {
        Files.delete(folder.resolve("token"));
        assertThat(ask(Gate.Ask.OPEN, "t-1", Duration.ofSeconds(5)))
                .isInstanceOfSatisfying(
                        Gate.Answer.Rejected.class,
                        no -> assertThat(no.reason()).contains("cannot be read"));
        assertThat(authorizations).isEmpty();
    }

    @Test
    void no_answer_repeats_the_secret_or_the_path() {
        manner = Manner.REFUSES;
        assertThat(ask(Gate.Ask.OPEN, "t-1", Duration.ofSeconds(5)).toString())
                .contains("answered 403")
                .doesNotContain(SECRET)
                .doesNotContain("/gate");
    }

    private void write(String secret) {
        try {
            Files.writeString(folder.resolve("token"), secret);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    protected BypassGate gate() {
        return gate;
    }

    @Override
    protected CdnSpec.Bypass bypass() {
        return new CdnSpec.Bypass(
                Optional.of("http://127.0.0.1:" + server.getAddress().getPort() + "/gate"),
                Optional.of(folder.resolve("token").toString()),
                Duration.ofSeconds(10),
                Optional.empty());
    }

    @Override
    protected void behaves(Manner now) {
        manner = now;
    }

    @Override
    protected boolean isOpen() {
        return open;
    }

    @Override
    protected int openings() {
        return tokens.size();
    }
}
