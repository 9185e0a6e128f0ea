package dev.trimtab.demo;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;

/** A process of the demo, on a {@link Leash}: its standard input is the pipe that we hold. Both its outputs go to one log. */
final class ChildProcess {
    /** A log line is short; more than this of one log helps nobody. */
    private static final int TAIL_BYTES_MAX = 16 * 1024;

    private final String name;
    private final Path log;
    private final Process process;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * What to start.
     *
     * @param jvmOptions heap and the like
     * @param environment added to ours, without any {@code TRIMTAB_} variable of the caller's shell
     */
    record Program(
            String name,
            List<String> jvmOptions,
            String mainClass,
            List<String> arguments,
            SortedMap<String, String> environment) {
        Program {
            jvmOptions = List.copyOf(jvmOptions);
            arguments = List.copyOf(arguments);
        }
    }

    static ChildProcess start(Program program, Path log) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(program.jvmOptions());
        command.add(Leash.class.getName());
        command.add(program.mainClass());
        command.addAll(program.arguments());
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(new File(log.toString()));
        builder.environment().keySet().removeIf(key -> key.startsWith("TRIMTAB_"));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().putAll(program.environment());
        return new ChildProcess(program.name(), log, builder.start());
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Asks it to end, as a service manager would. */
    void terminate() {
        process.destroy();
    }

    /** Waits until it has ended, at most so long; kills it then. */
    void end(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** How it ended, for a person. */
    String fate() {
        return alive() ? name + " runs" : name + " ended with status " + process.exitValue();
    }

    /** The last lines of its log. */
    List<String> tail(int lines) {
        try {
            byte[] all = Files.readAllBytes(log);
            int from = Math.max(0, all.length - TAIL_BYTES_MAX);
            List<String> found = new String(all, from, all.length - from, StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return found.subList(Math.max(0, found.size() - lines), found.size());
        } catch (IOException gone) {
            return List.of("(its log cannot be read: " + gone.getMessage() + ")");
        }
    }
}
