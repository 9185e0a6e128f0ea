package dev.trimtab.provider.powerdns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.records.Canary;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.records.Change;
import dev.trimtab.core.records.Confirmation;
import dev.trimtab.core.records.Expressed;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.Proposal;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.ReadResult.Trouble;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.spec.NameSpec.RecordType;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.provider.powerdns.PowerDnsApi.Exchange;
import dev.trimtab.provider.setting.Endpoints;
import dev.trimtab.provider.setting.SecretFile;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * PowerDNS Authoritative 4.7 or newer: weights as a LUA record set, the mark as TXT, both in one PATCH, which is one
 * transaction. The API has no conditional write: a lost race shows at the read-back.
 */
public final class PowerDnsProvider implements DnsProvider {
    /** What every provider of this type can hold. */
    public static final Capabilities CAPABILITIES = new Capabilities(
            Capabilities.Weights.EXACT,
            10_000,
            Capabilities.CompareAndSet.NONE,
            true,
            false,
            Capabilities.Propagation.NONE,
            Set.of(RecordType.CNAME, RecordType.ADDRESS),
            Duration.ZERO);

    /** When the server is busy and does not say for how long. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /** A server that asks for more is asked again anyway: an escape cannot wait longer. */
    private static final long RETRY_AFTER_SECONDS_MAX = 60;

    /** Of a server's own words in our sentences. */
    private static final int TEXT_MAX = 300;

    /** What every zone has at its top beside our addresses. */
    private static final Set<String> BESIDE_AT_APEX =
            Set.of("SOA", "NS", "MX", "TXT", "CAA", "DNSKEY", "NSEC3PARAM", "CDS", "CDNSKEY");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ProviderId id;
    private final String zone;
    private final String path;
    private final List<InetSocketAddress> verify;
    private final PowerDnsApi api;

    private PowerDnsProvider(ProviderId id, String zone, String path, List<InetSocketAddress> verify, PowerDnsApi api) {
        this.id = id;
        this.zone = zone;
        this.path = path;
        this.verify = verify;
        this.api = api;
    }

    /**
     * Settings: {@code url}, {@code server} (default {@code localhost}), {@code verify} (authoritative servers).
     *
     * @throws IllegalArgumentException when a setting is no address; the sentence says which
     */
    public static PowerDnsProvider of(ProviderSpec spec, Path keyFile) {
        URI url = URI.create(spec.setting("url"));
        if (url.getHost() == null || !Set.of("http", "https").contains(url.getScheme())) {
            throw new IllegalArgumentException("url of provider " + spec.id() + " is not http(s)://host: " + url);
        }
        String server = spec.setting("server", "localhost");
        if (!server.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException("server of provider " + spec.id() + ": " + server);
        }
        String zone = SteeredName.of(spec.zone()).value();
        String path = "/api/v1/servers/" + server + "/zones/" + zone;
        PowerDnsApi api = new PowerDnsApi(url, new SecretFile(keyFile));
        return new PowerDnsProvider(spec.id(), zone, path, Endpoints.list(spec.setting("verify", "")), api);
    }

