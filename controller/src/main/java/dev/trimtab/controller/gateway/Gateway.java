package dev.trimtab.controller.gateway;

import dev.trimtab.controller.cluster.Refusal;
import dev.trimtab.controller.cluster.VantageInlet;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.LinkCodec;
import dev.trimtab.link.TlsFiles;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where vantages come in from everywhere: mutual TLS 1.3, a WebSocket (RFC 6455) in it. A connection speaks for the one vantage
 * that its certificate names, for as long as that is valid, not revoked and configured.
 */
public final class Gateway implements AutoCloseable {
    /**
     * Where to listen, and as whom.
     *
     * @param revoked a file of serial numbers, when there is one
     */
    public record Settings(InetSocketAddress bind, TlsFiles.Settings tls, Optional<Path> revoked) {}

    /** The path of the link. */
    static final String PATH = "/v1/link";

    /** A report at its own limit is 1 MiB; a larger message ends the connection. */
    static final int MESSAGE_BYTES_MAX = 2 * 1024 * 1024;

    /** An agent that restarts comes back before its old connection is known to be dead: the oldest gives way. */
    static final int CONNECTIONS_PER_VANTAGE_MAX = 4;

    /** An agent sends every second; whoever is silent for so long is gone. */
    static final int SILENCE_SECONDS_MAX = 10;

    static final int HANDSHAKE_SECONDS_MAX = 5;

    /** How often files and open connections are looked at. */
    private static final long SWEEP_MILLIS = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final Vertx vertx;
    private final Settings settings;
    private final VantageInlet inlet;
    private final CertificateNews news;
    private final InstantSource clock;
    private final TlsFiles files;
    private final Optional<RevokedSerials> revoked;
    private final HttpServer server;
    // Under its own lock.
    private final Map<VantageId, Deque<VantageConnection>> connections = new HashMap<>();
    private long sweeping;

    private Gateway(
            Vertx vertx,
            Settings settings,
            TlsFiles files,
            HttpServer server,
            VantageInlet inlet,
            CertificateNews news,
            InstantSource clock) {
        this.vertx = vertx;
        this.settings = settings;
        this.files = files;
        this.server = server;
        this.inlet = inlet;
        this.news = news;
        this.clock = clock;
        this.revoked = settings.revoked().map(RevokedSerials::new);
    }

    /**
     * Listens.
     *
     * @throws IOException with one sentence for the operator when it cannot
     */
    public static Gateway start(
            Vertx vertx, Settings settings, VantageInlet inlet, CertificateNews news, InstantSource clock)
            throws IOException {
        TlsFiles files = new TlsFiles(vertx, settings.tls());
        TlsFiles.Loaded loaded = switch (files.changed().orElseThrow()) {
            case TlsFiles.Reading.Good good -> good.loaded();
            case TlsFiles.Reading.Bad bad -> throw new IOException("gateway: " + bad.sentence());
        };
        Gateway gateway =
                new Gateway(vertx, settings, files, vertx.createHttpServer(options(loaded)), inlet, news, clock);
        List<String> problems = gateway.revoked.map(RevokedSerials::refresh).orElse(List.of());
        if (!problems.isEmpty()) {
            throw new IOException("gateway: " + String.join("; ", problems));
        }
        news.ours(loaded.certificate());
        gateway.listen();
        return gateway;
    }

    private static HttpServerOptions options(TlsFiles.Loaded loaded) {
        return new HttpServerOptions()
                .setSsl(true)
                .setSslEngineOptions(TlsFiles.engine())
                .setClientAuth(ClientAuth.REQUIRED)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setKeyCertOptions(loaded.identity())
                .setTrustOptions(loaded.trust())
                .setSslHandshakeTimeout(HANDSHAKE_SECONDS_MAX)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setUseAlpn(false)
                .setReadIdleTimeout(SILENCE_SECONDS_MAX)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setTcpKeepAlive(true)
                .setMaxWebSocketFrameSize(MESSAGE_BYTES_MAX)
                .setMaxWebSocketMessageSize(MESSAGE_BYTES_MAX)
                .setWebSocketSubProtocols(List.of(LinkCodec.PROTOCOL));
    }

