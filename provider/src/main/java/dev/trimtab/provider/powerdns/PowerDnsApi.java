package dev.trimtab.provider.powerdns;

import dev.trimtab.provider.setting.SecretFile;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One HTTP exchange with the API under one total time limit. The key is read for each call and never leaves here. */
final class PowerDnsApi implements AutoCloseable {
    private final URI url;
    private final SecretFile key;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** How an exchange ended. */
    sealed interface Exchange {
        /** @param retryAfter seconds, when the server named them */
        record Answered(int status, String body, Optional<Long> retryAfter) implements Exchange {}

        record NoKey(String reason) implements Exchange {}

        /** No connection came about: surely nothing was applied. */
        record NotSent(String reason) implements Exchange {}

        /** It was sent, or may have been, and no whole answer came. */
        record NoAnswer(String reason) implements Exchange {}
    }

    PowerDnsApi(URI url, SecretFile key) {
        this.url = url;
        this.key = key;
    }

    Exchange send(String method, String path, BodyPublisher body, Duration timeout) {
        return switch (key.read()) {
            case SecretFile.Reading.Unusable(String reason) -> new Exchange.NoKey(reason);
            case SecretFile.Reading.Found(String secret) -> hide(secret, send(method, path, body, timeout, secret));
        };
    }

    private Exchange send(String method, String path, BodyPublisher body, Duration timeout, String secret) {
        HttpRequest request = HttpRequest.newBuilder(url.resolve(path))
                .method(method, body)
                .header("X-API-Key", secret)
                .header("Content-Type", "application/json")
                .build();
        CompletableFuture<HttpResponse<String>> pending = http.sendAsync(request, head -> new LimitedBody());
        try {
            HttpResponse<String> response = pending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new Exchange.Answered(response.statusCode(), response.body(), retryAfter(response));
        } catch (TimeoutException late) {
            pending.cancel(true);
            return new Exchange.NoAnswer("no answer from " + url + " within " + timeout.toMillis() + " ms");
        } catch (InterruptedException interrupted) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            return new Exchange.NoAnswer("interrupted while waiting for " + url);
        } catch (ExecutionException failed) {
            return failure(failed.getCause() == null ? failed : failed.getCause());
        }
    }

    private Exchange failure(Throwable cause) {
        String reason = url + ": " + cause;
        boolean neverConnected = cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof UnresolvedAddressException;
        if (neverConnected) {
            return new Exchange.NotSent("cannot connect to " + reason);
        }
        if (cause instanceof IOException) {
            return new Exchange.NoAnswer("no whole answer from " + reason);
        }
        throw new IllegalStateException(reason, cause);
    }

    private static Optional<Long> retryAfter(HttpResponse<String> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,6}"))
                .map(Long::valueOf);
    }

    /** A server, or something in front of it, may echo what it was sent. */
    private static Exchange hide(String secret, Exchange exchange) {
        return exchange instanceof Exchange.Answered answered
                ? new Exchange.Answered(
                        answered.status(), answered.body().replace(secret, "(key)"), answered.retryAfter())
                : exchange;
    }

    @Override
    public void close() {
        // HttpClient.close() waits for exchanges that may hang; ours are cancelled at their time limit.
        http.shutdownNow();
    }
}
