package dev.trimtab.provider.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trimtab.core.name.SteeredName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last good zone data on disk: a whole copy, written anew and atomically, and beside it a journal of what changed since,
 * so that a change costs what it changes and not what the zone holds. What cannot be read is moved aside and kept.
 */
final class ZoneFile {
    private static final Logger LOG = LoggerFactory.getLogger(ZoneFile.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 2;
    private static final int FIRST_FORMAT = 1;

    /** Changes in the journal before the whole is written anew, at least. */
    private static final int JOURNAL_MIN = 256;

    private final Path path;
    private final Path journal;
    private final Path directory;
    private final String zone;
    private int journaled;
    /** Bytes of the journal that are whole lines. */
    private long good;

    ZoneFile(Path path, String zone) {
        this.path = path;
        this.journal = path.resolveSibling(path.getFileName() + ".journal");
        this.directory = path.toAbsolutePath().resolveSibling("");
        this.zone = zone;
    }

    /** What was saved last; empty and whole at the first start; lost when any of it cannot be read. */
    ZoneData load() throws IOException {
        TreeMap<SteeredName, HeldSet> held = new TreeMap<>();
        long serial = 0;
        ZoneData.Memory memory = ZoneData.Memory.WHOLE;
        if (Files.exists(path)) {
            try {
                serial = parse(JSON.readTree(Files.readAllBytes(path)), held);
            } catch (IOException | IllegalArgumentException unreadable) {
                held.clear();
                memory = ZoneData.Memory.LOST;
                aside(path, unreadable);
            }
        }
        if (Files.exists(journal)) {
            try {
                serial = Math.max(serial, replay(held));
            } catch (IOException | IllegalArgumentException unreadable) {
                memory = ZoneData.Memory.LOST;
                aside(journal, unreadable);
            }
        }
        return new ZoneData(serial, held, memory);
    }

    /** Each line is a change; the last one may have been cut short by a crash: it was not acknowledged then. */
    private long replay(Map<SteeredName, HeldSet> held) throws IOException {
        String text = new String(Files.readAllBytes(journal), StandardCharsets.UTF_8);
        long serial = 0;
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            HeldSet one = checked(HeldSetJson.parse(text.substring(from, end)));
            held.merge(one.name(), one, (old, next) -> next.newerThan(old) ? next : old);
            serial = Math.max(serial, one.revision());
            from = end + 1;
            journaled++;
        }
        good = text.substring(0, from).getBytes(StandardCharsets.UTF_8).length;
        if (from < text.length()) {
            LOG.warn("the last change in {} was cut short and never acknowledged: it is left out", journal);
        }
        return serial;
    }

    private HeldSet checked(HeldSet one) {
        one.set().flatMap(set -> ZoneData.obstacle(zone, set)).ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
        return one;
    }

    /** Whether {@link #save} is due before {@link #append} is right again. */
    boolean wantsWhole(int sets) {
        return !Files.exists(path) || journaled >= Math.max(JOURNAL_MIN, sets);
    }

    /** Adds changes to the journal; when this returns they survive a crash. */
    void append(List<HeldSet> changes) throws IOException {
        StringBuilder lines = new StringBuilder();
        changes.forEach(change -> lines.append(HeldSetJson.line(change)).append('\n'));
        byte[] octets = lines.toString().getBytes(StandardCharsets.UTF_8);
        boolean fresh = !Files.exists(journal);
        try (FileChannel channel = FileChannel.open(journal, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // What a crash or a full disk left half-written is never the beginning of a line.
            channel.truncate(good);
            channel.position(good);
            write(channel, octets);
            channel.force(false);
        }
        good += octets.length;
        if (fresh) {
            syncDirectory();
        }
        journaled += changes.size();
    }

    /** Replaces the file; when this returns the data survives a crash. */
    void save(long serial, Collection<HeldSet> held) throws IOException {
        Files.createDirectories(directory);
        Path temporary = Files.createTempFile(directory, path.getFileName().toString(), ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                write(channel, JSON.writeValueAsBytes(render(serial, held)));
                channel.force(true);
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        // The rename itself is durable only once the directory is. A journal that outlives it says nothing newer.
        syncDirectory();
        Files.deleteIfExists(journal);
        journaled = 0;
        good = 0;
    }

    private static void write(FileChannel channel, byte[] octets) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(octets);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void syncDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void aside(Path file, Exception unreadable) throws IOException {
        for (int i = 1; ; i++) {
            Path aside = directory.resolve(file.getFileName() + ".unreadable-" + i);
            if (!Files.exists(aside)) {
                Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
                LOG.error(
                        "zone file {} cannot be read ({}); kept as {}; names are answered again once they are written",
                        file,
                        HeldSetJson.oneLine(unreadable),
                        aside);
                return;
            }
        }
    }

    private ObjectNode render(long serial, Collection<HeldSet> held) {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT).put("zone", zone).put("serial", serial);
        ArrayNode sets = root.putArray("sets");
        held.forEach(one -> sets.add(HeldSetJson.node(one)));
        return root;
    }

    private long parse(JsonNode root, Map<SteeredName, HeldSet> into) {
        int format = root.path("format").asInt();
        if (format != FORMAT && format != FIRST_FORMAT) {
            throw new IllegalArgumentException("format is not " + FORMAT);
        }
        if (!zone.equals(root.path("zone").asText())) {
            throw new IllegalArgumentException("it holds zone " + root.path("zone") + ", not " + zone);
        }
        for (JsonNode node : HeldSetJson.member(root, "sets")) {
            HeldSet one = checked(HeldSetJson.parse(node));
            into.put(one.name(), one);
        }
        return HeldSetJson.member(root, "serial").asLong();
    }
}