    private static ServerSSLOptions renewed(TlsFiles.Loaded loaded) {
        return new ServerSSLOptions()
                .setClientAuth(ClientAuth.REQUIRED)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setKeyCertOptions(loaded.identity())
                .setTrustOptions(loaded.trust())
                .setSslHandshakeTimeout(HANDSHAKE_SECONDS_MAX)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
    }

    private void listen() throws IOException {
        server.requestHandler(this::requested)
                .exceptionHandler(broken -> LOG.debug("a connection did not come about: {}", broken.toString()));
        String where = settings.bind().getHostString() + ":" + settings.bind().getPort();
        try {
            server.listen(settings.bind().getPort(), settings.bind().getHostString())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException cannot) {
            Throwable cause = cannot.getCause() == null ? cannot : cannot.getCause();
            throw new IOException("gateway: cannot listen on " + where + ": " + cause.getMessage(), cannot);
        }
        inlet.onAssignments(() -> all().forEach(VantageConnection::assign));
        inlet.onSuspicion((by, bytes) -> all().stream()
                .filter(connection -> !connection.certificate().vantage().equals(by))
                .forEach(connection -> connection.suspected(bytes)));
        sweeping = vertx.setPeriodic(SWEEP_MILLIS, any -> sweep());
        LOG.info("gateway for vantages on {}", where);
    }

    /** Of the certificates with which a vantage is connected now. */
    synchronized List<BigInteger> serials(VantageId vantage) {
        return connections.getOrDefault(vantage, new ArrayDeque<>()).stream()
                .map(connection -> connection.certificate().serial())
                .toList();
    }

    private void requested(HttpServerRequest request) {
        Optional<VantageCertificate> certificate = certificate(request);
        if (certificate.isEmpty()) {
            String reason =
                    "the certificate has no subject alternative name URI:" + VantageCertificate.URI_PREFIX + "NAME";
            inlet.refusedStranger(Refusal.CERTIFICATE, reason);
            answer(request, 403, reason);
            return;
        }
        Optional<Refused> refused = refused(certificate.get());
        if (refused.isPresent()) {
            inlet.refused(
                    certificate.get().vantage(),
                    refused.get().why(),
                    refused.get().reason());
            answer(request, 403, refused.get().reason());
        } else if (!PATH.equals(request.path())) {
            answer(request, 404, "the link of vantages is at " + PATH);
        } else {
            request.toWebSocket()
                    .onSuccess(socket -> opened(certificate.get(), socket))
                    .onFailure(notOne -> LOG.debug("{}: no WebSocket: {}", certificate.get(), notOne.toString()));
        }
    }

