package dev.trimtab.core.port;

import dev.trimtab.core.name.NotBefore;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.records.Publication;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** The last accepted plan of each name with what planning remembers, so that a restart continues where it was. */
public interface PlanStore {
    /**
     * Everything stored, names that are no longer configured included. What was given out never changes: the same object
     * until something else is stored, and another one then.
     */
    SortedMap<SteeredName, Memory> all();

    /** Stores one; when this returns it survives a crash. */
    void put(SteeredName name, Memory memory);

    /** Stores what a round changed; a store that syncs a disk syncs it once for all of them. */
    default void putAll(SortedMap<SteeredName, Memory> memories) {
        memories.forEach(this::put);
    }

    /** Forgets a retired name. */
    void remove(SteeredName name);

    /**
     * What is remembered of a name.
     *
     * @param changes when shares changed within the last hour, for the limit on change
     */
    record Memory(Optional<Publication> publication, Places places, List<Instant> changes) {
        public static final Memory NONE = new Memory(Optional.empty(), Places.NONE, List.of());

        public Memory {
            changes = List.copyOf(changes);
        }

        /**
         * The same by a clock that was put right: what was noted ahead of {@code now} counts as noted now, so that no
         * hold-down, step or hourly limit lasts longer by the error of a clock.
         */
        public Memory upTo(Instant now) {
            Places past = places.upTo(now);
            boolean ahead = changes.stream().anyMatch(at -> at.isAfter(now));
            return past.equals(places) && !ahead
                    ? this
                    : new Memory(
                            publication,
                            past,
                            changes.stream()
                                    .map(at -> NotBefore.happened(at, now))
                                    .toList());
        }
    }
}
