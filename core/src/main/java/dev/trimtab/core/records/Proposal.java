package dev.trimtab.core.records;

import java.util.Optional;

/** What a provider's adapter makes of a wanted record set and what it holds now. */
public sealed interface Proposal {
    /** It holds that already. */
    record Nothing() implements Proposal {}

    /** One write would do it. */
    record Write(Change change) implements Proposal {}

    /** It must not or cannot be written: foreign records, a newer plan, something this provider cannot hold. */
    record Refused(String reason) implements Proposal {}

    /** Why nothing may be written over what was read, whatever the provider (R18, R19); empty when it may. */
    static Optional<Refused> refusal(RecordSet wanted, Snapshot current) {
        if (!wanted.name().equals(current.name())) {
            throw new IllegalArgumentException(
                    "a plan for " + wanted.name() + " over what was read of " + current.name());
        }
        if (current.holding() == Snapshot.Holding.FOREIGN) {
            return Optional.of(new Refused("records of " + wanted.name()
                    + " are not ours (no mark of ours at " + wanted.name().markOwner()
                    + "); `trimtab adopt " + wanted.name().withoutDot() + "` takes them over"));
        }
        return current.mark().flatMap(mark -> refusal(wanted, mark));
    }

    private static Optional<Refused> refusal(RecordSet wanted, Mark held) {
        if (!held.owner().equals(wanted.mark().owner())) {
            return Optional.of(new Refused(wanted.name() + " belongs to another installation (mark of owner "
                    + held.owner() + ", ours is " + wanted.mark().owner() + ")"));
        }
        if (held.generation().compareTo(wanted.mark().generation()) > 0) {
            return Optional.of(new Refused("plan " + wanted.mark().generation() + " of " + wanted.name()
                    + " is older than " + held.generation() + ", which is held"));
        }
        return Optional.empty();
    }
}
