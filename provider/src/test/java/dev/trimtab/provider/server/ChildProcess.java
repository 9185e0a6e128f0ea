package dev.trimtab.provider.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** A daemon in the foreground with a directory of its own; closing it ends the process and deletes the directory. */
final class ChildProcess implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final Duration END_MAX = Duration.ofSeconds(10);

    private final Process process;
    private final Path directory;

    private ChildProcess(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    static Path directory(String name) {
        try {
            return Files.createTempDirectory("trimtab-" + name + "-");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Starts a daemon and waits until it is ready; its output goes to {@code log} in its directory. */
    static ChildProcess start(Path directory, List<String> command, BooleanSupplier ready) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            ChildProcess child = new ChildProcess(process, directory);
            child.await(command.get(0), ready);
            return child;
        } catch (IOException notThere) {
            delete(directory);
            throw new IllegalStateException(
                    command.get(0) + " cannot be started; script/install-test-servers installs it", notThere);
        }
    }

    private void await(String what, BooleanSupplier ready) throws IOException {
        long deadline = System.nanoTime() + START_MAX.toNanos();
        while (!ready.getAsBoolean()) {
            if (exitedWithin(Duration.ofMillis(50)) || System.nanoTime() > deadline) {
                String log = Files.readString(directory.resolve("log"), StandardCharsets.UTF_8);
                close();
                throw new IllegalStateException(what + " did not come up:\n" + log);
            }
        }
    }

    private boolean exitedWithin(Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Runs a tool to its end. */
    static void run(Path directory, List<String> command, Path input) {
        try {
            Process tool = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(input.toFile())
                    .redirectOutput(directory.resolve("tool").toFile())
                    .start();
            if (!tool.waitFor(START_MAX.toSeconds(), TimeUnit.SECONDS) || tool.exitValue() != 0) {
                tool.destroyForcibly();
                throw new IllegalStateException(command + ": " + Files.readString(directory.resolve("tool")));
            }
        } catch (IOException failed) {
            throw new IllegalStateException(
                    command.get(0) + " failed; script/install-test-servers installs it", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** A port of 127.0.0.1 that was free for TCP and UDP a moment ago. */
    static int freePort() {
        IllegalStateException none = new IllegalStateException("no free port on loopback");
        for (int attempt = 0; attempt < 20; attempt++) {
            try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
                return udp.getLocalPort();
            } catch (IOException takenForUdp) {
                none.addSuppressed(takenForUdp);
            }
        }
        throw none;
    }

    /** Whether the server answers for the top of the zone. */
    static boolean serves(InetSocketAddress server, String zone) {
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTCP(true);
        resolver.setTimeout(Duration.ofSeconds(1));
        try {
            Message answer = resolver.send(
                    Message.newQuery(Record.newRecord(Name.fromConstantString(zone), Type.SOA, DClass.IN)));
            return answer.getRcode() == Rcode.NOERROR && answer.getHeader().getFlag(Flags.AA);
        } catch (IOException notYet) {
            return false;
        }
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        if (!exitedWithin(END_MAX)) {
            process.destroyForcibly();
            process.onExit().join();
        }
        delete(directory);
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
