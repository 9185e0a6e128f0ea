package dev.trimtab.core.port;

import dev.trimtab.core.name.NotBefore;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Publication;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/** The last accepted plan of each name with what planning remembers, so that a restart continues where it was. */
public interface PlanStore {
    /**
     * Everything stored, names that are no longer configured included. What was given out never changes: the same object
     * until something else is stored, and another one then.
     */
    SortedMap<SteeredName, Memory> all();

    /**
     * Stores what a leader's round changed, all of it in one transaction; when this returns it survives a crash. Nothing of
     * a leader whose successor has written here, and no plan over a newer one, nor another one over its equal.
     *
     * @param fence of the leader who writes
     * @return names of which something newer is stored than was brought: of these nothing was changed
     * @throws StoreException when nothing was stored, or nobody knows
     */
    SortedSet<SteeredName> putAll(long fence, SortedMap<SteeredName, Memory> memories);

    /**
     * Forgets a retired name.
     *
     * @return false when a later leader has written here: then nothing was changed
     * @throws StoreException when it was not forgotten, or nobody knows
     */
    boolean remove(long fence, SteeredName name);

    /** The highest fence that has written here, as far as is known at this moment; 0 before any. */
    long highestFence();

    /** Whether this memory may take the place of another: its plan is newer, or the same one. */
    static boolean replaces(Memory next, Memory stored) {
        int order = next.generation().compareTo(stored.generation());
        return order > 0 || (order == 0 && next.sharesAs(stored));
    }

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

        /** Of its plan; {@link Generation#NONE} while there is none. */
        public Generation generation() {
            return publication.map(Publication::generation).orElse(Generation.NONE);
        }

        private boolean sharesAs(Memory other) {
            return publication
                    .map(p -> p.plan().shares())
                    .equals(other.publication.map(p -> p.plan().shares()));
        }

        /**
         * The same by a clock that was put right: what was noted ahead of {@code now} counts as noted now, so that no
         * hold-down, step or hourly limit lasts longer by the error of a clock.
         */
        public Memory upTo(Instant now) {
            Places past = places.upTo(now);
            boolean ahead = false;
            for (Instant at : changes) {
                ahead |= at.isAfter(now);
            }
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
