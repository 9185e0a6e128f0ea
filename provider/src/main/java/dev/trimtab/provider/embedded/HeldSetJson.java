package dev.trimtab.provider.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One held set as JSON: on disk, and from one controller to the others. */
public final class HeldSetJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HeldSetJson() {}

    /** One line without a line end. */
    public static String line(HeldSet held) {
        return node(held).toString();
    }

    /** @throws IllegalArgumentException when it is none; the message says what is wrong */
    public static HeldSet parse(String line) {
        try {
            return parse(JSON.readTree(line));
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException(oneLine(notJson), notJson);
        }
    }

    static ObjectNode node(HeldSet held) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", held.name().value());
        node.put("era", held.era()).put("revision", held.revision());
        held.set().ifPresent(set -> render(set, node));
        return node;
    }

    private static void render(RecordSet set, ObjectNode node) {
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

    static HeldSet parse(JsonNode node) {
        // Files of the first format know neither era nor revision.
        long era = node.path("era").asLong(0);
        long revision = node.path("revision").asLong(0);
        SteeredName name = new SteeredName(text(node, "name"));
        return new HeldSet(name, era, revision, node.has("answers") ? Optional.of(set(name, node)) : Optional.empty());
    }

    private static RecordSet set(SteeredName name, JsonNode node) {
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
                name,
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
    static String oneLine(Exception exception) {
        return String.valueOf(exception.getMessage()).lines().findFirst().orElse("no reason given");
    }

    private static String text(JsonNode node, String key) {
        return member(node, key).asText();
    }

    static JsonNode member(JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw new IllegalArgumentException("'" + key + "' is missing");
        }
        return value;
    }
}
