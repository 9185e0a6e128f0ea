package dev.trimtab.provider.embedded;

import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.WeightedAnswer;
import dev.trimtab.core.spec.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** From the octets of a query to those of its answer. No I/O, no recursion, and no input that makes it throw. */
final class Responder {
    /** The largest UDP message that we send and ask for: fits IPv6's least MTU (DNS flag day 2020). */
    static final int UDP_MAX = 1_232;

    private static final int UDP_WITHOUT_EDNS = 512;
    private static final int TCP_MAX = 65_535;
    private static final int HEADER_OCTETS = 12;
    private static final int QR_BIT = 0x80;

    private final List<ServedZone> zones;

    Responder(List<ServedZone> zones) {
        this.zones = zones.stream()
                .sorted(Comparator.comparingInt(
                                (ServedZone zone) -> zone.origin().labels())
                        .reversed())
                .toList();
    }

    /** How a query came. */
    enum Transport {
        UDP,
        TCP
    }

    /** The answer; empty when the packet deserves none: no header, or itself an answer (two servers must not chat). */
    Optional<byte[]> respond(byte[] packet, InetAddress client, Transport transport) {
        if (packet.length < HEADER_OCTETS || (packet[2] & QR_BIT) != 0) {
            return Optional.empty();
        }
        Message query;
        try {
            query = new Message(packet);
        } catch (IOException | RuntimeException malformed) {
            // Whatever the parser says about hostile octets, the answer is the same.
            return Optional.of(bare(packet, Rcode.FORMERR));
        }
        OPTRecord opt = query.getOPT();
        Message answer = answer(query, client);
        if (opt != null) {
            addOpt(answer, opt);
        }
        return Optional.of(answer.toWire(limit(opt, transport)));
    }

    private Message answer(Message query, InetAddress client) {
        Header asked = query.getHeader();
        Message answer = new Message(asked.getID());
        Header header = answer.getHeader();
        header.setFlag(Flags.QR);
        header.setOpcode(asked.getOpcode());
        if (asked.getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        Record question = query.getQuestion();
        if (asked.getOpcode() != Opcode.QUERY) {
            header.setRcode(Rcode.NOTIMP);
        } else if (question == null || asked.getCount(Section.QUESTION) != 1 || severalOpts(query)) {
            header.setRcode(Rcode.FORMERR);
        } else {
            answer.addRecord(question, Section.QUESTION);
            OPTRecord opt = query.getOPT();
            // BADVERS lies wholly in the upper bits of the code, which the OPT record carries.
            if (opt == null || opt.getVersion() == 0) {
                lookUp(answer, question, client);
            }
        }
        return answer;
    }

    private void lookUp(Message answer, Record question, InetAddress client) {
        Name asked = question.getName();
        Optional<ServedZone> zone =
                zones.stream().filter(one -> one.view().covers(asked)).findFirst();
        if (zone.isEmpty() || question.getDClass() != DClass.IN || isTransfer(question.getType())) {
            answer.getHeader().setRcode(Rcode.REFUSED);
            return;
        }
        ZoneView view = zone.get().view();
        Optional<ZoneView.Node> node = view.node(asked);
        if (node.isEmpty() && view.memory() == ZoneData.Memory.LOST) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
            return;
        }
        answer.getHeader().setFlag(Flags.AA);
        List<Record> records =
                node.map(found -> records(found, question, client)).orElse(List.of());
        records.forEach(record -> answer.addRecord(record, Section.ANSWER));
        if (records.isEmpty()) {
            answer.getHeader().setRcode(node.isEmpty() ? Rcode.NXDOMAIN : Rcode.NOERROR);
            answer.addRecord(view.soa(), Section.AUTHORITY);
        }
    }

    /** AXFR, IXFR and the other types from 249 to 254 that ask for an action and no records; OPT is no question. */
    private static boolean isTransfer(int type) {
        return (type >= Type.TKEY && type < Type.ANY) || type == Type.OPT;
    }

    private static List<Record> records(ZoneView.Node node, Record question, InetAddress client) {
        Name owner = question.getName();
        int type = question.getType();
        List<Record> all = new ArrayList<>();
        if (node.steered().isPresent()) {
            all.addAll(steered(node.steered().get(), owner, client));
        }
        node.fixed().forEach(record -> all.add(under(owner, record)));
        if (type == Type.ANY) {
            // RFC 8482 §4.1: one record set is enough of an answer, and no amplifier.
            return all.stream()
                    .filter(record -> record.getType() == all.get(0).getType())
                    .toList();
        }
        // RFC 1034 §3.6.2: a CNAME is the answer to every type, its own included.
        return all.stream()
                .filter(record -> record.getType() == type || record.getType() == Type.CNAME)
                .toList();
    }

    /** The same record with the owner as it was asked for, case kept. */
    private static Record under(Name owner, Record record) {
        return Record.newRecord(
                owner, record.getType(), record.getDClass(), record.getTTL(), record.rdataToWireCanonical());
    }

    private static List<Record> steered(RecordSet set, Name owner, InetAddress client) {
        WeightedAnswer chosen = ClientChoice.choose(client, set.name(), set.answers());
        long ttl = set.ttl().toSeconds();
        List<Record> records = new ArrayList<>();
        switch (chosen.answer()) {
            case Answer.Cname cname ->
                records.add(new CNAMERecord(owner, DClass.IN, ttl, ZoneView.name(cname.host() + ".")));
            case Answer.Addresses addresses -> {
                addresses.v4().forEach(address -> records.add(new ARecord(owner, DClass.IN, ttl, address)));
                addresses.v6().forEach(address -> records.add(new AAAARecord(owner, DClass.IN, ttl, address)));
            }
        }
        return records;
    }

    private static boolean severalOpts(Message query) {
        return query.getSection(Section.ADDITIONAL).stream()
                        .filter(record -> record.getType() == Type.OPT)
                        .count()
                > 1;
    }

    private static void addOpt(Message answer, OPTRecord asked) {
        int extended = asked.getVersion() > 0 && answer.getRcode() == Rcode.NOERROR ? Rcode.BADVERS >> 4 : 0;
        answer.addRecord(new OPTRecord(UDP_MAX, extended, 0, asked.getFlags() & ExtendedFlags.DO), Section.ADDITIONAL);
    }

    private static int limit(@Nullable OPTRecord opt, Transport transport) {
        if (transport == Transport.TCP) {
            return TCP_MAX;
        }
        return opt == null ? UDP_WITHOUT_EDNS : Math.min(UDP_MAX, Math.max(UDP_WITHOUT_EDNS, opt.getPayloadSize()));
    }

    /** Only a header: identity, opcode and RD of the query, QR, and the code. */
    private static byte[] bare(byte[] packet, int rcode) {
        byte[] answer = new byte[HEADER_OCTETS];
        answer[0] = packet[0];
        answer[1] = packet[1];
        answer[2] = (byte) (QR_BIT | (packet[2] & 0x79));
        answer[3] = (byte) rcode;
        return answer;
    }
}
