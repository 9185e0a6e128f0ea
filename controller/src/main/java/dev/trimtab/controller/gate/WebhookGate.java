package dev.trimtab.controller.gate;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.plan.Gate;
import dev.trimtab.core.port.BypassGate;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.provider.setting.SecretFile;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A gate behind a webhook: {@code POST {"origin", "ask": "open" | "close", "token"}}, with {@code Idempotency-Key} and,
 * where the configuration names a secret, a bearer token that is read anew for each call. 2xx accepts, 4xx rejects (save 408,
 * 425 and 429), everything else is in doubt and is asked again. Neither answers nor the secret are repeated to anybody.
 */
public final class WebhookGate implements BypassGate, AutoCloseable {
    private static final int TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY = 429;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @Override
    public Gate.Answer ask(CdnId origin, CdnSpec.Bypass bypass, Gate.Ask ask, String token, Duration timeout) {
        if (bypass.gate().isEmpty()) {
            return new Gate.Answer.Accepted();
        }
        Optional<SecretFile.Reading> secret = bypass.secret().map(path -> new SecretFile(Path.of(path)).read());
        if (secret.orElse(null) instanceof SecretFile.Reading.Unusable(String reason)) {
            return new Gate.Answer.Rejected(reason);
        }
        Optional<String> bearer =
                secret.map(SecretFile.Reading.Found.class::cast).map(SecretFile.Reading.Found::secret);
        URI url = URI.create(bypass.gate().get());
        JsonObject body = new JsonObject()
                .put("origin", origin.value())
                .put("ask", ask == Gate.Ask.OPEN ? "open" : "close")
                .put("token", token);
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", token);
        bearer.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return send(url.getHost(), request.build(), timeout);
    }

    private Gate.Answer send(String host, HttpRequest request, Duration timeout) {
        CompletableFuture<HttpResponse<Void>> pending = http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            return answer(
                    host, pending.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode());
        } catch (TimeoutException late) {
            pending.cancel(true);
            return new Gate.Answer.InDoubt(host + " gave no answer within " + timeout.toMillis() + " ms");
        } catch (InterruptedException interrupted) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            return new Gate.Answer.InDoubt("interrupted while waiting for " + host);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            boolean neverConnected = cause instanceof ConnectException || cause instanceof UnresolvedAddressException;
            return new Gate.Answer.InDoubt(host
                    + (neverConnected
                            ? " cannot be reached"
                            : ": " + cause.getClass().getSimpleName()));
        }
    }

    private static Gate.Answer answer(String host, int status) {
        if (status >= 200 && status < 300) {
            return new Gate.Answer.Accepted();
        }
        boolean later = status == TIMEOUT || status == TOO_EARLY || status == TOO_MANY;
        return status >= 400 && status < 500 && !later
                ? new Gate.Answer.Rejected(host + " answered " + status)
                : new Gate.Answer.InDoubt(host + " answered " + status);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
