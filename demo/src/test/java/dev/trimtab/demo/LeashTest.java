package dev.trimtab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeashTest {
    private static final long SECONDS_MAX = 60;

    private final List<ProcessHandle> started = new ArrayList<>();

    /** Runs until it is ended. */
    public static final class Sleeper {
        public static void main(String[] args) throws InterruptedException {
            System.out.println("asleep");
            new CountDownLatch(1).await();
        }
    }

    /** A parent with one child on a leash, whose process id it prints. */
    public static final class Parent {
        public static void main(String[] args) throws IOException, InterruptedException {
            Process child = leashed(Sleeper.class.getName()).start();
            awaitAsleep(child);
            System.out.println(child.pid());
            new CountDownLatch(1).await();
        }
    }

    @AfterEach
    void none_is_left() {
        started.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void a_child_ends_when_its_pipe_is_closed() throws Exception {
        Process child = start(leashed(Sleeper.class.getName()));
        awaitAsleep(child);
        assertThat(child.isAlive()).isTrue();

        child.getOutputStream().close();

        assertThat(child.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isZero();
    }

    @Test
    void a_child_ends_when_its_parent_is_killed() throws Exception {
        Process parent = start(new ProcessBuilder(java(), "-cp", classPath(), Parent.class.getName()));
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(firstLine(parent))).orElseThrow();
        started.add(child);
        assertThat(child.isAlive()).isTrue();

        parent.destroyForcibly();

        child.onExit().get(SECONDS_MAX, TimeUnit.SECONDS);
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void a_main_that_does_not_exist_is_named() throws Exception {
        Process child = start(leashed("dev.trimtab.demo.Nobody"));

        assertThat(firstLine(child)).contains("dev.trimtab.demo.Nobody");
        assertThat(child.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(2);
    }

    private Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        started.add(process.toHandle());
        return process;
    }

    private static ProcessBuilder leashed(String mainClass) {
        return new ProcessBuilder(java(), "-cp", classPath(), Leash.class.getName(), mainClass)
                .redirectErrorStream(true);
    }

    private static void awaitAsleep(Process child) throws IOException {
        if (!firstLine(child).equals("asleep")) {
            throw new IOException("the sleeper does not sleep");
        }
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        String line = reader.readLine();
        return line == null ? "" : line;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }
}
