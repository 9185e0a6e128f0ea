package dev.trimtab.demo;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Finds ports at loopback that nobody listens on, below the range from which kernels take ports for outgoing connections:
 * between the choice and the child's bind no client socket can slip in.
 */
final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int COUNT = 10_000;

    /** So many taken ports in a row mean that something else is wrong. */
    private static final int ATTEMPTS_MAX = 200;

    private final RandomGenerator random;
    private final Set<Integer> chosen = new TreeSet<>();

    FreePorts(RandomGenerator random) {
        this.random = random;
    }

    /** A port that is free over TCP and UDP, and not handed out before. */
    int next() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            int port = FIRST + random.nextInt(COUNT);
            if (!chosen.contains(port) && free(port)) {
                chosen.add(port);
                return port;
            }
        }
        throw new IOException("no free port at 127.0.0.1 among " + ATTEMPTS_MAX + " tried between " + FIRST + " and "
                + (FIRST + COUNT));
    }

    private static boolean free(int port) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket tcp = new ServerSocket(port, 1, loopback);
                DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, port))) {
            return tcp.isBound() && udp.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
