package dev.trimtab.provider.rfc2136;

import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.records.Canary;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.records.Change;
import dev.trimtab.core.records.Confirmation;
import dev.trimtab.core.records.Expressed;
import dev.trimtab.core.records.Proposal;
import dev.trimtab.core.records.ReadResult;
import dev.trimtab.core.records.ReadResult.Trouble;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WriteResult;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.NameSpec.RecordType;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.provider.rfc2136.ZoneLink.Exchange;
import dev.trimtab.provider.setting.Endpoints;
import dev.trimtab.provider.setting.SecretFile;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * A server that takes dynamic updates signed with TSIG. A name holds one CNAME, or the addresses of one target: the
 * largest share wins. Every write is one message that insists on exactly what was read (RFC 2136 §2.4) and is applied
 * whole or not at all.
 *
 * <p>Servers ignore some additions silently (an A beside a CNAME), so NOERROR is believed only after the read-back.
 */
public final class Rfc2136Provider implements DnsProvider {
    /** What every provider of this type can hold. */
    public static final Capabilities CAPABILITIES = new Capabilities(
            Capabilities.Weights.ONE_OF,
            1,
            Capabilities.CompareAndSet.VALUE,
            true,
            false,
            Capabilities.Propagation.NONE,
            Set.of(RecordType.CNAME, RecordType.ADDRESS),
            Duration.ZERO);

    /** SERVFAIL is a server that cannot write just now: a journal that is full, a zone that is being loaded. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /** What answers at a name, and whatever else the server names when it is asked for anything. */
    private static final List<Integer> TYPES_READ = List.of(Type.CNAME, Type.A, Type.AAAA, Type.ANY);

    private static final Set<Integer> WRITTEN = Set.of(Type.CNAME, Type.A, Type.AAAA);

    private final ProviderId id;
    private final Name zone;
    private final List<InetSocketAddress> verify;
    private final ZoneLink link;

    private Rfc2136Provider(ProviderId id, Name zone, List<InetSocketAddress> verify, ZoneLink link) {
        this.id = id;
        this.zone = zone;
        this.verify = verify;
        this.link = link;
    }

    /**
     * Settings: {@code server} (host:port), {@code keyName}, {@code algorithm} (default {@code hmac-sha256}),
     * {@code verify} (authoritative servers; default the server itself).
     *
     * @param keyFile holds the secret in base64
     * @throws IllegalArgumentException when a setting makes no sense; the sentence says which
     */
    public static Rfc2136Provider of(ProviderSpec spec, Path keyFile) {
        List<InetSocketAddress> verify = Endpoints.list(spec.setting("verify", ""));
        return new Rfc2136Provider(
                spec.id(),
                zone(spec),
                verify.isEmpty() ? List.of(Endpoints.one(spec.setting("server"))) : verify,
                link(spec, keyFile));
    }

    static Name zone(ProviderSpec spec) {
        return Name.fromConstantString(SteeredName.of(spec.zone()).value());
    }

    static ZoneLink link(ProviderSpec spec, Path keyFile) {
        InetSocketAddress server = Endpoints.one(spec.setting("server"));
        Name algorithm =
                TSIG.algorithmToName(spec.setting("algorithm", "hmac-sha256").toLowerCase(Locale.ROOT));
        try {
            Name keyName = Name.fromString(spec.setting("keyName"), Name.root);
            return new ZoneLink(server, keyName, algorithm, new SecretFile(keyFile));
        } catch (TextParseException notAName) {
            throw new IllegalArgumentException("provider " + spec.id() + ": " + notAName.getMessage(), notAName);
        }
    }

