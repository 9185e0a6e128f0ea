package dev.trimtab.core.safety;

import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import java.time.Instant;

/**
 * No region loses its answers (R18). That a region's shares are empty, or all zero, no {@link Shares} can express; that a
 * region which is planned apart is left out of a plan, a plan can.
 */
record NeverEmpty() implements SafetyRule {
    @Override
    public String name() {
        return "never-empty";
    }

    @Override
    public String meaning() {
        return "a plan that leaves a region without an answer of its own, or with one that has no share (R18)";
    }

    @Override
    public String liftedBy() {
        return "nothing: it is a bug";
    }

    @Override
    public Overriding overriding() {
        return Overriding.NEVER;
    }

    @Override
    public Finding ask(SafetyReview.Input input, Instant now) {
        for (RegionId region : input.verdicts().keySet()) {
            Shares shares = input.wanted().shares().get(region);
            if (shares == null || shares.bp().isEmpty()) {
                return new Finding.Holds("region " + region + " would have no answer (R18)", liftedBy());
            }
        }
        int fewest = input.wanted().shares().values().stream()
                .mapToInt(shares -> shares.bp().size())
                .min()
                .orElse(0);
        return new Finding.Allows(input.wanted().shares().size() + " regions, at least " + fewest + " answers in each");
    }
}
