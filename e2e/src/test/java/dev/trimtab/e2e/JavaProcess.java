package dev.trimtab.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One of our own processes, on the class path of this test, with its output in a file. */
final class JavaProcess implements AutoCloseable {
    private final Process process;
    private final Path log;

    private JavaProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static JavaProcess start(String main, Map<String, String> environment, List<String> options, Path log) {
        return start(main, environment, options, List.of(), log);
    }

    static JavaProcess start(
            String main, Map<String, String> environment, List<String> options, List<String> arguments, Path log) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.add("@" + Path.of("..", "bin", "jvm-options"));
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(main);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(new File("/dev/null"));
        builder.environment().keySet().removeIf(key -> key.startsWith("TRIMTAB_"));
        builder.environment().putAll(environment);
        try {
            return new JavaProcess(builder.start(), log);
        } catch (IOException noJava) {
            throw new UncheckedIOException(noJava);
        }
    }

    /**
     * A controller whose folder holds {@code trimtab.yaml}, {@code token} and {@code state}; all that it says is in
     * {@code controller.log} there.
     */
    static JavaProcess controller(Path folder, int api, int dns, int cluster, String clusterName) {
        return start(
                "dev.trimtab.controller.ControllerMain",
                Map.of(
                        "TRIMTAB_CONFIG",
                        folder.resolve("trimtab.yaml").toString(),
                        "TRIMTAB_STATE",
                        folder.resolve("state").toString(),
                        "TRIMTAB_API",
                        "127.0.0.1:" + api,
                        "TRIMTAB_API_TOKEN_FILE",
                        folder.resolve("token").toString(),
                        "TRIMTAB_DNS",
                        "127.0.0.1:" + dns,
                        "TRIMTAB_CLUSTER",
                        "127.0.0.1:" + cluster,
                        "TRIMTAB_CLUSTER_NAME",
                        clusterName),
                List.of("-Xmx256m"),
                folder.resolve("controller.log"));
    }

    /** An agent of that controller, whose key lies in the same folder. */
    static JavaProcess agent(Path folder, String vantage, int cluster, String clusterName, String... options) {
        List<String> all = new ArrayList<>(List.of("-Xmx96m"));
        all.addAll(List.of(options));
        return start(
                "dev.trimtab.agent.AgentMain",
                Map.of(
                        "TRIMTAB_VANTAGE",
                        vantage,
                        "TRIMTAB_CLUSTER",
                        "127.0.0.1:" + cluster,
                        "TRIMTAB_CLUSTER_NAME",
                        clusterName,
                        "TRIMTAB_KEY",
                        folder.resolve(vantage + ".key").toString(),
                        "TRIMTAB_CONTROLLER_KEY",
                        folder.resolve("state/link.pub").toString(),
                        "TRIMTAB_ALLOW_RANGES",
                        "127.0.0.0/8"),
                all,
                folder.resolve(vantage + ".log"));
    }

    boolean alive() {
        return process.isAlive();
    }

    int exitCode() {
        try {
            return process.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** As a machine that loses its power. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** Sends a signal such as {@code STOP}; a process that has ended hears none. */
    void signal(String name) {
        if (!process.isAlive()) {
            return;
        }
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + kill.exitValue());
            }
        } catch (IOException noKill) {
            throw new UncheckedIOException(noKill);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    String output() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
