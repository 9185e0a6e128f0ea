package dev.trimtab.provider.embedded;

import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The embedded authoritative server: UDP and TCP on each of its addresses, answering for its zones and nothing else. */
public final class EmbeddedDns implements AutoCloseable {
    /** Connections at once over all addresses; further ones are closed. */
    static final int CONNECTIONS_MAX = 512;

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDns.class);
    private static final Duration BIND_TIMEOUT = Duration.ofSeconds(10);
    private static final int FREE_PORT_TRIES = 20;

    private final Vertx vertx;
    private final List<InetSocketAddress> listen;
    private final Responder responder;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<DatagramSocket> udp = new ArrayList<>();
    private final List<NetServer> tcp = new ArrayList<>();
    private volatile List<InetSocketAddress> bound = List.of();

    /**
     * @param listen literal addresses; port 0 takes a free one, the same for UDP and TCP
     */
    public EmbeddedDns(Vertx vertx, List<InetSocketAddress> listen, List<ServedZone> zones) {
        this.vertx = vertx;
        this.listen = List.copyOf(listen);
        this.responder = new Responder(zones);
    }

    /** A port that cannot be taken; the message is one sentence with the port. */
    public static final class CannotListen extends RuntimeException {
        private static final long serialVersionUID = 1;

        CannotListen(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Opens all addresses, or none.
     *
     * @throws CannotListen when one cannot be opened
     */
    public synchronized void start() {
        List<InetSocketAddress> opened = new ArrayList<>();
        try {
            for (InetSocketAddress address : listen) {
                opened.add(open(address));
            }
        } catch (CannotListen taken) {
            close();
            throw taken;
        }
        bound = List.copyOf(opened);
    }

    /** Where it listens, with the ports that were taken; empty before start. */
    public List<InetSocketAddress> addresses() {
        return bound;
    }

    @Override
    public synchronized void close() {
        List<Future<?>> closing = new ArrayList<>();
        udp.forEach(socket -> closing.add(socket.close()));
        tcp.forEach(server -> closing.add(server.close()));
        udp.clear();
        tcp.clear();
        bound = List.of();
        try {
            await(Future.join(closing));
        } catch (ExecutionException | TimeoutException late) {
            throw new IllegalStateException("the DNS server did not close: " + late, late);
        }
    }

    private InetSocketAddress open(InetSocketAddress address) {
        int tries = address.getPort() == 0 ? FREE_PORT_TRIES : 1;
        for (int i = 1; ; i++) {
            try {
                return openBoth(address);
            } catch (ExecutionException | TimeoutException taken) {
                if (i == tries) {
                    Throwable cause = taken.getCause() == null ? taken : taken.getCause();
                    throw new CannotListen(
                            "cannot listen for DNS on " + address.getHostString() + " port " + address.getPort() + ": "
                                    + cause.getMessage(),
                            taken);
                }
            }
        }
    }

    /** A free UDP port may be taken for TCP: then nothing stays open, and the caller tries another. */
    private InetSocketAddress openBoth(InetSocketAddress address) throws ExecutionException, TimeoutException {
        String host = address.getAddress().getHostAddress();
        DatagramSocket socket = vertx.createDatagramSocket(
                new DatagramSocketOptions().setIpV6(address.getAddress() instanceof Inet6Address));
        socket.exceptionHandler(trouble -> LOG.debug("DNS over UDP on {}: {}", host, trouble.toString()));
        socket.handler(packet -> answer(socket, packet));
        NetServer server = vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true));
        server.connectHandler(this::accept);
        try {
            await(socket.listen(address.getPort(), host));
            int port = socket.localAddress().port();
            await(server.listen(port, host));
            udp.add(socket);
            tcp.add(server);
            return new InetSocketAddress(address.getAddress(), port);
        } catch (ExecutionException | TimeoutException taken) {
            await(Future.join(socket.close(), server.close()));
            throw taken;
        }
    }

    private void answer(DatagramSocket socket, DatagramPacket packet) {
        SocketAddress from = packet.sender();
        responder
                .respond(packet.data().getBytes(), address(from), Responder.Transport.UDP)
                .ifPresent(octets -> socket.send(Buffer.buffer(octets), from.port(), from.hostAddress()));
    }

    private void accept(NetSocket socket) {
        if (connections.incrementAndGet() > CONNECTIONS_MAX) {
            connections.decrementAndGet();
            socket.close();
            return;
        }
        InetAddress client = address(socket.remoteAddress());
        new TcpConversation(vertx, socket, query -> responder.respond(query, client, Responder.Transport.TCP))
                .begin(connections::decrementAndGet);
    }

    private static InetAddress address(SocketAddress peer) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(peer.hostAddress());
        if (address == null) {
            throw new IllegalStateException("a peer without an IP address: " + peer);
        }
        return address;
    }

    private static void await(Future<?> future) throws ExecutionException, TimeoutException {
        try {
            future.toCompletionStage().toCompletableFuture().get(BIND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while opening or closing the DNS server", interrupted);
        }
    }
}