    @Override
    public ProviderId id() {
        return id;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public ReadResult read(SteeredName name, Duration timeout) {
        List<RrSet> sets = new ArrayList<>();
        for (String owner : List.of(name.value(), name.markOwner())) {
            Exchange exchange =
                    api.send("GET", path + "?rrset_name=" + owner, BodyPublishers.noBody(), timeout.dividedBy(2));
            switch (sets(exchange, owner)) {
                case Sets.Some(List<RrSet> some) -> sets.addAll(some);
                case Sets.None(ReadResult.Unreadable why) -> {
                    return why;
                }
            }
        }
        return new ReadResult.Read(snapshot(name, sets));
    }

    /** One record set as the API tells it. */
    private record RrSet(String owner, String type, long ttl, List<String> contents) {
        @Override
        public String toString() {
            return owner + " " + ttl + " " + type + " " + String.join(" | ", contents);
        }
    }

    private sealed interface Sets {
        record Some(List<RrSet> sets) implements Sets {}

        record None(ReadResult.Unreadable why) implements Sets {}
    }

    private Sets sets(Exchange exchange, String owner) {
        return switch (exchange) {
            case Exchange.NoKey(String reason) -> none(Trouble.WRONG_KEY, reason);
            case Exchange.NotSent(String reason) -> none(Trouble.UNREACHABLE, reason);
            case Exchange.NoAnswer(String reason) -> none(Trouble.UNREACHABLE, reason);
            case Exchange.Answered answered ->
                switch (answered.status()) {
                    case 200 -> parsed(answered.body(), owner);
                    case 401, 403 -> none(Trouble.WRONG_KEY, wrongKey(answered));
                    case 404 -> none(Trouble.WRONG_ZONE, wrongZone(answered));
                    case 429, 500, 502, 503, 504 -> none(Trouble.UNREACHABLE, says(answered));
                    default -> none(Trouble.NOT_UNDERSTOOD, says(answered));
                };
        };
    }

    private Sets parsed(String body, String owner) {
        try {
            JsonNode root = JSON.readTree(body);
            // A page that happens to be JSON must not read as a zone without records.
            if (!zone.equalsIgnoreCase(root.path("name").asText())
                    || !root.path("rrsets").isArray()) {
                return none(Trouble.NOT_UNDERSTOOD, id + " answered something that is not the zone " + zone);
            }
            List<RrSet> sets = new ArrayList<>();
            for (JsonNode set : root.path("rrsets")) {
                if (set.path("name").asText().equalsIgnoreCase(owner)) {
                    List<String> contents = new ArrayList<>();
                    set.path("records")
                            .forEach(record ->
                                    contents.add((record.path("disabled").asBoolean() ? "(disabled) " : "")
                                            + record.path("content").asText()));
                    sets.add(new RrSet(
                            owner,
                            set.path("type").asText(),
                            set.path("ttl").asLong(),
                            contents.stream().sorted().toList()));
                }
            }
            return new Sets.Some(sets);
        } catch (JsonProcessingException garbage) {
            return none(Trouble.NOT_UNDERSTOOD, id + " answered something that is not JSON");
        }
    }

    private static Sets none(Trouble trouble, String reason) {
        return new Sets.None(new ReadResult.Unreadable(trouble, reason));
    }

    private Snapshot snapshot(SteeredName name, List<RrSet> sets) {
        List<RrSet> ours = sets.stream()
                .filter(set ->
                        !(name.value().equals(zone) && set.owner().equals(zone) && BESIDE_AT_APEX.contains(set.type())))
                .sorted(java.util.Comparator.comparing(RrSet::toString))
                .toList();
        if (ours.isEmpty()) {
            return Snapshot.absent(name);
        }
        String raw = String.join("\n", ours.stream().map(RrSet::toString).toList());
        Optional<Mark> mark = ours.stream()
                .filter(set ->
                        set.owner().equals(name.markOwner()) && set.type().equals("TXT"))
                .filter(set -> set.contents().size() == 1)
                .flatMap(set -> Mark.parse(unquoted(set.contents().get(0))).stream())
                .findFirst();
        if (mark.isEmpty()) {
            return new Snapshot(name, Snapshot.Holding.FOREIGN, List.of(), Optional.empty(), Optional.empty(), "", raw);
        }
        List<RrSet> atName =
                ours.stream().filter(set -> set.owner().equals(name.value())).toList();
        Optional<RrSet> lua =
                atName.stream().filter(set -> set.type().equals("LUA")).findFirst();
        List<Snapshot.HeldAnswer> answers = lua.filter(set -> atName.size() == 1)
                .flatMap(set -> LuaContent.read(set.contents()))
                .orElse(List.of());
        return new Snapshot(
                name, Snapshot.Holding.OURS, answers, lua.map(set -> Duration.ofSeconds(set.ttl())), mark, "", raw);
    }

    private static String unquoted(String text) {
        return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    @Override
    public Proposal plan(RecordSet wanted, Snapshot current) {
        Optional<Proposal.Refused> refusal = Proposal.refusal(wanted, current);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (!wanted.name().value().equals(zone) && !wanted.name().value().endsWith("." + zone)) {
            return new Proposal.Refused(wanted.name() + " is not in the zone " + zone + " of provider " + id);
        }
        RecordSet expressed = Expressed.of(wanted, current, CAPABILITIES);
        return current.holds(expressed)
                ? new Proposal.Nothing()
                : new Proposal.Write(new Change(expressed, current, List.of("PATCH " + path + " " + body(expressed))));
    }

    private static String body(RecordSet set) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode sets = root.putArray("rrsets");
        put(sets, set.name().value(), "LUA", set.ttl(), LuaContent.of(set));
        put(
                sets,
                set.name().markOwner(),
                "TXT",
                set.ttl(),
                List.of("\"" + set.mark().text() + "\""));
        return root.toString();
    }

    private static void put(ArrayNode sets, String owner, String type, Duration ttl, List<String> contents) {
        ObjectNode set = sets.addObject();
        set.put("name", owner).put("type", type).put("ttl", ttl.toSeconds()).put("changetype", "REPLACE");
        ArrayNode records = set.putArray("records");
        contents.forEach(content -> records.addObject().put("content", content).put("disabled", false));
    }

    /**
     * Sends the PATCH. A connection that did not come about is {@code Rejected}: surely nothing was applied, and no read is
     * needed before the next attempt.
     */
    @Override
    public WriteResult apply(Change change, Duration timeout) {
        return patch(body(change.wanted()), timeout);
    }

    private WriteResult patch(String body, Duration timeout) {
        return switch (api.send("PATCH", path, BodyPublishers.ofString(body), timeout)) {
            case Exchange.NoKey(String reason) -> new WriteResult.Rejected(reason);
            case Exchange.NotSent(String reason) -> new WriteResult.Rejected(reason);
            case Exchange.NoAnswer(String reason) -> new WriteResult.InDoubt(reason);
            case Exchange.Answered answered ->
                switch (answered.status()) {
                    case 200, 204 -> new WriteResult.Accepted();
                    case 401, 403 -> new WriteResult.Rejected(wrongKey(answered));
                    case 404 -> new WriteResult.Rejected(wrongZone(answered));
                    case 429, 503 -> new WriteResult.Throttled(retryAfter(answered));
                    default ->
                        answered.status() >= 400 && answered.status() < 500
                                ? new WriteResult.Rejected(refused(answered))
                                : new WriteResult.InDoubt(says(answered));
                };
        };
    }

    @Override
    public List<String> retirable(Snapshot held) {
        return held.holding() == Snapshot.Holding.OURS
                ? held.raw()
                        .lines()
                        .map(line -> line.split(" ", 4))
                        .map(part -> part[0] + " " + part[2])
                        .toList()
                : List.of();
    }

    /** Reads again just before the PATCH, since the API has no conditional write; removes nothing of a type not ours. */
    @Override
    public WriteResult retire(Snapshot held, Duration timeout) {
        if (held.holding() != Snapshot.Holding.OURS) {
            return new WriteResult.Rejected(held.name() + " holds nothing of ours");
        }
        String lua = held.name() + " LUA";
        String mark = held.name().markOwner() + " TXT";
        List<String> sets = retirable(held);
        Optional<String> strange = sets.stream()
                .filter(set -> !set.equals(lua) && !set.equals(mark))
                .findFirst();
        if (strange.isPresent()) {
            return new WriteResult.Rejected(strange.get() + " is not of our making and is not removed");
        }
        return switch (read(held.name(), timeout.dividedBy(2))) {
            case ReadResult.Unreadable(Trouble trouble, String reason) -> new WriteResult.Rejected(reason);
            case ReadResult.Read(Snapshot now) when !now.equals(held) -> new WriteResult.Conflict(now.raw());
            case ReadResult.Read unchanged -> patch(deletion(sets), timeout.dividedBy(2));
        };
    }

    private static String deletion(List<String> sets) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode rrsets = root.putArray("rrsets");
        for (String set : sets) {
            String[] part = set.split(" ", 2);
            rrsets.addObject().put("name", part[0]).put("type", part[1]).put("changetype", "DELETE");
        }
        return root.toString();
    }

