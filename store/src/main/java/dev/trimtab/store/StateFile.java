package dev.trimtab.store;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A JSON file that is replaced whole: written beside, synced, renamed, and its folder synced. A reader sees the old or the
 * new one. One that cannot be understood is moved aside and told of, and never read as empty.
 */
final class StateFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path path;

    StateFile(Path path) {
        this.path = path;
    }

    /**
     * The content, empty when there is no file yet.
     *
     * @throws UnreadableStateException when there is one that cannot be read
     */
    Optional<JsonNode> read() {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(Files.readAllBytes(path)));
        } catch (JacksonException notJson) {
            throw new UnreadableStateException(path, notJson.getOriginalMessage(), notJson);
        } catch (IOException unreadable) {
            throw new UnreadableStateException(path, unreadable.toString(), unreadable);
        }
    }

    /** Replaces the file; when this returns the new content survives a crash. */
    void write(JsonNode content) {
        Path beside = path.resolveSibling(path.getFileName() + ".new");
        try {
            try (FileChannel channel = FileChannel.open(
                    beside,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(content));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                    directory.force(true);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot write " + path + ": " + failed.getMessage(), failed);
        }
    }

    /** @throws IllegalArgumentException when it is no JSON */
    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException notJson) {
            throw new IllegalArgumentException("no JSON: " + notJson.getOriginalMessage(), notJson);
        }
    }

    static ObjectMapper json() {
        return JSON;
    }
}
