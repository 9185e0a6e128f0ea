package dev.trimtab.chaos.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Lets each controller see a wall clock of its own, which can be set while it runs; monotonic time is left alone. */
final class WallClocks {
    private static final String SOURCE = "chaos/src/main/c/wall-clock.c";

    private final Path folder;
    private final Path library;

    private WallClocks(Path folder, Path library) {
        this.folder = folder;
        this.library = library;
    }

    /**
     * Compiles the library that does it.
     *
     * @return empty without a compiler
     */
    static Optional<WallClocks> prepare(Path home, Path folder) {
        Path library = folder.resolve("wall-clock.so");
        return compiler().map(compiler -> {
            Shell.run(List.of(
                    compiler,
                    "-shared",
                    "-fPIC",
                    "-nostdlib",
                    "-o",
                    library.toString(),
                    home.resolve(SOURCE).toString()));
            return new WallClocks(folder, library);
        });
    }

    private static Optional<String> compiler() {
        return Stream.of("/usr/bin/cc", "/usr/bin/tcc")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst();
    }

    /** What a process needs in its environment. */
    Map<String, String> of(String host) throws IOException {
        if (!Files.exists(file(host))) {
            set(host, 0);
        }
        return Map.of(
                "LD_PRELOAD", library.toString(), "CHAOS_CLOCK", file(host).toString());
    }

    /** Written in place: running processes have the file mapped. */
    void set(String host, long secondsAhead) throws IOException {
        Files.write(
                file(host),
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putLong(secondsAhead)
                        .array(),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
    }

    private Path file(String host) {
        return folder.resolve("clock-" + host);
    }
}
