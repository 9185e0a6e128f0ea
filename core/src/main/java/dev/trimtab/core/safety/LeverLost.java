package dev.trimtab.core.safety;

import dev.trimtab.core.name.ProviderId;
import java.time.Instant;
import java.util.List;

/** No plan is accepted that no provider can take: a stale one would go out when the lever is back (R26). */
record LeverLost() implements SafetyRule {
    @Override
    public String name() {
        return "lever-lost";
    }

    @Override
    public String meaning() {
        return "any change while the API of every provider of the name is lost: the plan is made anew when one is back (R26)";
    }

    @Override
    public String liftedBy() {
        return "trial writes that are accepted again at one provider of the name";
    }

    @Override
    public Overriding overriding() {
        return Overriding.NEVER;
    }

    @Override
    public Finding ask(SafetyReview.Input input, Instant now) {
        List<ProviderId> providers = input.name().providers();
        List<ProviderId> gone = gone(input);
        if (nobodyWrites(input)) {
            return new Finding.Holds(
                    "the lever of " + gone.size() + " of " + providers.size() + " providers is lost: " + gone
                            + " (R26)",
                    "trial writes that are accepted again at one of " + gone);
        }
        return new Finding.Allows("the lever of " + (providers.size() - gone.size()) + " of " + providers.size()
                + " providers works" + (gone.isEmpty() ? "" : "; lost: " + gone));
    }

    /** Whether no provider of the name takes writes. */
    static boolean nobodyWrites(SafetyReview.Input input) {
        List<ProviderId> providers = input.name().providers();
        return !providers.isEmpty() && gone(input).size() == providers.size();
    }

    /** Providers of the name whose lever is lost. */
    static List<ProviderId> gone(SafetyReview.Input input) {
        return input.name().providers().stream().filter(input.around()::lost).toList();
    }
}
