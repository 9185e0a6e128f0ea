package dev.trimtab.provider.embedded;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.RecordSet;
import java.util.Comparator;
import java.util.Optional;

/**
 * What a zone knows of one name, in an order that every copy of the zone agrees on: the newest wins wherever it meets an
 * older one, so that copies which hand each other what they hold all end at the same, and none ever steps back (R19).
 *
 * @param era grows when an operator retires the name: what was written before is not to come back
 * @param revision grows with each change of one copy, and past what it took from others: orders changes under one generation,
 *     such as a new TTL
 * @param set empty once the name is retired
 */
public record HeldSet(SteeredName name, long era, long revision, Optional<RecordSet> set) {
    private static final Comparator<HeldSet> AGE = Comparator.comparingLong(HeldSet::era)
            .thenComparing(HeldSet::generation)
            .thenComparingLong(HeldSet::revision)
            // Two writers at once, which leadership forbids, still end alike.
            .thenComparing(HeldSetJson::line);

    public HeldSet {
        if (era < 0 || revision < 0) {
            throw new IllegalArgumentException("negative era " + era + " or revision " + revision + " of " + name);
        }
        if (set.isPresent() && !set.get().name().equals(name)) {
            throw new IllegalArgumentException(set.get().name() + " held as " + name);
        }
    }

    /** Nothing was ever held. */
    static HeldSet none(SteeredName name) {
        return new HeldSet(name, 0, 0, Optional.empty());
    }

    /** The same name with another set, written here. */
    HeldSet with(RecordSet next, long at) {
        return new HeldSet(name, era, at, Optional.of(next));
    }

    /** Retired here: a new era, which nothing older enters. */
    HeldSet retired(long at) {
        return new HeldSet(name, at, at, Optional.empty());
    }

    public Generation generation() {
        return set.map(held -> held.mark().generation()).orElse(Generation.NONE);
    }

    public boolean newerThan(HeldSet other) {
        return !equals(other) && AGE.compare(this, other) > 0;
    }
}
