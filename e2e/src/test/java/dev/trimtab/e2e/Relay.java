package dev.trimtab.e2e;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The only way to a server over TCP: it can be cut and mended, and the server behind it notices nothing. */
final class Relay implements AutoCloseable {
    private final InetSocketAddress server;
    private final int port;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private ServerSocket listener;

    Relay(InetSocketAddress server) throws IOException {
        this.server = server;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        port = listener.getLocalPort();
        listen(listener);
    }

    int port() {
        return port;
    }

    /** Whoever comes from now on is refused; whoever is there is cut off. */
    synchronized void cut() {
        close(listener);
        open.forEach(Relay::close);
    }

    synchronized void mend() throws IOException {
        listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        listen(listener);
    }

    private void listen(ServerSocket at) {
        threads.execute(() -> {
            while (!at.isClosed()) {
                try {
                    Socket client = at.accept();
                    threads.execute(() -> serve(client, at));
                } catch (IOException ended) {
                    return;
                }
            }
        });
    }

    private void serve(Socket client, ServerSocket from) {
        try (client;
                Socket behind = new Socket(server.getAddress(), server.getPort())) {
            open.add(client);
            open.add(behind);
            if (from.isClosed()) {
                return;
            }
            threads.execute(() -> pass(behind, client));
            pass(client, behind);
            open.remove(client);
            open.remove(behind);
        } catch (IOException refused) {
            // Whoever came finds the connection closed, as without a relay.
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException ended) {
            // One of the two has closed.
        }
    }

    private static void close(Closeable one) {
        try {
            one.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        cut();
        threads.shutdownNow();
    }
}
