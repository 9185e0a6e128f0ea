package dev.trimtab.agent.probe;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A real server in the foreground; ends with the test. */
final class Daemon implements AutoCloseable {
    private final Process process;

    private Daemon(Process process) {
        this.process = process;
    }

    /** Starts it and waits until it is ready; what it says is in {@code log} of its directory. */
    static Daemon start(Path directory, List<String> command, BooleanSupplier ready) {
        try {
            Path log = directory.resolve("log");
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Daemon daemon = new Daemon(process);
            try {
                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException(command.getFirst() + " ended: " + Files.readString(log));
                    }
                    return ready.getAsBoolean();
                });
            } catch (RuntimeException failed) {
                daemon.close();
                throw failed;
            }
            return daemon;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
