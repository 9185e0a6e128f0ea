package dev.trimtab.e2e;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** The only way of one controller to a name server: counts the dynamic updates that go through it (RFC 2136: opcode 5). */
final class UpdateCounter implements AutoCloseable {
    private static final int UPDATE = 5;

    private final InetSocketAddress server;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong updates = new AtomicLong();

    UpdateCounter(InetSocketAddress server) {
        this.server = server;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        threads.execute(this::listen);
    }

    int port() {
        return listener.getLocalPort();
    }

    long updates() {
        return updates.get();
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                threads.execute(() -> serve(client));
            } catch (IOException ended) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket behind = new Socket(server.getAddress(), server.getPort())) {
            threads.execute(() -> back(behind, client));
            DataInputStream in = new DataInputStream(client.getInputStream());
            while (true) {
                byte[] message = new byte[in.readUnsignedShort()];
                in.readFully(message);
                if ((message[2] >> 3 & 0xf) == UPDATE) {
                    updates.incrementAndGet();
                }
                ByteBuffer whole = ByteBuffer.allocate(message.length + 2);
                whole.putShort((short) message.length).put(message);
                behind.getOutputStream().write(whole.array());
            }
        } catch (EOFException done) {
            // The client has asked what it wanted to.
        } catch (IOException broken) {
            // A client that was killed in the middle of a message: it has sent no whole one.
        }
    }

    private static void back(Socket from, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            from.getInputStream().transferTo(out);
        } catch (IOException ended) {
            // One of the two has closed.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            threads.shutdownNow();
        }
    }
}