    @Override
    public ProviderId id() {
        return id;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    // ---- reading ----

    @Override
    public ReadResult read(SteeredName steered, Duration timeout) {
        Name name = Name.fromConstantString(steered.value());
        Name markOwner = Name.fromConstantString(steered.markOwner());
        Duration each = timeout.dividedBy(TYPES_READ.size() + 1);
        List<Record> records = new ArrayList<>();
        for (int i = 0; i <= TYPES_READ.size(); i++) {
            Record question = i < TYPES_READ.size()
                    ? Record.newRecord(name, TYPES_READ.get(i), DClass.IN)
                    : Record.newRecord(markOwner, Type.ANY, DClass.IN);
            Message query = Message.newQuery(question);
            query.getHeader().unsetFlag(Flags.RD);
            Optional<ReadResult.Unreadable> trouble = collect(link.send(query, each), records);
            if (trouble.isPresent()) {
                return trouble.get();
            }
        }
        return new ReadResult.Read(
                new HeldRecords(name, markOwner, records).inZone(zone).snapshot(steered));
    }

    private Optional<ReadResult.Unreadable> collect(Exchange exchange, List<Record> into) {
        return switch (exchange) {
            case Exchange.BadKey(String reason) -> unreadable(Trouble.WRONG_KEY, reason);
            case Exchange.NotSent(String reason) -> unreadable(Trouble.UNREACHABLE, reason);
            case Exchange.NoAnswer(String reason) -> unreadable(Trouble.UNREACHABLE, reason);
            case Exchange.Refused(Trouble trouble, String reason) -> unreadable(trouble, reason);
            case Exchange.Answered(Message answer) -> {
                int rcode = answer.getRcode();
                if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
                    yield unreadable(Trouble.UNREACHABLE, link + " answers " + Rcode.string(rcode));
                }
                if (!answer.getHeader().getFlag(Flags.AA)) {
                    yield unreadable(Trouble.WRONG_ZONE, link + " is not authoritative for " + zone);
                }
                into.addAll(answer.getSection(Section.ANSWER));
                yield Optional.empty();
            }
        };
    }

    private static Optional<ReadResult.Unreadable> unreadable(Trouble trouble, String reason) {
        return Optional.of(new ReadResult.Unreadable(trouble, reason));
    }

    // ---- planning ----

    @Override
    public Proposal plan(RecordSet wanted, Snapshot current) {
        Optional<Proposal.Refused> refusal = Proposal.refusal(wanted, current);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (!Name.fromConstantString(wanted.name().value()).subdomain(zone)) {
            return new Proposal.Refused(wanted.name() + " is not in the zone " + zone + " of provider " + id);
        }
        RecordSet expressed = Expressed.of(wanted, current, CAPABILITIES);
        if (current.holds(expressed)) {
            return new Proposal.Nothing();
        }
        HeldRecords held = HeldRecords.of(current);
        List<Record> records = records(expressed);
        TreeSet<String> left = new TreeSet<>();
        for (int type : held.types()) {
            if (records.stream().noneMatch(record -> record.getType() == type)) {
                left.add(Type.string(type));
            }
        }
        if (!left.isEmpty()) {
            return new Proposal.Refused(wanted.name() + " holds " + String.join(" and ", left) + " and "
                    + expressed.answers().get(0) + " has none: a record type is only replaced, never removed (R18)");
        }
        return new Proposal.Write(
                new Change(expressed, current, List.of(update(expressed, held).toString())));
    }

    private static List<Record> records(RecordSet set) {
        Name name = Name.fromConstantString(set.name().value());
        long ttl = set.ttl().toSeconds();
        return switch (set.answers().get(0).answer()) {
            case Answer.Cname(var host) ->
                List.of(new CNAMERecord(name, DClass.IN, ttl, Name.fromConstantString(host.value() + ".")));
            case Answer.Addresses addresses -> {
                List<Record> records = new ArrayList<>();
                addresses.v4().forEach(address -> records.add(new ARecord(name, DClass.IN, ttl, address)));
                addresses.v6().forEach(address -> records.add(new AAAARecord(name, DClass.IN, ttl, address)));
                yield records;
            }
        };
    }

    private Update update(RecordSet set, HeldRecords from) {
        Update update = new Update(zone);
        insistOn(update, from, from.name());
        insistOn(update, from, from.markOwner());
        List<Record> records = records(set);
        for (int type : new int[] {Type.CNAME, Type.A, Type.AAAA}) {
            List<Record> ofType =
                    records.stream().filter(record -> record.getType() == type).toList();
            if (!ofType.isEmpty()) {
                update.delete(from.name(), type);
                ofType.forEach(update::add);
            }
        }
        update.replace(new TXTRecord(
                from.markOwner(), DClass.IN, set.ttl().toSeconds(), set.mark().text()));
        return update;
    }