    private static void answer(HttpServerRequest request, int status, String sentence) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .putHeader("Connection", "close")
                .end(sentence);
    }

    private static Optional<VantageCertificate> certificate(HttpServerRequest request) {
        try {
            return request.connection().peerCertificates().stream()
                    .findFirst()
                    .map(X509Certificate.class::cast)
                    .flatMap(VantageCertificate::of);
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }

    private record Refused(Refusal why, String reason) {}

    private Optional<Refused> refused(VantageCertificate certificate) {
        String which = "certificate " + certificate.serial().toString(16) + " of vantage " + certificate.vantage();
        if (revoked(certificate)) {
            return Optional.of(new Refused(Refusal.REVOKED, which + " is revoked"));
        }
        if (!clock.instant().isBefore(certificate.notAfter())) {
            return Optional.of(new Refused(Refusal.EXPIRED, which + " ran out at " + certificate.notAfter()));
        }
        return inlet.known(certificate.vantage())
                ? Optional.empty()
                : Optional.of(new Refused(
                        Refusal.UNKNOWN_VANTAGE,
                        "no vantage " + certificate.vantage() + " in the configuration, or it has no publicKey there"));
    }

    private synchronized boolean revoked(VantageCertificate certificate) {
        return revoked.map(serials -> serials.contains(certificate.serial())).orElse(false);
    }

    private void opened(VantageCertificate certificate, ServerWebSocket socket) {
        VantageConnection connection = new VantageConnection(certificate, socket, inlet, System::nanoTime);
        socket.setWriteQueueMaxSize(VantageConnection.WAITING_BYTES_MAX);
        socket.binaryMessageHandler(connection::received);
        socket.textMessageHandler(text -> connection.close(VantageConnection.POLICY, "messages are binary"));
        socket.exceptionHandler(broken -> broke(certificate, broken));
        socket.closeHandler(gone -> remove(connection));
        add(connection)
                .ifPresent(oldest -> oldest.close(
                        VantageConnection.POLICY,
                        "more than " + CONNECTIONS_PER_VANTAGE_MAX + " connections of one vantage"));
        LOG.info("vantage {} connected from {}", certificate.vantage(), socket.remoteAddress());
        news.ofVantage(certificate.vantage(), certificate.notAfter());
        connection.assign();
    }

    private void broke(VantageCertificate certificate, Throwable broken) {
        LOG.debug("connection of {}: {}", certificate.vantage(), broken.toString());
        if (broken instanceof io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException
                || broken instanceof io.netty.handler.codec.TooLongFrameException) {
            inlet.refused(
                    certificate.vantage(), Refusal.SIZE, "a message of more than " + MESSAGE_BYTES_MAX + " bytes");
        }
    }

    /** The oldest one, when it is one too many. */
    private synchronized Optional<VantageConnection> add(VantageConnection connection) {
        Deque<VantageConnection> own =
                connections.computeIfAbsent(connection.certificate().vantage(), any -> new ArrayDeque<>());
        own.addLast(connection);
        return own.size() > CONNECTIONS_PER_VANTAGE_MAX ? Optional.ofNullable(own.pollFirst()) : Optional.empty();
    }

    private synchronized void remove(VantageConnection connection) {
        VantageId vantage = connection.certificate().vantage();
        Deque<VantageConnection> own = connections.get(vantage);
        if (own != null) {
            own.remove(connection);
            if (own.isEmpty()) {
                connections.remove(vantage);
            }
        }
    }

    private synchronized List<VantageConnection> all() {
        List<VantageConnection> open = new ArrayList<>();
        connections.values().forEach(open::addAll);
        return open;
    }

    /** Takes up renewed files, and ends connections that may be no longer. */
    private void sweep() {
        synchronized (this) {
            revoked.ifPresent(serials -> serials.refresh().forEach(news::trouble));
        }
        files.changed().ifPresent(reading -> {
            switch (reading) {
                case TlsFiles.Reading.Good good -> renew(good.loaded());
                case TlsFiles.Reading.Bad bad ->
                    news.trouble(bad.sentence() + ": the certificate of before is used on");
            }
        });
        for (VantageConnection connection : all()) {
            refused(connection.certificate()).ifPresent(refused -> {
                inlet.refused(connection.certificate().vantage(), refused.why(), refused.reason());
                connection.close(VantageConnection.POLICY, refused.reason());
            });
        }
        news.look();
    }

    private void renew(TlsFiles.Loaded loaded) {
        server.updateSSLOptions(renewed(loaded))
                .onSuccess(done -> {
                    news.ours(loaded.certificate());
                    LOG.info(
                            "gateway's certificate until {}",
                            loaded.certificate().getNotAfter().toInstant());
                })
                .onFailure(
                        failed -> news.trouble("the gateway's new certificate cannot be used: " + failed.getMessage()));
    }

    @Override
    public void close() {
        vertx.cancelTimer(sweeping);
        all().forEach(connection -> connection.close(VantageConnection.GOING_AWAY, "this controller ends"));
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
