package dev.trimtab.provider.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/** BIND with one zone that takes updates signed with {@link #keyName}. */
public final class BindServer implements AutoCloseable {
    private final ChildProcess process;
    private final InetSocketAddress address;

    private BindServer(ChildProcess process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /** Starts it and waits until it serves {@code zone} (fully qualified). */
    public static BindServer start(String zone) {
        Path directory = ChildProcess.directory("bind");
        int port = ChildProcess.freePort();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        ChildProcess.write(directory.resolve("zone"), Tsig.zoneFile(zone));
        ChildProcess.write(
                directory.resolve("named.conf"), """
                options {
                  directory "%1$s";
                  listen-on port %2$d { 127.0.0.1; };
                  listen-on-v6 { none; };
                  pid-file "%1$s/named.pid";
                  session-keyfile "%1$s/session.key";
                  managed-keys-directory "%1$s";
                  recursion no;
                  dnssec-validation no;
                  empty-zones-enable no;
                };
                controls { };
                key "%3$s" { algorithm hmac-sha256; secret "%4$s"; };
                zone "%5$s" { type primary; file "%1$s/zone"; update-policy { grant %3$s zonesub ANY; }; };
                """.formatted(directory, port, Tsig.KEY_NAME, Tsig.SECRET, zone));
        ChildProcess process = ChildProcess.start(
                directory,
                List.of(
                        "/usr/sbin/named",
                        "-g",
                        "-n",
                        "1",
                        "-c",
                        directory.resolve("named.conf").toString()),
                () -> ChildProcess.serves(address, zone));
        return new BindServer(process, address);
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
