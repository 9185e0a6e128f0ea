package dev.trimtab.provider.embedded;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** One TCP connection: messages behind their length (RFC 1035 §4.2.2), answered in order, within limits. */
final class TcpConversation {
    /** A query is small; more than this is no query. */
    static final int QUERY_MAX = 4_096;

    /** Without a whole query for this long it ends (RFC 7766 §6.2.3): octets alone do not keep it. */
    static final Duration IDLE_MAX = Duration.ofSeconds(10);

    private static final int LENGTH_OCTETS = 2;

    private final Vertx vertx;
    private final NetSocket socket;
    private final Function<byte[], Optional<byte[]>> responder;
    private Buffer pending = Buffer.buffer();
    private long timer;

    TcpConversation(Vertx vertx, NetSocket socket, Function<byte[], Optional<byte[]>> responder) {
        this.vertx = vertx;
        this.socket = socket;
        this.responder = responder;
    }

    /** @param ended runs once, when the connection is over */
    void begin(Runnable ended) {
        timer = vertx.setTimer(IDLE_MAX.toMillis(), id -> socket.close());
        socket.handler(this::received);
        socket.closeHandler(closed -> {
            vertx.cancelTimer(timer);
            ended.run();
        });
        // A peer that resets its connection is every day's business; the close handler follows.
        socket.exceptionHandler(reset -> socket.close());
    }

    private void received(Buffer octets) {
        pending.appendBuffer(octets);
        int at = 0;
        while (pending.length() - at >= LENGTH_OCTETS) {
            int length = pending.getUnsignedShort(at);
            if (length > QUERY_MAX) {
                socket.close();
                return;
            }
            if (pending.length() - at - LENGTH_OCTETS < length) {
                break;
            }
            byte[] query = pending.getBytes(at + LENGTH_OCTETS, at + LENGTH_OCTETS + length);
            at += LENGTH_OCTETS + length;
            if (!answer(query)) {
                return;
            }
        }
        pending = pending.getBuffer(at, pending.length());
    }

    private boolean answer(byte[] query) {
        Optional<byte[]> answer = responder.apply(query);
        if (answer.isEmpty()) {
            socket.close();
            return false;
        }
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(IDLE_MAX.toMillis(), id -> socket.close());
        socket.write(Buffer.buffer().appendUnsignedShort(answer.get().length).appendBytes(answer.get()));
        if (socket.writeQueueFull()) {
            socket.pause();
            socket.drainHandler(drained -> socket.resume());
        }
        return true;
    }
}
