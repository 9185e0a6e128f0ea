package dev.trimtab.chaos.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How our own processes are started: small, since many share a machine. */
final class Jvm {
    private static final List<String> SMALL = List.of(
            "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Xss512k");

    private final Path home;

    /** @param home the project's folder, with {@code bin/jvm-options} */
    Jvm(Path home) {
        this.home = home;
    }

    /** The words of a command that runs a main class of ours. */
    List<String> words(Network network, String host, String heap, Path hosts, String plant, String main) {
        List<String> words = new ArrayList<>(network.at(host));
        words.add(System.getProperty("java.home") + "/bin/java");
        words.add("@" + home.resolve("bin/jvm-options"));
        words.addAll(SMALL);
        words.add("-Xmx" + heap);
        words.add("-Djdk.net.hosts.file=" + hosts);
        words.add("-Dvertx.disableDnsResolver=true");
        words.add("-cp");
        words.add((plant.isEmpty() ? "" : plant + ":") + System.getProperty("java.class.path"));
        words.add(main);
        return words;
    }

    /** The library that lets one process see another time, where it is installed. */
    static Optional<Path> fakeTime() {
        for (String folder : List.of("/usr/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu")) {
            Path library = Path.of(folder, "faketime", "libfaketime.so.1");
            if (Files.exists(library)) {
                return Optional.of(library);
            }
        }
        return Optional.empty();
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
