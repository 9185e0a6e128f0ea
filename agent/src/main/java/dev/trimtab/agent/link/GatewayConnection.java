package dev.trimtab.agent.link;

import dev.trimtab.core.observe.LinkCodec;
import dev.trimtab.core.observe.LinkMessage;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** One connection with a gateway, and who waits for its answers. */
final class GatewayConnection {
    /** The word of a gateway that cannot hand on what it was given. */
    static final String UNABLE = "UNAVAILABLE";

    /** What became of a report. */
    sealed interface Answer {}

    record Arrived() implements Answer {}

    record Refused(String sentence) implements Answer {}

    /** The gateway's own trouble: another one may do better. */
    record Unable(String sentence) implements Answer {}

    /** Nobody knows. */
    record Lost() implements Answer {}

    private final int certificate;
    private final ClientWebSocket socket;
    private final InetSocketAddress gateway;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<Answer>> waiting = new ConcurrentHashMap<>();
    private volatile boolean gone;

    GatewayConnection(int certificate, ClientWebSocket socket, InetSocketAddress gateway) {
        this.certificate = certificate;
        this.socket = socket;
        this.gateway = gateway;
    }

    /** Which of the certificates so far it was made with. */
    int certificate() {
        return certificate;
    }

    InetSocketAddress gateway() {
        return gateway;
    }

    String where() {
        return gateway.getHostString() + ":" + gateway.getPort();
    }

    boolean gone() {
        return gone;
    }

    /** Sends and asks what became of it. The answer never fails: it may be {@link Lost}. */
    CompletableFuture<Answer> ask(byte[] sealed) {
        long id = ids.incrementAndGet();
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        if (gone) {
            answered(id, new Lost());
        } else {
            send(new LinkMessage.Carried(id, sealed));
        }
        return answer;
    }

    void tell(byte[] sealed) {
        send(new LinkMessage.Carried(0, sealed));
    }

    void answered(LinkMessage.Arrived arrived) {
        answered(arrived.id(), new Arrived());
    }

    void answered(LinkMessage.Refused refused) {
        answered(
                refused.id(),
                refused.word().equals(UNABLE) ? new Unable(refused.sentence()) : new Refused(refused.sentence()));
    }

    /** What the other side said when it closed. */
    String goodbye() {
        String reason = socket.closeReason();
        return reason == null || reason.isEmpty() ? "the connection was closed" : reason;
    }

    /** Closes; any number of times, from any thread. */
    void end() {
        if (!gone) {
            gone = true;
            socket.close();
        }
        waiting.keySet().forEach(id -> answered(id, new Lost()));
    }

    private void answered(long id, Answer answer) {
        CompletableFuture<Answer> asked = waiting.remove(id);
        if (asked != null) {
            asked.complete(answer);
        }
    }

    private void send(LinkMessage message) {
        if (!socket.isClosed()) {
            socket.writeBinaryMessage(Buffer.buffer(LinkCodec.encode(message)));
        }
    }
}