    /** Exactly these records of these types; where there was nothing, nothing of what could answer. */
    private void insistOn(Update update, HeldRecords from, Name owner) {
        List<Record> there = from.at(owner);
        // A prerequisite has no TTL (RFC 2136 §2.4.2); BIND refuses the message otherwise.
        there.forEach(record -> update.present(Record.newRecord(
                record.getName(), record.getType(), record.getDClass(), 0, record.rdataToWireCanonical())));
        if (there.isEmpty() && !owner.equals(zone)) {
            update.absent(owner);
            return;
        }
        for (int type : new int[] {Type.CNAME, Type.A, Type.AAAA}) {
            if (there.stream().noneMatch(record -> record.getType() == type)) {
                update.absent(owner, type);
            }
        }
    }

    // ---- writing ----

    /** Sends the message. A connection that did not come about is {@code Rejected}: surely nothing was applied. */
    @Override
    public WriteResult apply(Change change, Duration timeout) {
        return send(update(change.wanted(), HeldRecords.of(change.from())), timeout);
    }

    private WriteResult send(Update update, Duration timeout) {
        return switch (link.send(update, timeout)) {
            case Exchange.BadKey(String reason) -> new WriteResult.Rejected(reason);
            case Exchange.NotSent(String reason) -> new WriteResult.Rejected(reason);
            case Exchange.Refused refused -> new WriteResult.Rejected(refused.reason());
            case Exchange.NoAnswer(String reason) -> new WriteResult.InDoubt(reason);
            case Exchange.Answered(Message answer) ->
                switch (answer.getRcode()) {
                    case Rcode.NOERROR -> new WriteResult.Accepted();
                    case Rcode.NXRRSET, Rcode.YXRRSET, Rcode.NXDOMAIN, Rcode.YXDOMAIN ->
                        new WriteResult.Conflict("not what was read any more: " + Rcode.string(answer.getRcode()));
                    case Rcode.SERVFAIL -> new WriteResult.Throttled(RETRY_AFTER);
                    default -> new WriteResult.Rejected(link + " answers " + Rcode.string(answer.getRcode()));
                };
        };
    }

    @Override
    public List<String> retirable(Snapshot held) {
        return held.holding() == Snapshot.Holding.OURS
                ? HeldRecords.of(held).records().stream()
                        .map(record -> record.getName() + " " + Type.string(record.getType()))
                        .distinct()
                        .toList()
                : List.of();
    }

    @Override
    public WriteResult retire(Snapshot held, Duration timeout) {
        if (held.holding() != Snapshot.Holding.OURS) {
            return new WriteResult.Rejected(held.name() + " holds nothing of ours");
        }
        HeldRecords from = HeldRecords.of(held);
        Update update = new Update(zone);
        insistOn(update, from, from.name());
        insistOn(update, from, from.markOwner());
        for (int type : from.types()) {
            if (!WRITTEN.contains(type)) {
                return new WriteResult.Rejected(
                        held.name() + " " + Type.string(type) + " is not of our making and is not removed");
            }
            update.delete(from.name(), type);
        }
        update.delete(from.markOwner(), Type.TXT);
        return send(update, timeout);
    }

    @Override
    public WriteResult canary(Duration timeout) {
        Canary canary = Canary.of(zone.toString(), InstantSource.system().instant());
        Update update = new Update(zone);
        update.replace(new TXTRecord(
                Name.fromConstantString(canary.owner().value()), DClass.IN, Canary.TTL.toSeconds(), canary.text()));
        return send(update, timeout);
    }

    @Override
    public Confirmation confirm(Change change, Duration timeout) {
        return new Confirmation.NoWord();
    }

    @Override
    public List<InetSocketAddress> authoritativeServers() {
        return verify;
    }

    /** Connections belong to the resolver library, which closes idle ones by itself. */
    @Override
    public void close() {}
}
