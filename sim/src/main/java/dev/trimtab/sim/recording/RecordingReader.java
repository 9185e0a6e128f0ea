package dev.trimtab.sim.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.ReportCodec;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Reads a recording record by record ({@code docs/reference/recording.md}); never more than a line of it in memory. */
public final class RecordingReader {
    public static final String FORMAT = "trimtab-recording";
    public static final int VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Consumer<Recorded> sink;
    private final Map<Integer, List<CheckId>> lists = new HashMap<>();
    private final List<Recorded.Gap> gaps = new ArrayList<>();
    private long reports;
    private long line;

    private RecordingReader(Consumer<Recorded> sink) {
        this.sink = sink;
    }

    /**
     * Tells the sink of every record in order. A file that ends early was cut, and is read up to there.
     *
     * @throws DamagedException for anything that was not written so
     */
    public static Recorded.Read read(InputStream in, Consumer<Recorded> sink) throws IOException, DamagedException {
        return new RecordingReader(sink).whole(in);
    }

    /** The head of a recording, and nothing else of it. */
    public static Recorded.Header head(InputStream in) throws IOException, DamagedException {
        List<Recorded> found = new ArrayList<>();
        RecordingReader reader = new RecordingReader(found::add);
        try (GzipLines lines = new GzipLines(in)) {
            Optional<String> first = lines.next();
            reader.line = 1;
            reader.record(first.orElse("{}"), lines.place() + ", line 1");
        }
        return (Recorded.Header) found.get(0);
    }

    private Recorded.Read whole(InputStream in) throws IOException, DamagedException {
        try (GzipLines lines = new GzipLines(in)) {
            for (Optional<String> next = lines.next(); next.isPresent(); next = lines.next()) {
                line++;
                record(next.get(), lines.place() + ", line " + line);
            }
            if (line == 0) {
                throw new DamagedException("byte 0", lines.cut() ? "ends before its first record" : "is empty");
            }
            return new Recorded.Read(reports, lines.cut(), gaps);
        }
    }

    private void record(String text, String place) throws DamagedException {
        try {
            JsonNode node = JSON.readTree(text);
            String type = node.path("t").asText();
            if (line == 1 && !type.equals("header")) {
                throw new IllegalArgumentException("a recording begins with its header, this with \"" + type + "\"");
            }
            Optional<Recorded> found = switch (type) {
                case "header" -> Optional.of(header(node));
                case "checks" -> {
                    lists.put(node.path("list").asInt(-1), checks(node.path("checks")));
                    yield Optional.empty();
                }
                case "report" -> Optional.of(heard(node));
                case "state" -> Optional.of(state(node));
                case "gap" -> Optional.of(gap(node));
                case "end" -> Optional.of(new Recorded.End(time(node, "at"), word(node, "why")));
                // Of a newer minor form, and nothing that reports depend on.
                default -> Optional.empty();
            };
            found.ifPresent(sink);
        } catch (JsonProcessingException notJson) {
            throw new DamagedException(place, "not JSON: " + notJson.getOriginalMessage());
        } catch (IllegalArgumentException | DateTimeException wrong) {
            throw new DamagedException(place, String.valueOf(wrong.getMessage()));
        }
    }

    private Recorded.Header header(JsonNode node) {
        if (!node.path("format").asText().equals(FORMAT)) {
            throw new IllegalArgumentException("not a recording of Trimtab: format \""
                    + node.path("format").asText() + "\"");
        }
        if (node.path("version").asInt() != VERSION) {
            throw new IllegalArgumentException(
                    "recording version " + node.path("version").asText() + ", this build reads " + VERSION);
        }
        // Numbers of lists begin again with each part.
        lists.clear();
        TreeSet<SteeredName> names = new TreeSet<>();
        node.path("names").forEach(name -> names.add(SteeredName.of(name.asText())));
        TreeMap<VantageId, RegionId> regions = new TreeMap<>();
        node.path("vantages")
                .forEach(vantage ->
                        regions.put(new VantageId(word(vantage, "vantage")), new RegionId(word(vantage, "region"))));
        return new Recorded.Header(
                word(node, "product"), word(node, "configDigest"), time(node, "start"), names, regions);
    }

    private static List<CheckId> checks(JsonNode array) {
        List<CheckId> checks = new ArrayList<>();
        array.forEach(check -> checks.add(new CheckId(
                new TargetId(
                        SteeredName.of(check.path(0).asText()),
                        new CdnId(check.path(1).asText())),
                new HostName(check.path(2).asText()),
                new ProbeId(check.path(3).asText()),
                CheckId.Family.valueOf(check.path(4).asText()))));
        return List.copyOf(checks);
    }

    private Recorded.Heard heard(JsonNode node) {
        List<CheckId> checks = lists.get(node.path("list").asInt(-1));
        if (checks == null) {
            throw new IllegalArgumentException("a report on list " + node.path("list") + ", which has not been told");
        }
        return switch (ReportCodec.decodeBare(HexFormat.of().parseHex(word(node, "body")), checks)) {
            case ReportCodec.Undecodable wrong -> throw new IllegalArgumentException(wrong.reason());
            case ReportCodec.Decoded decoded -> {
                if (!decoded.report().vantage().value().equals(word(node, "vantage"))) {
                    throw new IllegalArgumentException("a report of " + word(node, "vantage") + " that is by "
                            + decoded.report().vantage());
                }
                reports++;
                yield new Recorded.Heard(time(node, "at"), decoded.report());
            }
        };
    }

    private static Recorded.State state(JsonNode node) {
        TreeMap<SteeredName, SortedMap<RegionId, Shares>> published = new TreeMap<>();
        node.path("names").properties().forEach(name -> {
            TreeMap<RegionId, Shares> regions = new TreeMap<>();
            name.getValue().properties().forEach(region -> {
                TreeMap<CdnId, Integer> bp = new TreeMap<>();
                region.getValue()
                        .properties()
                        .forEach(cdn ->
                                bp.put(new CdnId(cdn.getKey()), cdn.getValue().asInt()));
                regions.put(new RegionId(region.getKey()), new Shares(bp));
            });
            published.put(SteeredName.of(name.getKey()), regions);
        });
        TreeMap<String, String> muted = new TreeMap<>();
        node.path("muted").properties().forEach(mute -> muted.put(mute.getKey(), word(mute.getValue(), "reason")));
        return new Recorded.State(
                time(node, "at"), published, muted, node.path("interventions").asInt());
    }

    private Recorded.Gap gap(JsonNode node) {
        Recorded.Gap gap =
                new Recorded.Gap(node.path("lost").asLong(-1), time(node, "from"), time(node, "to"), word(node, "why"));
        gaps.add(gap);
        return gap;
    }

    private static Instant time(JsonNode node, String field) {
        return Instant.parse(word(node, field));
    }

    private static String word(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("\"" + field + "\" is missing or no text");
        }
        return value.asText();
    }
}
