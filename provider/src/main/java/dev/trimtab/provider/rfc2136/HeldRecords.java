package dev.trimtab.provider.rfc2136;

import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.spec.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Tokenizer;
import org.xbill.DNS.Type;

/**
 * All records at a name and at its mark, in order. Their text is a snapshot's raw form and comes back from it: a write
 * insists on exactly what was read.
 */
record HeldRecords(Name name, Name markOwner, List<Record> records) {
    /** What every zone has at its top beside our addresses. */
    private static final Set<Integer> BESIDE_AT_APEX = Set.of(
            Type.SOA, Type.NS, Type.MX, Type.TXT, Type.CAA, Type.DNSKEY, Type.NSEC3PARAM, Type.CDS, Type.CDNSKEY);

    /** Signatures and denial come and go by the server's own hand. */
    private static final Set<Integer> MADE_BY_SERVER = Set.of(Type.RRSIG, Type.NSEC);

    HeldRecords {
        records = records.stream()
                .filter(record ->
                        record.getName().equals(name) || record.getName().equals(markOwner))
                .filter(record -> !MADE_BY_SERVER.contains(record.getType()))
                .distinct()
                .sorted()
                .toList();
    }

    /** Without what stands beside our addresses at the top of a zone. */
    HeldRecords inZone(Name zone) {
        return name.equals(zone)
                ? new HeldRecords(
                        name,
                        markOwner,
                        records.stream()
                                .filter(record ->
                                        !(record.getName().equals(zone) && BESIDE_AT_APEX.contains(record.getType())))
                                .toList())
                : this;
    }

    /** The text of a snapshot, read back. */
    static HeldRecords of(Snapshot snapshot) {
        Name name = Name.fromConstantString(snapshot.name().value());
        List<Record> records = snapshot.raw()
                .lines()
                .map(line -> {
                    String[] part = line.split(" ", 4);
                    try (Tokenizer rdata = new Tokenizer(part[3])) {
                        return Record.fromString(
                                Name.fromConstantString(part[0]),
                                Type.value(part[2]),
                                DClass.IN,
                                Long.parseLong(part[1]),
                                rdata,
                                Name.root);
                    } catch (IOException notOurs) {
                        throw new IllegalArgumentException("not a record that was read here: " + line, notOurs);
                    }
                })
                .toList();
        return new HeldRecords(name, Name.fromConstantString(snapshot.name().markOwner()), records);
    }

    String raw() {
        return records.stream()
                .map(record -> record.getName() + " " + record.getTTL() + " " + Type.string(record.getType()) + " "
                        + record.rdataToString())
                .collect(Collectors.joining("\n"));
    }

    List<Record> at(Name owner) {
        return records.stream().filter(record -> record.getName().equals(owner)).toList();
    }

    boolean has(int type) {
        return at(name).stream().anyMatch(record -> record.getType() == type);
    }

    Snapshot snapshot(SteeredName steered) {
        if (records.isEmpty()) {
            return Snapshot.absent(steered);
        }
        String raw = raw();
        Optional<Mark> mark = mark();
        if (mark.isEmpty()) {
            return new Snapshot(
                    steered, Snapshot.Holding.FOREIGN, List.of(), Optional.empty(), Optional.empty(), raw, raw);
        }
        long[] ttls = at(name).stream().mapToLong(Record::getTTL).distinct().toArray();
        return new Snapshot(
                steered,
                Snapshot.Holding.OURS,
                answer().map(only -> new Snapshot.HeldAnswer(only, Shares.WHOLE)).stream()
                        .toList(),
                ttls.length == 1 ? Optional.of(Duration.ofSeconds(ttls[0])) : Optional.empty(),
                mark,
                raw,
                raw);
    }

    private Optional<Mark> mark() {
        List<Record> there = at(markOwner);
        return there.size() == 1 && there.get(0) instanceof TXTRecord text
                ? Mark.parse(String.join("", text.getStrings()))
                : Optional.empty();
    }

    private Optional<Answer> answer() {
        List<Record> there = at(name);
        if (there.size() == 1 && there.get(0) instanceof CNAMERecord cname) {
            return host(cname.getTarget());
        }
        List<InetAddress> addresses = there.stream()
                .flatMap(record -> switch (record) {
                    case ARecord a -> Optional.of(a.getAddress()).stream();
                    case AAAARecord aaaa -> Optional.of(aaaa.getAddress()).stream();
                    default -> Optional.<InetAddress>empty().stream();
                })
                .toList();
        return addresses.isEmpty() || addresses.size() != there.size()
                ? Optional.empty()
                : Optional.of(new Answer.Addresses(addresses));
    }

    private static Optional<Answer> host(Name target) {
        try {
            return Optional.of(new Answer.Cname(new HostName(target.toString())));
        } catch (IllegalArgumentException notOfOurMaking) {
            return Optional.empty();
        }
    }

    /** Types that are held at the name, each once. */
    int[] types() {
        return Arrays.stream(at(name).stream().mapToInt(Record::getType).toArray())
                .distinct()
                .toArray();
    }
}
