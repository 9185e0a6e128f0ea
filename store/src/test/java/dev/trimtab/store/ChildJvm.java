package dev.trimtab.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@link Acknowledging} in a process of its own. */
final class ChildJvm {
    private ChildJvm() {}

    /** @param limits shell commands before it starts, such as {@code ulimit -f 400}; may be empty */
    static Process start(String limits, Path folder, long first, StoreAddress address) throws IOException {
        List<String> java = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx96m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Acknowledging.class.getName(),
                folder.toString(),
                Long.toString(first)));
        if (address instanceof StoreAddress.Postgres postgres) {
            java.addAll(List.of(
                    postgres.host(),
                    Integer.toString(postgres.port()),
                    postgres.database(),
                    postgres.passwordFile().toString()));
        }
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", limits + " exec \"$@\"", "child"));
        command.addAll(java);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Reads what it says; kills it after {@code lines} lines and reads the rest of what it had said by then. */
    static List<String> killedAfter(Process child, int lines) throws IOException {
        List<String> said = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            while (line != null) {
                said.add(line);
                if (said.size() == lines) {
                    child.toHandle().destroyForcibly();
                }
                line = out.readLine();
            }
        } finally {
            child.toHandle().destroyForcibly();
            child.onExit().join();
        }
        return said;
    }
}
