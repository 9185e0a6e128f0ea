package dev.trimtab.controller.leadership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** A plain way on loopback to the API server of a kubeconfig, with that file's credentials, as {@code kubectl proxy} is. */
final class KubeconfigProxy implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final URI api;
    private final HttpClient client;
    private final HttpServer server;
    private final Optional<String> token;

    KubeconfigProxy(Path kubeconfig) throws IOException {
        JsonNode config = new YAMLMapper().readTree(Files.readString(kubeconfig));
        JsonNode context = named(
                        config.path("contexts"), config.path("current-context").asText())
                .path("context");
        JsonNode cluster =
                named(config.path("clusters"), context.path("cluster").asText()).path("cluster");
        JsonNode user =
                named(config.path("users"), context.path("user").asText()).path("user");
        this.api = URI.create(cluster.path("server").asText());
        this.token = Optional.of(user.path("token").asText("")).filter(text -> !text.isEmpty());
        HttpClientOptions options =
                new HttpClientOptions().setSsl(api.getScheme().equals("https"));
        bytes(kubeconfig, cluster, "certificate-authority")
                .ifPresent(pem -> options.setTrustOptions(new PemTrustOptions().addCertValue(pem)));
        bytes(kubeconfig, user, "client-certificate")
                .ifPresent(pem -> options.setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(pem)
                        .addKeyValue(bytes(kubeconfig, user, "client-key").orElseThrow())));
        this.client = vertx.createHttpClient(options);
        this.server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> forward(request, body)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static JsonNode named(JsonNode list, String name) {
        for (JsonNode each : list) {
            if (each.path("name").asText().equals(name)) {
                return each;
            }
        }
        throw new IllegalStateException("the kubeconfig names no " + name);
    }

    /** In the file itself as Base64, or in a file beside it. */
    private static Optional<Buffer> bytes(Path kubeconfig, JsonNode from, String key) {
        if (from.has(key + "-data")) {
            return Optional.of(Buffer.buffer(
                    Base64.getDecoder().decode(from.path(key + "-data").asText())));
        }
        try {
            return from.has(key)
                    ? Optional.of(Buffer.buffer(Files.readAllBytes(
                            kubeconfig.resolveSibling(from.path(key).asText()))))
                    : Optional.empty();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void forward(HttpServerRequest request, Buffer body) {
        RequestOptions to = new RequestOptions()
                .setMethod(HttpMethod.valueOf(request.method().name()))
                .setHost(api.getHost())
                .setPort(api.getPort() < 0 ? 443 : api.getPort())
                .setURI(request.uri());
        Optional.ofNullable(request.getHeader("Content-Type")).ifPresent(type -> to.putHeader("Content-Type", type));
        token.ifPresent(secret -> to.putHeader("Authorization", "Bearer " + secret));
        client.request(to)
                .compose(sent -> sent.send(body))
                .compose(answer -> answer.body()
                        .compose(text -> request.response()
                                .setStatusCode(answer.statusCode())
                                .end(text)))
                .onFailure(failed -> request.response().setStatusCode(502).end());
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
