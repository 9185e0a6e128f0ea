package dev.trimtab.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real PostgreSQL in a folder of its own, on a free port of loopback, with a password. PostgreSQL refuses to run as root:
 * there it runs as user {@code postgres}. Closing it ends its processes and deletes the folder; so does the end of this
 * process, also when it is killed: a watchdog waits at the other end of a pipe.
 */
public final class PostgresServer implements AutoCloseable {
    public static final String USER = "trimtab";
    public static final String PASSWORD = "not-a-secret-of-anybody";

    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path directory;
    private final Path data;
    private final Path programs;
    private final int port;
    private final Thread atExit = new Thread(this::end);
    private Process process;
    private Process watchdog;

    private PostgresServer(Path directory, Path programs, int port) {
        this.directory = directory;
        this.data = directory.resolve("data");
        this.programs = programs;
        this.port = port;
    }

    /** Makes a cluster, starts it and waits until it takes connections. */
    public static PostgresServer start() {
        try {
            Path directory = Files.createTempDirectory("trimtab-postgresql-");
            PostgresServer server = new PostgresServer(directory, programs(), freePort());
            Runtime.getRuntime().addShutdownHook(server.atExit);
            Path password = directory.resolve("password");
            Files.writeString(password, PASSWORD + "\n");
            Files.createDirectory(server.data);
            if (root()) {
                run(List.of("chown", "-R", "postgres", directory.toString()));
            }
            run(asUser(
                    server.programs.resolve("initdb").toString(),
                    "--pgdata=" + server.data,
                    "--username=" + USER,
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync"));
            Files.writeString(
                    server.data.resolve("postgresql.conf"),
                    """
                    listen_addresses = '127.0.0.1'
                    port = %d
                    unix_socket_directories = ''
                    max_connections = 60
                    shared_buffers = 16MB
                    dynamic_shared_memory_type = posix
                    log_min_messages = warning
                    """.formatted(server.port),
                    StandardOpenOption.TRUNCATE_EXISTING);
            server.boot();
            return server;
        } catch (IOException failed) {
            throw new IllegalStateException("PostgreSQL cannot be prepared", failed);
        }
    }

    /** A fresh database on this server: {@code postgresql://127.0.0.1:port/name}. */
    public String newDatabase() {
        String name = "d" + DATABASES.incrementAndGet() + "p"
                + ProcessHandle.current().pid();
        sql("postgres", "CREATE DATABASE " + name);
        return url(name);
    }

    /** As {@code TRIMTAB_STORE} wants it. */
    public String url(String database) {
        return "postgresql://127.0.0.1:" + port + "/" + database;
    }

    public int port() {
        return port;
    }

    /** A file that holds the password, as {@code TRIMTAB_STORE_PASSWORD_FILE} wants it. */
    public Path passwordFile() {
        return directory.resolve("password");
    }

    /** A connection of the test's own to a database of {@link #newDatabase}. */
    public Connection connect(String url) throws SQLException {
        return DriverManager.getConnection("jdbc:" + url + "?connectTimeout=5&socketTimeout=30", USER, PASSWORD);
    }

    private void sql(String database, String statement) {
        try (Connection connection = connect(url(database));
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException refused) {
            throw new IllegalStateException(statement, refused);
        }
    }

    /** Ends it as an administrator would who does not wait for clients; {@link #boot} starts it again. */
    public void stop() {
        callOff();
        run(List.of("kill", "-INT", Long.toString(process.pid())));
        awaitEnd();
    }

    /** Kills every process of it at once. */
    public void kill() {
        callOff();
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        awaitEnd();
        all.forEach(child -> child.onExit().join());
    }

    /** Stops every process of it (SIGSTOP): connections stand, and nothing answers. */
    public void freeze() {
        signalAll("-STOP");
    }

    public void thaw() {
        signalAll("-CONT");
    }

    /** Its number may be somebody else's once the server has ended. */
    private void callOff() {
        watchdog.destroyForcibly();
        watchdog.onExit().join();
    }

    private void signalAll(String signal) {
        List<String> command = new ArrayList<>(List.of("kill", signal, Long.toString(process.pid())));
        process.descendants().forEach(child -> command.add(Long.toString(child.pid())));
        run(command);
    }

    /** Starts it again on the same folder and port, and waits until it takes connections. */
    public void boot() {
        try {
            Files.deleteIfExists(data.resolve("postmaster.pid"));
            process = new ProcessBuilder(asUser(programs.resolve("postgres").toString(), "-D", data.toString()))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("log").toFile()))
                    .start();
            watchdog = new ProcessBuilder(
                            "/bin/sh",
                            "-c",
                            "cat >/dev/null; kill -QUIT \"$1\"; tail -f --pid=\"$1\" /dev/null; rm -rf \"$2\"",
                            "watchdog",
                            Long.toString(process.pid()),
                            directory.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException notThere) {
            throw new UncheckedIOException(notThere);
        }
        long deadline = System.nanoTime() + START_MAX.toNanos();
        while (!answers()) {
            if (endedWithin(Duration.ofMillis(100)) || System.nanoTime() > deadline) {
                String log = log();
                close();
                throw new IllegalStateException("PostgreSQL did not come up:\n" + log);
            }
        }
    }

    /** Whether it takes connections. */
    public boolean answers() {
        try (Connection connection = connect(url("postgres"))) {
            return connection.isValid(5);
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** Everything that the server has logged. */
    public String log() {
        try {
            return Files.readString(directory.resolve("log"), StandardCharsets.UTF_8);
        } catch (IOException none) {
            return "(no log: " + none + ")";
        }
    }

    private boolean endedWithin(Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void awaitEnd() {
        if (!endedWithin(Duration.ofSeconds(30))) {
            throw new IllegalStateException("PostgreSQL does not end: " + log());
        }
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void end() {
        if (process != null && process.isAlive()) {
            kill();
        }
        try (Stream<Path> files = Files.exists(directory) ? Files.walk(directory) : Stream.empty()) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** As root as user {@code postgres}, which PostgreSQL demands; the programs become the child process itself. */
    private static List<String> asUser(String... command) {
        List<String> all = new ArrayList<>();
        if (root()) {
            all.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"));
        }
        all.addAll(List.of(command));
        return all;
    }

    private static void run(List<String> command) {
        try {
            Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (tool.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + said);
            }
        } catch (IOException failed) {
            throw new IllegalStateException(
                    command.get(0) + " failed; script/install-test-servers installs it", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** The newest PostgreSQL of this machine: Debian keeps its server programs off the path. */
    private static Path programs() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(versions)) {
            try (Stream<Path> each = Files.list(versions)) {
                var newest = each.filter(version -> Files.isExecutable(version.resolve("bin/initdb")))
                        .max(Comparator.comparingInt(version -> Integer.parseInt(
                                version.getFileName().toString().replaceAll("\\D.*", ""))));
                if (newest.isPresent()) {
                    return newest.get().resolve("bin");
                }
            }
        }
        throw new IllegalStateException(
                "no PostgreSQL under " + versions + ": script/install-test-servers installs it");
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
