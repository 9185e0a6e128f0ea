package dev.trimtab.agent.link;

import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Envelope;
import dev.trimtab.core.observe.LinkCodec;
import dev.trimtab.core.observe.LinkMessage;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.LookRequest;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Suspicion;
import dev.trimtab.core.port.VantageLink;
import dev.trimtab.link.TlsFiles;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speaks with one of the controllers' gateways at a time, over mutual TLS 1.3. Stays while it is well and goes to the next one
 * when it is not; a certificate that was renewed in its files is taken up by a new connection before the old one ends.
 */
public final class GatewayLink implements VantageLink {
    /**
     * Whom to reach, and who we are.
     *
     * @param gateways unresolved: each attempt asks DNS anew
     * @param tls the certificate says which vantage we are
     * @param key the vantage's own Ed25519 key
     * @param controllerKey the key under which assignments and suspicions are believed
     */
    public record Settings(
            VantageId vantage,
            List<InetSocketAddress> gateways,
            TlsFiles.Settings tls,
            PrivateKey key,
            PublicKey controllerKey) {
        public Settings {
            gateways = List.copyOf(gateways);
        }
    }

    /** Without an answer to a report for so long, a gateway is not well. */
    static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);

    /** TCP, TLS and upgrade from the far end of the world; others are tried in the meantime. */
    private static final int CONNECT_TIMEOUT_MILLIS = 5000;

    private static final Duration FILES_EVERY = Duration.ofSeconds(1);

    private static final int MESSAGE_BYTES_MAX = Envelope.PAYLOAD_BYTES_MAX + 1024;

    /** All agents lose a gateway that ends at the same moment. */
    private static final int SPREAD_MILLIS = 200;

    private static final Logger LOG = LoggerFactory.getLogger(GatewayLink.class);

    private final Sealing sealing;
    private final Vertx vertx;
    private final TlsFiles files;
    private final Inbox inbox;
    private final GatewayOrder order;
    private volatile @Nullable GatewayConnection current;
    private volatile boolean closed;
    // Below: on the link's own thread only.
    private final Set<InetSocketAddress> trying = new HashSet<>();
    private @Nullable WebSocketClient client;
    private final List<WebSocketClient> outdated = new ArrayList<>();
    private int certificates;
    private boolean searching;
    private String told = "";

    private GatewayLink(Settings settings) {
        this.vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
        this.sealing = new Sealing(settings.vantage(), settings.key(), InstantSource.system());
        this.files = new TlsFiles(vertx, settings.tls());
        this.inbox = new Inbox(settings.vantage(), settings.controllerKey());
        this.order = new GatewayOrder(settings.gateways(), new SplittableRandom());
    }

    /** Returns at once; the connection is made in the background, and made again for ever. */
    public static GatewayLink connect(Settings settings) {
        GatewayLink link = new GatewayLink(settings);
        link.inbox.later(link::watchFiles);
        return link;
    }

    @Override
    public boolean report(Report report) {
        GatewayConnection connection = current;
        Optional<Assignment> assignment = inbox.assignment(report.assignment());
        if (connection == null || assignment.isEmpty()) {
            return false;
        }
        byte[] sealed = sealing.report(report, assignment.get());
        try {
            return switch (connection.ask(sealed).get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                case GatewayConnection.Arrived arrived -> true;
                case GatewayConnection.Refused refused -> {
                    inbox.later(() -> tell(connection.where() + " refuses reports: " + refused.sentence()));
                    yield false;
                }
                case GatewayConnection.Unable unable -> {
                    lose(connection, unable.sentence());
                    yield false;
                }
                case GatewayConnection.Lost lost -> false;
            };
        } catch (TimeoutException silent) {
            lose(connection, "no answer within " + ANSWER_TIMEOUT.toMillis() + " ms");
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException impossible) {
            throw new IllegalStateException("an answer is a value", impossible);
        }
    }

    @Override
    public void onAssignment(Consumer<Assignment> listener) {
        inbox.onAssignment(listener);
    }

    @Override
    public void suspect(Suspicion suspicion) {
        GatewayConnection connection = current;
        if (connection != null) {
            connection.tell(sealing.suspicion(suspicion));
        }
    }

    @Override
    public void onSuspicion(Consumer<Suspicion> listener) {
        inbox.onSuspicion(listener);
    }

    @Override
    public void show(LookEvidence evidence) {
        GatewayConnection connection = current;
        if (connection != null) {
            connection.tell(sealing.evidence(evidence));
        }
    }

    @Override
    public void onLookRequest(Consumer<LookRequest> listener) {
        inbox.onLookRequest(listener);
    }

    @Override
    public void close() {
        closed = true;
        inbox.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void watchFiles() {
        files.changed().ifPresent(reading -> {
            switch (reading) {
                case TlsFiles.Reading.Good good -> take(good.loaded());
                case TlsFiles.Reading.Bad bad ->
                    LOG.warn(
                            "{}{}",
                            bad.sentence(),
                            client == null
                                    ? "; no gateway is tried until it can be read"
                                    : "; what was read before stays");
            }
        });
        inbox.after(FILES_EVERY, this::watchFiles);
    }

    private void take(TlsFiles.Loaded loaded) {
        LOG.info(
                "certificate {} until {}",
                loaded.certificate().getSerialNumber().toString(16),
                loaded.certificate().getNotAfter().toInstant());
        if (client != null) {
            outdated.add(client);
        }
        certificates++;
        client = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setSsl(true)
                .setSslEngineOptions(TlsFiles.engine())
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setKeyCertOptions(loaded.identity())
                .setTrustOptions(loaded.trust())
                .setVerifyHost(true)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setSslHandshakeTimeout(CONNECT_TIMEOUT_MILLIS)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpKeepAlive(true)
                .setMaxFrameSize(MESSAGE_BYTES_MAX)
                .setMaxMessageSize(MESSAGE_BYTES_MAX));
        search();
    }

    /** Whether the connection is there, and made with the newest certificate. */
    private boolean settled() {
        GatewayConnection connection = current;
        return connection != null && connection.certificate() == certificates;
    }

    private void search() {
        if (!searching) {
            searching = true;
            attempt();
        }
    }

    private void attempt() {
        WebSocketClient with = client;
        if (closed || with == null || settled()) {
            searching = false;
            return;
        }
        InetSocketAddress gateway = order.next();
        int certificate = certificates;
        if (trying.add(gateway)) {
            Thread.startVirtualThread(() -> resolveAndConnect(with, certificate, gateway));
        }
        inbox.after(order.delay(), this::attempt);
    }

    private void resolveAndConnect(WebSocketClient with, int certificate, InetSocketAddress gateway) {
        try {
            InetAddress[] addresses = InetAddress.getAllByName(gateway.getHostString());
            InetAddress one = addresses[ThreadLocalRandom.current().nextInt(addresses.length)];
            ClientWebSocket socket = with.webSocket();
            GatewayConnection connection = new GatewayConnection(certificate, socket, gateway);
            socket.binaryMessageHandler(bytes -> received(connection, bytes.getBytes()));
            socket.closeHandler(gone -> lose(connection, connection.goodbye()));
            socket.exceptionHandler(broken -> LOG.debug("{}: {}", connection.where(), broken.toString()));
            socket.connect(new WebSocketConnectOptions()
                            .setServer(SocketAddress.inetSocketAddress(gateway.getPort(), one.getHostAddress()))
                            .setHost(gateway.getHostString().replaceAll("^\\[|]$", ""))
                            .setPort(gateway.getPort())
                            .setURI("/v1/link")
                            .setSsl(true)
                            .setTimeout(CONNECT_TIMEOUT_MILLIS)
                            .addSubProtocol(LinkCodec.PROTOCOL))
                    .onComplete(
                            open -> inbox.later(() -> connected(connection)),
                            failed -> inbox.later(() -> missed(gateway, failed)));
        } catch (UnknownHostException | RuntimeException failed) {
            inbox.later(() -> missed(gateway, failed));
        }
    }

    private void connected(GatewayConnection connection) {
        trying.remove(connection.gateway());
        if (closed || settled() || connection.certificate() != certificates || connection.gone()) {
            connection.end();
            return;
        }
        GatewayConnection before = current;
        current = connection;
        order.found(connection.gateway());
        told = "";
        LOG.info("connected with gateway {}", connection.where());
        if (before != null) {
            before.end();
        }
        outdated.forEach(WebSocketClient::close);
        outdated.clear();
    }

    private void missed(InetSocketAddress gateway, Throwable failed) {
        trying.remove(gateway);
        String why = failed instanceof UpgradeRejectedException rejected
                ? "it refuses us: " + (rejected.getBody() == null ? rejected.getMessage() : rejected.getBody())
                : String.valueOf(failed.getMessage());
        tell("gateway " + gateway.getHostString() + ":" + gateway.getPort() + ": " + why);
    }

    /** Said once for each new reason: attempts go on for ever. */
    private void tell(String sentence) {
        if (!told.equals(sentence)) {
            told = sentence;
            LOG.warn("{}", sentence);
        }
    }

    /** From any thread, any number of times. */
    private void lose(GatewayConnection connection, String why) {
        connection.end();
        inbox.later(() -> {
            if (current == connection) {
                current = null;
                LOG.warn("gateway {} lost: {}", connection.where(), why);
                inbox.after(Duration.ofMillis(ThreadLocalRandom.current().nextInt(SPREAD_MILLIS)), this::search);
            }
        });
    }

    private void received(GatewayConnection connection, byte[] bytes) {
        LinkCodec.decode(bytes).ifPresent(message -> {
            switch (message) {
                case LinkMessage.Carried carried ->
                    Envelope.kind(carried.sealed()).ifPresent(kind -> {
                        switch (kind) {
                            case ASSIGNMENT -> inbox.later(() -> inbox.assigned(carried.sealed()));
                            case RELAYED_SUSPICION, LOOK_REQUEST -> inbox.later(() -> inbox.told(carried.sealed()));
                            case REPORT, SUSPICION, EVIDENCE -> LOG.debug("{} sent a {}", connection.where(), kind);
                        }
                    });
                case LinkMessage.Arrived arrived -> connection.answered(arrived);
                case LinkMessage.Refused refused -> connection.answered(refused);
            }
        });
    }
}
