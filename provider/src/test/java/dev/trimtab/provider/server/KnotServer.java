package dev.trimtab.provider.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/** Knot DNS with one zone that takes updates signed with {@link #keyName}. */
public final class KnotServer implements AutoCloseable {
    private final ChildProcess process;
    private final InetSocketAddress address;

    private KnotServer(ChildProcess process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /** Starts it and waits until it serves {@code zone} (fully qualified). */
    public static KnotServer start(String zone) {
        Path directory = ChildProcess.directory("knot");
        int port = ChildProcess.freePort();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        ChildProcess.write(directory.resolve("zone"), Tsig.zoneFile(zone));
        ChildProcess.write(
                directory.resolve("knot.conf"), """
                server:
                    rundir: "%1$s"
                    listen: 127.0.0.1@%2$d
                    udp-workers: 1
                    tcp-workers: 1
                    background-workers: 1
                log:
                  - target: stderr
                    any: info
                database:
                    storage: "%1$s"
                control:
                    listen: "%1$s/knot.sock"
                key:
                  - id: %3$s
                    algorithm: hmac-sha256
                    secret: %4$s
                acl:
                  - id: trimtab
                    key: %3$s
                    action: [query, transfer, update]
                zone:
                  - domain: %5$s
                    storage: "%1$s"
                    file: zone
                    zonefile-sync: -1
                    journal-content: changes
                    acl: trimtab
                """.formatted(directory, port, Tsig.KEY_NAME, Tsig.SECRET, zone));
        ChildProcess process = ChildProcess.start(
                directory,
                List.of("/usr/sbin/knotd", "-c", directory.resolve("knot.conf").toString()),
                () -> ChildProcess.serves(address, zone));
        return new KnotServer(process, address);
    }

    /** Where it answers and takes updates. */
    public InetSocketAddress address() {
        return address;
    }

    public String keyName() {
        return Tsig.KEY_NAME;
    }

    /** In base64. */
    public String secret() {
        return Tsig.SECRET;
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
    }
}
