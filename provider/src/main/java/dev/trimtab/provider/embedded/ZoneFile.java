package dev.trimtab.provider.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.WeightedAnswer;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.NameSpec.RecordType;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last good zone data on disk. Written whole and atomically; one that cannot be read is moved aside and kept. */
final class ZoneFile {
    private static final Logger LOG = LoggerFactory.getLogger(ZoneFile.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;

    private final Path path;
    private final Path directory;
    private final String zone;

    ZoneFile(Path path, String zone) {
        this.path = path;
        this.directory = path.toAbsolutePath().resolveSibling("");
        this.zone = zone;
    }

    /** What was saved last; empty and whole at the first start, empty and lost when the file cannot be read. */
    ZoneData load() throws IOException {
        if (!Files.exists(path)) {
            return new ZoneData(0, new TreeMap<>(), ZoneData.Memory.WHOLE);
        }
        try {
            return parse(JSON.readTree(Files.readAllBytes(path)));
        } catch (IOException | IllegalArgumentException unreadable) {
            Path aside = moveAside();
            LOG.error(
                    "zone file {} cannot be read ({}); kept as {}; names are answered again once they are written",
                    path,
                    oneLine(unreadable),
                    aside);
            return new ZoneData(0, new TreeMap<>(), ZoneData.Memory.LOST);
        }
    }

    /** Replaces the file; when this returns the data survives a crash. */
    void save(ZoneData data) throws IOException {
        Files.createDirectories(directory);
        Path temporary = Files.createTempFile(directory, path.getFileName().toString(), ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(render(data)));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        // The rename itself is durable only once the directory is.
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path moveAside() throws IOException {
        for (int i = 1; ; i++) {
            Path aside = directory.resolve(path.getFileName() + ".unreadable-" + i);
            if (!Files.exists(aside)) {
                return Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private ObjectNode render(ZoneData data) {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT).put("zone", zone).put("serial", data.serial());
        ArrayNode sets = root.putArray("sets");
        for (RecordSet set : data.sets().values()) {
            ObjectNode node = sets.addObject();
            node.put("name", set.name().value());
            node.put("type", set.type().name());
            node.put("ttlSeconds", set.ttl().toSeconds());
            node.put("mark", set.mark().text());
            ArrayNode answers = node.putArray("answers");
            for (WeightedAnswer answer : set.answers()) {
                ObjectNode one = answers.addObject();
                one.put("cdn", answer.cdn().value()).put("shareBp", answer.shareBp());
                switch (answer.answer()) {
                    case Answer.Cname cname -> one.put("cname", cname.host().value());
                    case Answer.Addresses addresses -> {
                        ArrayNode list = one.putArray("addresses");
                        addresses.list().forEach(address -> list.add(address.getHostAddress()));
                    }
                }
            }
        }
        return root;
    }

    private ZoneData parse(JsonNode root) {
        if (root.path("format").asInt() != FORMAT) {
            throw new IllegalArgumentException("format is not " + FORMAT);
        }
        if (!zone.equals(root.path("zone").asText())) {
            throw new IllegalArgumentException("it holds zone " + root.path("zone") + ", not " + zone);
        }
        TreeMap<SteeredName, RecordSet> sets = new TreeMap<>();
        for (JsonNode node : member(root, "sets")) {
            RecordSet set = parseSet(node);
            ZoneData.obstacle(zone, set).ifPresent(reason -> {
                throw new IllegalArgumentException(reason);
            });
            sets.put(set.name(), set);
        }
        return new ZoneData(member(root, "serial").asLong(), sets, ZoneData.Memory.WHOLE);
    }

    private static RecordSet parseSet(JsonNode node) {
        List<WeightedAnswer> answers = new ArrayList<>();
        for (JsonNode one : member(node, "answers")) {
            answers.add(new WeightedAnswer(
                    new CdnId(text(one, "cdn")),
                    parseAnswer(one),
                    member(one, "shareBp").asInt()));
        }
        Mark mark = Mark.parse(text(node, "mark"))
                .orElseThrow(() -> new IllegalArgumentException("not a mark: " + node.path("mark")));
        return new RecordSet(
                new SteeredName(text(node, "name")),
                RecordType.valueOf(text(node, "type")),
                Duration.ofSeconds(member(node, "ttlSeconds").asLong()),
                answers,
                mark);
    }

    private static Answer parseAnswer(JsonNode one) {
        if (one.has("cname")) {
            return new Answer.Cname(new HostName(text(one, "cname")));
        }
        List<InetAddress> addresses = new ArrayList<>();
        for (JsonNode address : member(one, "addresses")) {
            InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address.asText());
            if (parsed == null) {
                throw new IllegalArgumentException("not an address: " + address);
            }
            addresses.add(parsed);
        }
        return new Answer.Addresses(addresses);
    }

    /** Jackson adds lines about where it was; the first says what was wrong. */
    private static String oneLine(Exception exception) {
        return String.valueOf(exception.getMessage()).lines().findFirst().orElse("no reason given");
    }

    private static String text(JsonNode node, String key) {
        return member(node, key).asText();
    }

    private static JsonNode member(JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw new IllegalArgumentException("'" + key + "' is missing");
        }
        return value;
    }
}
