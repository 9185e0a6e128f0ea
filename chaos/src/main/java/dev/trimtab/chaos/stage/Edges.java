package dev.trimtab.chaos.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One nginx that plays every delivery network and the origin, each at a port of its own; safe for all threads. */
public final class Edges {
    private static final String PAGE = "<html data-build=\\\"0123456789abcdef\\\">our page</html>";

    private final Network network;
    private final Path home;
    private final Child child;
    private final Set<String> down = new TreeSet<>();

    Edges(Network network, Path folder) throws IOException {
        this.network = network;
        this.home = Files.createDirectories(folder.resolve(Topology.EDGES));
        Files.createDirectories(home.resolve("tmp"));
        write();
        List<String> command = new ArrayList<>(network.at(Topology.EDGES));
        command.addAll(List.of("nginx", "-p", home.toString(), "-c", "nginx.conf", "-e", home + "/error.log"));
        this.child = new Child(
                Topology.EDGES,
                () -> new Child.Command(command, Map.of()),
                this::listens,
                folder.resolve(Topology.EDGES + ".log"));
    }

    Child child() {
        return child;
    }

    public synchronized boolean up(String cdn) {
        return !down.contains(cdn);
    }

    /** Fails or is mended from the next connection on. */
    public synchronized void set(String cdn, boolean up) {
        boolean news = up ? down.remove(cdn) : down.add(cdn);
        if (news) {
            try {
                write();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            child.signal("HUP");
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(network.address(Topology.EDGES), 8001), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void write() throws IOException {
        StringBuilder servers = new StringBuilder();
        Topology.cdns()
                .forEach((cdn, port) -> servers.append("  server { listen ")
                        .append(network.address(Topology.EDGES))
                        .append(':')
                        .append(port)
                        .append("; location / { ")
                        .append(
                                down.contains(cdn)
                                        ? "return 500 \"broken\";"
                                        : "default_type text/html; return 200 \"" + PAGE + "\";")
                        .append(" } }\n"));
        Files.writeString(home.resolve("nginx.conf"), """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                events { worker_connections 256; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/tmp; proxy_temp_path %1$s/tmp; fastcgi_temp_path %1$s/tmp;
                  uwsgi_temp_path %1$s/tmp; scgi_temp_path %1$s/tmp;
                  keepalive_timeout 0;
                %2$s}
                """.formatted(home, servers));
    }
}
