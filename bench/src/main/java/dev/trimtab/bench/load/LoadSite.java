package dev.trimtab.bench.load;

import dev.trimtab.cli.pki.PkiCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;

/** One controller with its own gateway, as {@code bin/controller} runs it, and whoever reports to it; all on loopback. */
final class LoadSite implements AutoCloseable {
    private static final String TOKEN = "a-token-of-the-measurement";
    private static final Duration WAIT_MAX = Duration.ofMinutes(3);

    final Path folder;
    final int gateway = freePort();
    final int cluster = freePort();
    private final int api = freePort();
    private final int dns = freePort();
    private final List<String> publicKeys = new ArrayList<>();
    private final Deque<Process> running = new ArrayDeque<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private boolean kept;
    private final Thread atExit = new Thread(this::endAll);

    /** @param vantages each gets a key and a certificate */
    LoadSite(int vantages) throws IOException {
        folder = Files.createTempDirectory("trimtab-load-");
        Runtime.getRuntime().addShutdownHook(atExit);
        Files.createDirectories(folder.resolve("state"));
        Files.writeString(folder.resolve("token"), TOKEN);
        pki("init");
        pki("issue", "gateway/one", "--host", "localhost");
        for (int i = 0; i < vantages; i++) {
            publicKeys.add(pki("issue", "vantage/v" + i)
                    .lines()
                    .filter(line -> line.startsWith("publicKey: "))
                    .findFirst()
                    .orElseThrow());
        }
    }

    void configure(int names, int targets, String probeAt, String trust) throws IOException {
        Files.writeString(
                folder.resolve("trimtab.yaml"),
                new LoadConfiguration(names, targets, publicKeys, probeAt, trust).text());
    }

    private String pki(String command, String... arguments) {
        List<String> words =
                new ArrayList<>(List.of(command, "--dir", folder.resolve("pki").toString()));
        words.addAll(List.of(arguments));
        StringWriter said = new StringWriter();
        int code = new CommandLine(new PkiCommand())
                .setOut(new PrintWriter(said))
                .setErr(new PrintWriter(said))
                .execute(words.toArray(new String[0]));
        if (code != 0) {
            throw new IllegalStateException("pki " + words + ": " + said);
        }
        return said.toString();
    }

    Process controller() throws IOException {
        Path own = folder.resolve("pki/gateway/one");
        return start(
                "controller",
                List.of("bin/controller"),
                Map.ofEntries(
                        Map.entry("TRIMTAB_CONFIG", path("trimtab.yaml")),
                        Map.entry("TRIMTAB_STATE", path("state")),
                        Map.entry("TRIMTAB_API", "127.0.0.1:" + api),
                        Map.entry("TRIMTAB_API_TOKEN_FILE", path("token")),
                        Map.entry("TRIMTAB_DNS", "127.0.0.1:" + dns),
                        Map.entry("TRIMTAB_CLUSTER", "127.0.0.1:" + cluster),
                        Map.entry("TRIMTAB_CLUSTER_NAME", clusterName()),
                        Map.entry("TRIMTAB_GATEWAY", "127.0.0.1:" + gateway),
                        Map.entry(
                                "TRIMTAB_GATEWAY_CERT_FILE",
                                own.resolve("tls.crt").toString()),
                        Map.entry(
                                "TRIMTAB_GATEWAY_KEY_FILE",
                                own.resolve("tls.key").toString()),
                        Map.entry(
                                "TRIMTAB_GATEWAY_CA_FILE", own.resolve("ca.crt").toString())));
    }

    /** An agent as {@code bin/agent} runs it. */
    Process agent(int vantage, boolean byGateway) throws IOException {
        Path own = folder.resolve("pki/vantage/v" + vantage);
        Map<String, String> variables = new TreeMap<>(Map.of(
                "TRIMTAB_VANTAGE",
                "v" + vantage,
                "TRIMTAB_KEY",
                own.resolve("signing.key").toString(),
                "TRIMTAB_CONTROLLER_KEY",
                path("state/link.pub"),
                "TRIMTAB_ALLOW_RANGES",
                "127.0.0.0/8"));
        if (byGateway) {
            variables.put("TRIMTAB_GATEWAYS", "localhost:" + gateway);
            variables.put("TRIMTAB_CERT_FILE", own.resolve("tls.crt").toString());
            variables.put("TRIMTAB_KEY_FILE", own.resolve("tls.key").toString());
            variables.put("TRIMTAB_CA_FILE", own.resolve("ca.crt").toString());
        } else {
            variables.put("TRIMTAB_CLUSTER", "127.0.0.1:" + cluster);
            variables.put("TRIMTAB_CLUSTER_NAME", clusterName());
        }
        return start("agent-v" + vantage, List.of("bin/agent"), variables);
    }

    /** A process that speaks for several vantages, through their real links. */
    Process reporters(int from, int count, boolean byGateway) throws IOException {
        return start(
                "reporters-" + from,
                List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "@bin/jvm-options",
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReportersMain.class.getName(),
                        folder.toString(),
                        Integer.toString(from),
                        Integer.toString(count),
                        byGateway ? "gateway" : "direct",
                        Integer.toString(byGateway ? gateway : cluster),
                        clusterName()),
                Map.of());
    }

    private Process start(String name, List<String> command, Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("TRIMTAB_"));
        builder.environment().putAll(variables);
        Process process = builder.start();
        running.push(process);
        return process;
    }

    /** Ends one of its processes. */
    void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    String clusterName() {
        return "load-" + cluster;
    }

    private String path(String below) {
        return folder.resolve(below).toString();
    }

    String log(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".log"));
    }

    /** Milliseconds since {@code startedNanos} when the controller first says that it is ready. */
    long ready(long startedNanos) throws InterruptedException {
        until("the controller to be ready", 20, () -> get("/readyz").contains("\"ready\":true"));
        return (System.nanoTime() - startedNanos) / 1_000_000;
    }

    /** How many vantages are heard. */
    int fresh() {
        return get("/v1/overview").split("\"fresh\":true", -1).length - 1;
    }

    String get(String path) {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api + path))
                            .header("Authorization", "Bearer " + TOKEN)
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return response.body();
        } catch (IOException notYet) {
            return "";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    void until(String what, long everyMillis, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + WAIT_MAX.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                kept = true;
                throw new IllegalStateException(
                        "waited " + WAIT_MAX.toSeconds() + " s for " + what + "; what was said is in " + folder);
            }
            Thread.sleep(everyMillis);
        }
    }

    static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException none) {
            throw new IllegalStateException(none);
        }
    }

    private void endAll() {
        running.forEach(Process::destroyForcibly);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        while (!running.isEmpty()) {
            end(running.pop());
        }
        Runtime.getRuntime().removeShutdownHook(atExit);
        http.shutdownNow();
        if (kept) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
