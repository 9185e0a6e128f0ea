package dev.trimtab.core.override;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What an operator wants for a while. Always with an actor, a reason and an end; it never edits the configuration. */
public sealed interface Intervention {
    /** Sortable and unique. */
    String id();

    Claim claim();

    /** Whether it concerns a name. */
    boolean concerns(SteeredName name);

    /** The same, ended at {@code now}; a moment after its beginning at the earliest. */
    default Intervention endedAt(Instant now) {
        Claim old = claim();
        Instant until = now.isAfter(old.since()) ? now : old.since().plusMillis(1);
        Claim ended = new Claim(old.actor(), old.reason(), old.since(), until, old.overridesRules(), true);
        return switch (this) {
            case Drain drain -> new Drain(drain.id, drain.cdn, drain.names, drain.regions, ended);
            case Pin pin -> new Pin(pin.id, pin.name, pin.region, pin.shares, ended);
            case Freeze freeze -> new Freeze(freeze.id, freeze.name, freeze.scope, ended);
        };
    }

    /**
     * Whether it is in force. It is from the moment at which somebody acknowledged it, and not once somebody ended it,
     * whatever their clocks say: only its end by itself is a matter of our own clock.
     */
    default boolean activeAt(Instant now) {
        return !claim().ended() && now.isBefore(claim().until());
    }

    /**
     * Who wants it, why, and until when.
     *
     * @param since by the clock of the controller that took it
     * @param overridesRules safety rules that the operator overrides by naming them
     * @param ended whether somebody ended it, at {@code until} by the clock of the controller that did
     */
    record Claim(
            String actor,
            String reason,
            Instant since,
            Instant until,
            SortedSet<String> overridesRules,
            boolean ended) {
        /** One that nobody ended. */
        public Claim(String actor, String reason, Instant since, Instant until, SortedSet<String> overridesRules) {
            this(actor, reason, since, until, overridesRules, false);
        }

        public Claim {
            overridesRules = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(overridesRules));
            if (actor.isBlank() || reason.isBlank()) {
                throw new IllegalArgumentException("an intervention needs an actor and a reason");
            }
            if (!until.isAfter(since)) {
                throw new IllegalArgumentException(
                        "an intervention must end after it begins: " + since + " to " + until);
            }
        }
    }

    /**
     * Move off a CDN.
     *
     * @param names empty = every name that has it
     * @param regions empty = every region
     */
    record Drain(String id, CdnId cdn, SortedSet<SteeredName> names, SortedSet<RegionId> regions, Claim claim)
            implements Intervention {
        public Drain {
            names = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(names));
            regions = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(regions));
        }

        @Override
        public boolean concerns(SteeredName name) {
            return names.isEmpty() || names.contains(name);
        }

        public boolean covers(SteeredName name, RegionId region, CdnId other) {
            return concerns(name) && cdn.equals(other) && (regions.isEmpty() || regions.contains(region));
        }
    }

    /** These shares and nothing else. */
    record Pin(String id, SteeredName name, Optional<RegionId> region, Shares shares, Claim claim)
            implements Intervention {
        @Override
        public boolean concerns(SteeredName other) {
            return name.equals(other);
        }

        public boolean covers(SteeredName other, RegionId where) {
            return name.equals(other) && region.map(where::equals).orElse(true);
        }
    }

    /** Observe and decide, write nothing. {@code name} empty = everything. */
    record Freeze(String id, Optional<SteeredName> name, Scope scope, Claim claim) implements Intervention {
        /** What is frozen. */
        public enum Scope {
            EVERYTHING,
            /** Escapes still go out. */
            RETURNS
        }

        @Override
        public boolean concerns(SteeredName other) {
            return name.map(other::equals).orElse(true);
        }
    }
}
