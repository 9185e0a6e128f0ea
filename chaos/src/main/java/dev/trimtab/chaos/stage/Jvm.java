package dev.trimtab.chaos.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How our own processes are started: small, since many share a machine. */
final class Jvm {
    private static final List<String> SMALL = List.of(
            "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Xlog:disable",
            "-Xss512k");

    private final Path home;

    /** @param home the project's folder, built: {@code bin/jvm-options} and {@code dist/target/lib} */
    Jvm(Path home) {
        this.home = home;
    }

    /** A program of ours: its main class, its heap, and what of its classes can be mapped instead of loaded. */
    enum Program {
        CONTROLLER("dev.trimtab.controller.ControllerMain", "160m"),
        AGENT("dev.trimtab.agent.AgentMain", "64m");

        private final String main;
        private final String heap;

        Program(String main, String heap) {
            this.main = main;
            this.heap = heap;
        }
    }

    /** Whether a rehearsal has to be run before {@link #words} are quick: starts take half of the CPU time after it. */
    boolean unrehearsed(Program program) {
        Path archive = archive(program);
        try (Stream<Path> jars = Files.list(home.resolve("dist/target/lib"))) {
            if (!Files.exists(archive)) {
                return true;
            }
            FileTime made = Files.getLastModifiedTime(archive);
            for (Path jar : jars.toList()) {
                if (Files.getLastModifiedTime(jar).compareTo(made) > 0) {
                    return true;
                }
            }
            return false;
        } catch (IOException notBuilt) {
            throw new UncheckedIOException("dist/target/lib cannot be read: `make build` first", notBuilt);
        }
    }

    /** The words of a command that runs a program and, when it ends in good order, leaves its classes for later starts. */
    List<String> rehearsal(Program program, Network network, String host, Path hosts) {
        return words(program, network, host, hosts, Optional.empty(), "-XX:ArchiveClassesAtExit=" + archive(program));
    }

    /** The words of a command that runs a program. */
    List<String> words(Program program, Network network, String host, Path hosts, Optional<Path> plant) {
        return words(program, network, host, hosts, plant, "-XX:SharedArchiveFile=" + archive(program));
    }

    private List<String> words(
            Program program, Network network, String host, Path hosts, Optional<Path> plant, String archive) {
        List<String> words = new ArrayList<>(network.at(host));
        words.add(System.getProperty("java.home") + "/bin/java");
        words.add("@" + home.resolve("bin/jvm-options"));
        words.addAll(SMALL);
        words.add(archive);
        words.add("-Xmx" + program.heap);
        words.add("-Djdk.net.hosts.file=" + hosts);
        words.add("-Dvertx.disableDnsResolver=true");
        words.add("-cp");
        words.add(plant.map(classes -> classes + ":").orElse("") + home.resolve("dist/target/lib") + "/*");
        words.add(program.main);
        return words;
    }

    private Path archive(Program program) {
        return home.resolve("chaos/target/" + program.name().toLowerCase(Locale.ROOT) + ".jsa");
    }

    /** Deletes a folder with all that is in it. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
