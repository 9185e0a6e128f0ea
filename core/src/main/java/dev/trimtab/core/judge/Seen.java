package dev.trimtab.core.judge;

import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.VantageSpec;
import org.jspecify.annotations.Nullable;

/** What one vantage has seen of one check, and what it says of it. */
final class Seen {
    private final Docket.Seat seat;
    private final Impression impression;
    /** Made when it is asked for: of a vantage's checks only the worst has a say. */
    private @Nullable Vote vote;

    Seen(Docket.Seat seat, Impression impression) {
        this.seat = seat;
        this.impression = impression;
    }

    /** From the same seat some time later; what it says in the same words as before is the same object. */
    @SuppressWarnings("ReferenceEquality") // a belief that says the same is the same object
    Seen next(Impression now) {
        if (now == impression) {
            return this;
        }
        Seen next = new Seen(seat, now);
        next.vote = now.health() == impression.health() ? vote : null;
        return next;
    }

    /** The same, from wherever it was seen before. */
    @SuppressWarnings("ReferenceEquality") // a belief that says the same is the same object
    Seen after(Seen before) {
        if (before.vote != null
                && impression.health() == before.impression.health()
                && vantage().equals(before.vantage())
                && check().equals(before.check())) {
            vote = before.vote;
        }
        return this;
    }

    VantageSpec vantage() {
        return seat.vantage();
    }

    CheckId check() {
        return seat.check();
    }

    /** Of the check's probe. */
    ProbeKind kind() {
        return seat.kind();
    }

    /** Number of the vantage's network. */
    int network() {
        return seat.network();
    }

    Impression impression() {
        return impression;
    }

    Vote vote() {
        Vote made = vote;
        if (made == null) {
            made = Vote.of(vantage().id(), vantage().network(), check(), impression.health());
            vote = made;
        }
        return made;
    }
}
