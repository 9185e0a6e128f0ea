package dev.trimtab.agent.probe;

import dev.trimtab.core.spec.FailureClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What a DNS message says of a name: addresses, where it goes on, or one of the ways in which there is nothing (R5).
 *
 * @param chain each record on the way with its TTL, as words
 */
record DnsAnswer(What what, List<String> chain, Optional<Name> onwards) {
    private static final int CHAIN_MAX = 16;

    enum What {
        ADDRESSES,
        /** A chain that this server does not know the end of. */
        ALIAS,
        /** Others are responsible. */
        REFERRAL,
        NXDOMAIN,
        NODATA,
        /** It cannot answer, or does not want to: for a server of the name's zone the same. */
        SERVFAIL,
        REFUSED
    }

    /** The class of failure; empty when nothing failed. */
    Optional<FailureClass> failure() {
        return switch (what) {
            case ADDRESSES, ALIAS -> Optional.empty();
            case NXDOMAIN -> Optional.of(FailureClass.NXDOMAIN);
            case NODATA -> Optional.of(FailureClass.NODATA);
            case SERVFAIL, REFUSED, REFERRAL -> Optional.of(FailureClass.SERVFAIL);
        };
    }

    static DnsAnswer of(Message message, Name asked, int type) {
        List<String> chain = new ArrayList<>();
        Name at = asked;
        boolean found = false;
        for (int step = 0; step < CHAIN_MAX && !found; step++) {
            Optional<CNAMERecord> alias = Optional.empty();
            for (Record record : message.getSection(Section.ANSWER)) {
                if (record.getName().equals(at) && record.getType() == type) {
                    chain.add(at + " " + record.getTTL() + " s " + Type.string(type) + " " + record.rdataToString());
                    found = true;
                } else if (record.getName().equals(at) && record instanceof CNAMERecord cname) {
                    alias = Optional.of(cname);
                }
            }
            if (found || alias.isEmpty()) {
                break;
            }
            chain.add(
                    at + " " + alias.get().getTTL() + " s CNAME " + alias.get().getTarget());
            at = alias.get().getTarget();
        }
        boolean moved = !at.equals(asked);
        Optional<Name> onwards = moved ? Optional.of(at) : Optional.empty();
        return new DnsAnswer(what(message, found, moved), List.copyOf(chain), onwards);
    }

    private static What what(Message message, boolean found, boolean moved) {
        return switch (message.getRcode()) {
            case Rcode.NOERROR -> {
                if (found) {
                    yield What.ADDRESSES;
                }
                boolean referral = message.getSection(Section.ANSWER).isEmpty()
                        && message.getSection(Section.AUTHORITY).stream().anyMatch(NSRecord.class::isInstance);
                yield referral ? What.REFERRAL : moved ? What.ALIAS : What.NODATA;
            }
            case Rcode.NXDOMAIN -> What.NXDOMAIN;
            case Rcode.REFUSED -> What.REFUSED;
            default -> What.SERVFAIL;
        };
    }
}
