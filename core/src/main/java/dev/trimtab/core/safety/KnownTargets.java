package dev.trimtab.core.safety;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.Shares;
import java.time.Instant;
import java.util.TreeSet;

/** Answers are configured targets of the name and nothing else (R18). */
record KnownTargets() implements SafetyRule {
    @Override
    public String name() {
        return "known-targets";
    }

    @Override
    public String meaning() {
        return "a plan that gives share to a CDN that is no target of the name (R18)";
    }

    @Override
    public String liftedBy() {
        return "configuring the CDN as a target of the name";
    }

    @Override
    public Overriding overriding() {
        return Overriding.NEVER;
    }

    @Override
    public Finding ask(SafetyReview.Input input, Instant now) {
        TreeSet<CdnId> answered = new TreeSet<>();
        for (Shares shares : input.wanted().shares().values()) {
            answered.addAll(shares.bp().keySet());
        }
        for (CdnId cdn : answered) {
            if (input.name().target(cdn).isEmpty()) {
                return new Finding.Holds(
                        cdn + " is no target of " + input.name().name() + ", which has "
                                + input.name().targets().size() + " (R18)",
                        "configuring " + cdn + " as a target");
            }
        }
        return new Finding.Allows(answered.size() + " CDNs answer, all of them targets");
    }
}
