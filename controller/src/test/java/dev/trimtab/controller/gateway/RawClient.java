package dev.trimtab.controller.gateway;

import dev.trimtab.core.observe.LinkCodec;
import dev.trimtab.core.observe.LinkMessage;
import dev.trimtab.link.TlsFiles;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Says to a gateway whatever a test wants, with whichever certificate. */
final class RawClient implements AutoCloseable {
    private static final int LARGE = 64 * 1024 * 1024;

    final BlockingQueue<LinkMessage> heard = new LinkedBlockingQueue<>();
    final CompletableFuture<String> closed = new CompletableFuture<>();
    private final Vertx vertx = Vertx.vertx();
    /** Kept: Vert.x closes a client, and its connections, as soon as nobody refers to it. */
    private final WebSocketClient client;

    private final ClientWebSocket socket;

    private RawClient(Optional<TlsFiles.Settings> identity, TlsFiles.Settings trust, Set<String> protocols) {
        WebSocketClientOptions options = new WebSocketClientOptions()
                .setSsl(true)
                .setSslEngineOptions(TlsFiles.engine())
                .setEnabledSecureTransportProtocols(protocols)
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(trust.authorities().toString()))
                .setMaxFrameSize(LARGE)
                .setMaxMessageSize(LARGE);
        identity.ifPresent(files -> options.setKeyCertOptions(new PemKeyCertOptions()
                .setCertPath(files.certificate().toString())
                .setKeyPath(files.key().toString())));
        client = vertx.createWebSocketClient(options);
        socket = client.webSocket();
        socket.binaryMessageHandler(bytes -> LinkCodec.decode(bytes.getBytes()).ifPresent(heard::add));
        socket.closeHandler(gone -> closed.complete(socket.closeStatusCode() + " " + socket.closeReason()));
        socket.exceptionHandler(broken -> heard.removeIf(any -> false));
    }

    /** @throws Exception what the gateway answered to the handshake */
    static RawClient connect(int port, TlsFiles.Settings files) throws Exception {
        return connect(port, Optional.of(files), files, Set.of("TLSv1.3"));
    }

    static RawClient connect(
            int port, Optional<TlsFiles.Settings> identity, TlsFiles.Settings trust, Set<String> protocols)
            throws Exception {
        RawClient client = new RawClient(identity, trust, protocols);
        try {
            client.socket
                    .connect(new WebSocketConnectOptions()
                            .setHost("localhost")
                            .setPort(port)
                            .setURI(Gateway.PATH)
                            .setSsl(true)
                            .addSubProtocol(LinkCodec.PROTOCOL))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            return client;
        } catch (Exception refused) {
            client.close();
            throw refused;
        }
    }

    void send(LinkMessage message) {
        send(LinkCodec.encode(message));
    }

    void send(byte[] bytes) {
        socket.writeBinaryMessage(Buffer.buffer(bytes));
    }

    void text(String text) {
        socket.writeTextMessage(text);
    }

    /** Reads no more. */
    void deafen() {
        socket.pause();
    }

    /** The next message of a kind; others are passed over. */
    <T extends LinkMessage> T await(Class<T> kind) throws InterruptedException {
        while (true) {
            LinkMessage message = heard.poll(60, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no " + kind.getSimpleName() + " came");
            }
            if (kind.isInstance(message)) {
                return kind.cast(message);
            }
        }
    }

    /** The certificate that a gateway shows. */
    static X509Certificate certificateOf(int port, TlsFiles.Settings files) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            var socket = vertx.createNetClient(new NetClientOptions()
                            .setSsl(true)
                            .setHostnameVerificationAlgorithm("HTTPS")
                            .setKeyCertOptions(new PemKeyCertOptions()
                                    .setCertPath(files.certificate().toString())
                                    .setKeyPath(files.key().toString()))
                            .setTrustOptions(new PemTrustOptions()
                                    .addCertPath(files.authorities().toString())))
                    .connect(port, "localhost")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            return (X509Certificate) socket.peerCertificates().get(0);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