    private static Duration retryAfter(Exchange.Answered answered) {
        return answered.retryAfter()
                .map(seconds -> Duration.ofSeconds(Math.min(seconds, RETRY_AFTER_SECONDS_MAX)))
                .orElse(RETRY_AFTER);
    }

    private String wrongKey(Exchange.Answered answered) {
        return id + " does not accept the API key (HTTP " + answered.status() + ")";
    }

    private String wrongZone(Exchange.Answered answered) {
        return id + " does not know the zone " + zone + " (HTTP " + answered.status() + ")";
    }

    /** From 5.1 on, LUA records by API are off until {@code enable-lua-record-updates=yes}. */
    private String refused(Exchange.Answered answered) {
        String said = says(answered);
        return answered.body().toLowerCase(java.util.Locale.ROOT).contains("lua")
                ? said + "; PowerDNS 5.1 and newer need enable-lua-record-updates=yes"
                : said;
    }

    private String says(Exchange.Answered answered) {
        String text = answered.body().replaceAll("\\p{Cntrl}+", " ").strip();
        return id + " says HTTP " + answered.status() + ": "
                + (text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) + "…" : text);
    }

    @Override
    public WriteResult canary(Duration timeout) {
        Canary canary = Canary.of(zone, InstantSource.system().instant());
        ObjectNode root = JSON.createObjectNode();
        put(root.putArray("rrsets"), canary.owner().value(), "TXT", Canary.TTL, List.of("\"" + canary.text() + "\""));
        return patch(root.toString(), timeout);
    }

    @Override
    public Confirmation confirm(Change change, Duration timeout) {
        return new Confirmation.NoWord();
    }

    @Override
    public List<InetSocketAddress> authoritativeServers() {
        return verify;
    }

    @Override
    public void close() {
        api.close();
    }
}
