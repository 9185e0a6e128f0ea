package dev.trimtab.chaos.stage;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A process that is started, broken and started again; only ever signalled by its own id. */
public final class Child {
    /** Begins the line that stands in the log before what each run says. */
    public static final String START = "=== start ";

    private static final long READY_SECONDS_MAX = 180;
    private static final long END_SECONDS_MAX = 15;
    private static final long LOOK_MILLIS = 50;

    private final String name;
    private final Supplier<Command> command;
    private final BooleanSupplier ready;
    private final Path log;
    private @Nullable Process process;
    private volatile int run;
    private volatile boolean paused;

    /**
     * What to run.
     *
     * @param environment added to ours, without any {@code TRIMTAB_} variable of the caller's shell
     */
    public record Command(List<String> words, Map<String, String> environment) {
        public Command {
            words = List.copyOf(words);
            environment = Map.copyOf(environment);
        }
    }

    /**
     * @param command asked at each start: addresses change
     * @param ready whether it does what it is there for
     * @param log where both of its outputs go, of all its runs
     */
    Child(String name, Supplier<Command> command, BooleanSupplier ready, Path log) {
        this.name = name;
        this.command = command;
        this.ready = ready;
        this.log = log;
    }

    public String name() {
        return name;
    }

    public Path log() {
        return log;
    }

    /** Counts the starts; 0 before the first. */
    public int run() {
        return run;
    }

    public synchronized boolean alive() {
        return process != null && process.isAlive();
    }

    public boolean paused() {
        return paused;
    }

    /** Starts it and does not wait. */
    public synchronized void start() {
        if (alive()) {
            throw new IllegalStateException(name + " runs already");
        }
        Command wanted = command.get();
        ProcessBuilder builder = new ProcessBuilder(wanted.words())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(new File("/dev/null"));
        Map<String, String> inherited = new TreeMap<>(builder.environment());
        inherited.keySet().removeIf(key -> key.startsWith("TRIMTAB_"));
        builder.environment().clear();
        builder.environment().putAll(inherited);
        builder.environment().putAll(wanted.environment());
        try {
            run++;
            Files.writeString(log, START + run + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            process = builder.start();
        } catch (IOException notThere) {
            throw new UncheckedIOException(wanted.words() + " cannot be started", notThere);
        }
    }

    /**
     * Waits until it is ready.
     *
     * @throws IllegalStateException when it ends before or takes too long; the message has the end of its log
     */
    public void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
        while (!ready.getAsBoolean()) {
            if (!alive() || System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        name + (alive() ? " is not ready:\n" : " ended before it was ready:\n") + tail());
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    public boolean ready() {
        return alive() && !paused && ready.getAsBoolean();
    }

    /** As a machine that loses its power. */
    public synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
            end(process);
        }
        paused = false;
    }

    /** As a service manager: asks first, and kills what does not end. */
    public synchronized void stop() {
        if (process != null && process.isAlive()) {
            resume();
            process.destroy();
            end(process);
        }
    }

    private static void end(Process process) {
        try {
            if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** As a virtual machine that is suspended. */
    public synchronized void pause() {
        signal("STOP");
        paused = true;
    }

    public synchronized void resume() {
        if (paused) {
            signal("CONT");
        }
        paused = false;
    }

    /** Sends a signal, when it runs. */
    public synchronized void signal(String signal) {
        if (process != null && process.isAlive()) {
            Shell.run(List.of("kill", "-" + signal, Long.toString(process.pid())));
        }
    }

    /** The last lines of its log. */
    public String tail() {
        try {
            List<String> lines = new ArrayList<>(Files.readAllLines(log));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException unreadable) {
            return "(" + log + " cannot be read: " + unreadable + ")";
        }
    }
}
