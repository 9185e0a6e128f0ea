package dev.trimtab.provider.embedded;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.records.RecordSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;

/**
 * The zone as the server looks it up: every existing name, empty non-terminals included. Each name changes whole, at a cost
 * that does not grow with the zone. Changed by one thread at a time, read by all.
 */
final class ZoneView {
    /** RFC 2308: how long an absence is kept by resolvers, in seconds. */
    static final long NEGATIVE_TTL_S = 30;

    private static final long NS_TTL_S = 3_600;
    private static final long REFRESH_S = 3_600;
    private static final long RETRY_S = 600;
    private static final long EXPIRE_S = 1_209_600;

    private final Name origin;
    private final List<Name> ns;
    private final ZoneData.Memory memory;
    private final Map<SteeredName, HeldSet> held = new ConcurrentHashMap<>();
    private volatile Map<Name, Node> nodes = new ConcurrentHashMap<>();
    private volatile SOARecord soa;
    private volatile long serial;

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

    ZoneView(Name origin, List<Name> ns, ZoneData data) {
        this.origin = origin;
        this.ns = List.copyOf(ns);
        this.memory = data.memory();
        this.serial = data.serial();
        this.soa = soa(data.serial());
        held.putAll(data.held());
        nodes = built();
    }

    /** Takes over changes that are on disk. */
    void take(List<HeldSet> changes, long newSerial) {
        boolean removes = false;
        for (HeldSet change : changes) {
            held.put(change.name(), change);
            removes |= change.set().isEmpty();
            change.set().ifPresent(set -> put(nodes, set));
        }
        serial = newSerial;
        soa = soa(newSerial);
        if (removes) {
            // Which empty names above it still lead somewhere is not worth remembering for what operators do by hand.
            nodes = built();
        } else {
            nodes.compute(origin, (apex, node) -> apex(node == null ? Optional.empty() : node.steered()));
        }
    }

    private Map<Name, Node> built() {
        Map<Name, Node> fresh = new ConcurrentHashMap<>();
        fresh.put(origin, apex(Optional.empty()));
        held.values().forEach(one -> one.set().ifPresent(set -> put(fresh, set)));
        return fresh;
    }

    private void put(Map<Name, Node> into, RecordSet set) {
        Name owner = name(set.name().value());
        into.compute(owner, (same, node) -> new Node(Optional.of(set), node == null ? List.of() : node.fixed()));
        // The mark comes last: whoever reads it may rely on the answers.
        Name markOwner = name(set.name().markOwner());
        into.put(markOwner, new Node(Optional.empty(), List.of(mark(markOwner, set))));
        above(into, owner);
        above(into, markOwner);
    }

    private void above(Map<Name, Node> into, Name existing) {
        for (Name up = existing; !up.equals(origin); up = new Name(up, 1)) {
            into.putIfAbsent(up, Node.EMPTY);
        }
    }

    private Node apex(Optional<RecordSet> steered) {
        List<Record> records = new ArrayList<>();
        records.add(soa);
        ns.forEach(server -> records.add(new NSRecord(origin, DClass.IN, NS_TTL_S, server)));
        return new Node(steered, records);
    }

    private SOARecord soa(long number) {
        return new SOARecord(
                origin,
                DClass.IN,
                NEGATIVE_TTL_S,
                ns.get(0),
                name("hostmaster." + origin),
                number,
                REFRESH_S,
                RETRY_S,
                EXPIRE_S,
                NEGATIVE_TTL_S);
    }

    boolean covers(Name asked) {
        return asked.subdomain(origin);
    }

    Optional<Node> node(Name asked) {
        return Optional.ofNullable(nodes.get(asked));
    }

    /** With the serial of this moment; its TTL is the negative TTL. */
    SOARecord soa() {
        return soa;
    }

    long serial() {
        return serial;
    }

    ZoneData.Memory memory() {
        return memory;
    }

    HeldSet held(SteeredName name) {
        return held.getOrDefault(name, HeldSet.none(name));
    }

    /** All that is known, retired names included. */
    Collection<HeldSet> all() {
        return held.values();
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
