package dev.trimtab.provider.resolve;

import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.Resolver;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.NameSpec.RecordType;
import dev.trimtab.core.verify.Sighting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Asks one authoritative server without recursion: UDP first, TCP when the answer was cut. */
public final class DnsjavaResolver implements Resolver {
    @Override
    public Sighting ask(InetSocketAddress server, SteeredName name, RecordType type, Duration timeout) {
        return switch (type) {
            case CNAME ->
                switch (query(server, name, Type.CNAME, timeout)) {
                    case Reply.Failed(String reason) -> new Sighting.Failed(server, reason);
                    case Reply.Got got -> cname(server, got);
                };
            case ADDRESS -> addresses(server, name, timeout);
        };
    }

    private sealed interface Reply {
        record Got(String rcode, List<Record> records) implements Reply {
            Duration ttl() {
                return Duration.ofSeconds(
                        records.stream().mapToLong(Record::getTTL).max().orElse(0));
            }
        }

        record Failed(String reason) implements Reply {}
    }

    private static Sighting cname(InetSocketAddress server, Reply.Got got) {
        if (got.records().isEmpty()) {
            return new Sighting.Nothing(server, got.rcode());
        }
        if (got.records().size() != 1 || !(got.records().get(0) instanceof CNAMERecord cname)) {
            return new Sighting.Failed(server, "answers " + got.records());
        }
        try {
            return new Sighting.Seen(
                    server, new Answer.Cname(new HostName(cname.getTarget().toString())), got.ttl());
        } catch (IllegalArgumentException notAHostName) {
            return new Sighting.Failed(server, "answers " + cname);
        }
    }

    /** Both families are asked: a target hands them out together. */
    private static Sighting addresses(InetSocketAddress server, SteeredName name, Duration timeout) {
        List<InetAddress> seen = new ArrayList<>();
        Duration ttl = Duration.ZERO;
        String rcode = "NODATA";
        for (int type : new int[] {Type.A, Type.AAAA}) {
            switch (query(server, name, type, timeout.dividedBy(2))) {
                case Reply.Failed(String reason) -> {
                    return new Sighting.Failed(server, reason);
                }
                case Reply.Got got -> {
                    rcode = got.rcode();
                    ttl = ttl.compareTo(got.ttl()) < 0 ? got.ttl() : ttl;
                    for (Record record : got.records()) {
                        switch (record) {
                            case ARecord a -> seen.add(a.getAddress());
                            case AAAARecord aaaa -> seen.add(aaaa.getAddress());
                            default -> {
                                return new Sighting.Failed(server, "answers " + record);
                            }
                        }
                    }
                }
            }
        }
        return seen.isEmpty()
                ? new Sighting.Nothing(server, rcode)
                : new Sighting.Seen(server, new Answer.Addresses(seen), ttl);
    }

    private static Reply query(InetSocketAddress server, SteeredName steered, int type, Duration timeout) {
        Name name = Name.fromConstantString(steered.value());
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        query.getHeader().unsetFlag(Flags.RD);
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTimeout(timeout);
        Message answer;
        try {
            answer = resolver.send(query);
        } catch (IOException failed) {
            return new Reply.Failed(failed.getMessage() == null ? failed.toString() : failed.getMessage());
        }
        int rcode = answer.getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            return new Reply.Failed("answers " + Rcode.string(rcode));
        }
        if (!answer.getHeader().getFlag(Flags.AA)) {
            return new Reply.Failed("is not authoritative for " + steered);
        }
        List<Record> records = answer.getSection(Section.ANSWER).stream()
                .filter(record -> record.getName().equals(name))
                .toList();
        return new Reply.Got(rcode == Rcode.NXDOMAIN ? "NXDOMAIN" : "NODATA", records);
    }
}
