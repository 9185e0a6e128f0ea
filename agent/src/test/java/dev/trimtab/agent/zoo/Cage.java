package dev.trimtab.agent.zoo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A listening socket on loopback and what lives behind it: each connection on a thread of its own. */
final class Cage implements AutoCloseable {
    /** What a connection meets; whatever it throws ends the connection. */
    interface Animal {
        void meet(Socket socket, InputStream in, OutputStream out) throws IOException;
    }

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private Cage(ServerSocket server) {
        this.server = server;
    }

    static Cage plain(Animal animal) throws IOException {
        return of(new ServerSocket(0, 256, InetAddress.getByName("127.0.0.1")), animal);
    }

    static Cage of(ServerSocket server, Animal animal) {
        Cage cage = new Cage(server);
        cage.threads.execute(() -> cage.accept(animal));
        return cage;
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept(Animal animal) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                threads.execute(() -> meet(animal, socket));
            } catch (IOException closing) {
                return;
            }
        }
    }

    private void meet(Animal animal, Socket socket) {
        try (socket) {
            animal.meet(socket, socket.getInputStream(), socket.getOutputStream());
        } catch (IOException gone) {
            // The looker has seen enough.
            open.remove(socket);
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
