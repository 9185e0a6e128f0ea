package dev.trimtab.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trimtab.core.event.AuditEntry;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.port.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * What could not wait for a store that is away, line by line in a file of this controller, synced before it is acknowledged.
 * A line carries a hash; the last one may be torn by a crash, and was not acknowledged then. Safe for several threads.
 */
final class LocalJournal {
    /** Far more than operators do by hand in an outage. */
    static final int LINES_MAX = 1_000;

    private final Path file;
    private final List<Line> lines = new ArrayList<>();
    private volatile List<Intervention> wishes = List.of();

    /** What is to be done once the store is back; each of them twice is once. */
    sealed interface Line {
        record Audited(AuditEntry entry) implements Line {}

        record Put(Intervention intervention) implements Line {}

        record Ended(Intervention intervention) implements Line {}
    }

    /** @throws UnreadableStateException when a line that was acknowledged is damaged */
    LocalJournal(Path file) {
        this.file = file;
        if (Files.exists(file)) {
            load();
        }
    }

    private void load() {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            int whole = text.lastIndexOf('\n') + 1;
            String[] all = text.substring(0, whole).split("\n", -1);
            for (int i = 0; i < all.length - 1; i++) {
                lines.add(read(all[i]));
            }
            if (whole < text.length()) {
                rewrite(text.substring(0, whole));
            }
            show();
        } catch (IOException | RuntimeException damaged) {
            throw new UnreadableStateException(file, String.valueOf(damaged.getMessage()), damaged);
        }
    }

    /** The interventions that wait, as they are now. */
    List<Intervention> wishes() {
        return wishes;
    }

    void put(Intervention intervention) {
        append(new Line.Put(intervention));
    }

    void end(Intervention ended) {
        append(new Line.Ended(ended));
    }

    void audit(AuditEntry entry) {
        append(new Line.Audited(entry));
    }

    private synchronized void append(Line line) {
        if (lines.size() >= LINES_MAX) {
            throw StoreException.refused(
                    file + " holds " + LINES_MAX + " lines that wait for the store: no more are taken until it is back",
                    new IllegalStateException("full"));
        }
        String json = json(line).toString();
        long before = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            before = channel.size();
            channel.position(before);
            try {
                ByteBuffer bytes =
                        ByteBuffer.wrap((Seal.of(json) + " " + json + "\n").getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            } catch (IOException failed) {
                // What was not acknowledged must not come into force by a later replay.
                channel.truncate(before);
                throw failed;
            }
            if (before == 0) {
                syncFolder();
            }
        } catch (IOException failed) {
            throw StoreException.refused(
                    "the store is away, and " + file + " cannot be written either: " + failed.getMessage(), failed);
        }
        lines.add(line);
        show();
    }

    /**
     * Hands everything on, and forgets it when that has not thrown. Whoever appends meanwhile waits.
     *
     * @param store makes it durable before it returns
     */
    synchronized void handOn(Consumer<List<Line>> store) {
        if (lines.isEmpty()) {
            return;
        }
        store.accept(List.copyOf(lines));
        try {
            rewrite("");
        } catch (IOException failed) {
            throw StoreException.refused(file + " cannot be emptied: " + failed.getMessage(), failed);
        }
        lines.clear();
        show();
    }

    static void replay(Handle handle, String controller, List<Line> lines) {
        for (Line line : lines) {
            switch (line) {
                case Line.Audited audited -> SqlAudit.add(handle, controller, audited.entry(), new TreeMap<>());
                case Line.Put put -> {
                    SqlWishes.touch(handle);
                    SqlWishes.insert(handle, put.intervention());
                }
                case Line.Ended ended -> {
                    SqlWishes.touch(handle);
                    SqlWishes.update(handle, ended.intervention());
                }
            }
        }
    }

    private void rewrite(String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(text.getBytes(StandardCharsets.UTF_8).length);
            channel.force(true);
        }
    }

    private void syncFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private void show() {
        Map<String, Intervention> now = new LinkedHashMap<>();
        for (Line line : lines) {
            switch (line) {
                case Line.Put put -> now.putIfAbsent(put.intervention().id(), put.intervention());
                case Line.Ended ended -> now.put(ended.intervention().id(), ended.intervention());
                case Line.Audited audited -> {
                    // Tells of others.
                }
            }
        }
        wishes = List.copyOf(now.values());
    }

    private static ObjectNode json(Line line) {
        ObjectNode node = StateFile.json().createObjectNode();
        switch (line) {
            case Line.Put put -> node.put("do", "put").set("intervention", WishJson.json(put.intervention()));
            case Line.Ended ended -> node.put("do", "end").set("intervention", WishJson.json(ended.intervention()));
            case Line.Audited audited -> {
                AuditEntry entry = audited.entry();
                node.put("do", "audit")
                        .put("id", entry.id())
                        .put("at", entry.at().toString())
                        .put("actor", entry.actor())
                        .put("action", entry.action())
                        .put("subject", entry.subject())
                        .put("sentence", entry.sentence());
            }
        }
        return node;
    }

    private static Line read(String text) {
        int space = text.indexOf(' ');
        if (space < 1 || !Seal.of(text.substring(space + 1)).equals(text.substring(0, space))) {
            throw new IllegalArgumentException("a line of it is damaged");
        }
        JsonNode node = StateFile.parse(text.substring(space + 1));
        return switch (node.path("do").asText()) {
            case "put" -> new Line.Put(WishJson.read(node.path("intervention")));
            case "end" -> new Line.Ended(WishJson.read(node.path("intervention")));
            case "audit" ->
                new Line.Audited(new AuditEntry(
                        node.path("id").asText(),
                        Instant.parse(node.path("at").asText()),
                        node.path("actor").asText(),
                        node.path("action").asText(),
                        node.path("subject").asText(),
                        node.path("sentence").asText()));
            default -> throw new IllegalArgumentException("unknown line " + node.path("do"));
        };
    }
}
