package dev.trimtab.provider.embedded;

import dev.trimtab.core.records.RecordSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;

/**
 * The zone as the server looks it up: every existing name, empty non-terminals included. Made anew for each change, never
 * changed.
 *
 * @param origin the apex
 * @param soa with the serial of this moment; its TTL is the negative TTL
 */
record ZoneView(Name origin, SOARecord soa, Map<Name, Node> nodes, ZoneData data) {
    /** RFC 2308: how long an absence is kept by resolvers, in seconds. */
    static final long NEGATIVE_TTL_S = 30;

    private static final long NS_TTL_S = 3_600;
    private static final long REFRESH_S = 3_600;
    private static final long RETRY_S = 600;
    private static final long EXPIRE_S = 1_209_600;

    ZoneView {
        nodes = Map.copyOf(nodes);
    }

    /**
     * One existing name.
     *
     * @param fixed records that are the same for every client
     */
    record Node(Optional<RecordSet> steered, List<Record> fixed) {
        static final Node EMPTY = new Node(Optional.empty(), List.of());

        Node {
            fixed = List.copyOf(fixed);
        }
    }

    static ZoneView of(Name origin, List<Name> ns, ZoneData data) {
        SOARecord soa = new SOARecord(
                origin,
                DClass.IN,
                NEGATIVE_TTL_S,
                ns.get(0),
                name("hostmaster." + origin),
                data.serial(),
                REFRESH_S,
                RETRY_S,
                EXPIRE_S,
                NEGATIVE_TTL_S);
        List<Record> apex = new ArrayList<>();
        apex.add(soa);
        ns.forEach(server -> apex.add(new NSRecord(origin, DClass.IN, NS_TTL_S, server)));

        Map<Name, Node> nodes = new HashMap<>();
        nodes.put(origin, new Node(Optional.empty(), apex));
        for (RecordSet set : data.sets().values()) {
            Name owner = name(set.name().value());
            List<Record> beside = nodes.getOrDefault(owner, Node.EMPTY).fixed();
            nodes.put(owner, new Node(Optional.of(set), beside));
            Name markOwner = name(set.name().markOwner());
            nodes.put(markOwner, new Node(Optional.empty(), List.of(mark(markOwner, set))));
        }
        for (Name existing : List.copyOf(nodes.keySet())) {
            for (Name up = existing; !up.equals(origin); up = new Name(up, 1)) {
                nodes.putIfAbsent(up, Node.EMPTY);
            }
        }
        return new ZoneView(origin, soa, nodes, data);
    }

    boolean covers(Name asked) {
        return asked.subdomain(origin);
    }

    Optional<Node> node(Name asked) {
        return Optional.ofNullable(nodes.get(asked));
    }

    /** Reads a name that a configuration or a record set has already made sure of. */
    static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException notAName) {
            throw new IllegalArgumentException("not a DNS name: " + text, notAName);
        }
    }

    private static Record mark(Name owner, RecordSet set) {
        return new TXTRecord(owner, DClass.IN, set.ttl().toSeconds(), set.mark().text());
    }
}
