package dev.trimtab.chaos.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Short commands of the system that must succeed. */
public final class Shell {
    /** Each takes milliseconds; a loaded machine gets a thousand times that. */
    private static final long SECONDS_MAX = 60;

    private Shell() {}

    /**
     * Runs a command to its end and returns what it said.
     *
     * @throws IllegalStateException when it fails; the message has the command and what it said
     */
    public static String run(List<String> command) {
        return run(command, "");
    }

    /** The same with something on its standard input. */
    public static String run(List<String> command, String input) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " failed: " + said.strip());
            }
            return said;
        } catch (IOException noProgram) {
            throw new UncheckedIOException(String.join(" ", command) + " cannot be run", noProgram);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
