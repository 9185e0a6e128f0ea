package dev.trimtab.provider.embedded;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.WeightedAnswer;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.NameSpec.RecordType;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the zone holds at one moment.
 *
 * @param serial of the SOA, 32 bits unsigned; grows with each change
 * @param held by name, retired ones included
 * @param memory whether all that was ever written is in it
 */
record ZoneData(long serial, SortedMap<SteeredName, HeldSet> held, Memory memory) {
    /** Whether an absent name is known to be absent. */
    enum Memory {
        WHOLE,
        /** The file was unreadable: an absent name may only be forgotten, so its absence is not asserted. */
        LOST
    }

    /** RFC 1035 §2.3.4 in characters, with the last dot. */
    private static final int NAME_MAX = 254;

    ZoneData {
        held = Collections.unmodifiableSortedMap(new TreeMap<>(held));
    }

    /** Why a zone cannot hold this set; empty when it can. */
    static Optional<String> obstacle(String zone, RecordSet set) {
        String name = set.name().value();
        boolean apex = name.equals(zone);
        if (!apex && !name.endsWith("." + zone)) {
            return Optional.of(name + " is not in the zone " + zone);
        }
        if (apex && set.type() == RecordType.CNAME) {
            return Optional.of(name + " is the apex of its zone, where a CNAME cannot stand beside SOA and NS");
        }
        if (set.name().markOwner().length() > NAME_MAX) {
            return Optional.of(set.name().markOwner() + " is longer than a DNS name may be");
        }
        for (WeightedAnswer answer : set.answers()) {
            if (answer.answer() instanceof Answer.Cname != (set.type() == RecordType.CNAME)) {
                return Optional.of("the answer of " + answer.cdn() + " for " + name + " is not of type " + set.type());
            }
        }
        return Optional.empty();
    }
}
