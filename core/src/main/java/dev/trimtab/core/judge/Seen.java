package dev.trimtab.core.judge;

import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.VantageSpec;
import org.jspecify.annotations.Nullable;

/** What one vantage has seen of one check, and what it says of it. */
final class Seen {
    private final VantageSpec vantage;
    private final CheckId check;
    private final ProbeKind kind;
    private final Impression impression;
    /** Made when it is asked for: of a vantage's checks only the worst has a say. */
    private @Nullable Vote vote;

    Seen(VantageSpec vantage, CheckId check, ProbeKind kind, Impression impression) {
        this.vantage = vantage;
        this.check = check;
        this.kind = kind;
        this.impression = impression;
    }

    /** The same; what it says in the same words as before is the same object. */
    @SuppressWarnings("ReferenceEquality") // a belief that says the same is the same object
    Seen after(Seen before) {
        if (before.vote != null
                && impression.health() == before.impression.health()
                && vantage == before.vantage
                && (check == before.check || check.equals(before.check))) {
            vote = before.vote;
        }
        return this;
    }

    VantageSpec vantage() {
        return vantage;
    }

    CheckId check() {
        return check;
    }

    /** Of the check's probe. */
    ProbeKind kind() {
        return kind;
    }

    Impression impression() {
        return impression;
    }

    Vote vote() {
        Vote made = vote;
        if (made == null) {
            made = Vote.of(vantage.id(), vantage.network(), check, impression.health());
            vote = made;
        }
        return made;
    }
}
