package dev.trimtab.core.safety;

import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.plan.Division;
import dev.trimtab.core.plan.Move;
import java.time.Instant;

/** A return comes in small steps, where the provider can express steps (R13, R22). */
record ReturnShare() implements SafetyRule {
    @Override
    public String name() {
        return "return-per-change";
    }

    @Override
    public String meaning() {
        return "a return that moves more share at once than `limits.returnPerChange`, save where a provider holds one"
                + " answer at a time (R13, R22)";
    }

    @Override
    public String liftedBy() {
        return "smaller steps, or a higher `limits.returnPerChange`";
    }

    @Override
    public Finding ask(SafetyReview.Input input, Instant now) {
        if (input.move() != Move.RETURN) {
            return new Finding.Allows("no return");
        }
        if (input.division() == Division.ONE_OF) {
            return new Finding.Allows("a provider holds one answer at a time: a return is one jump");
        }
        int limit = input.name().limits().returnPerChangeBp();
        int most = 0;
        for (RegionId region : input.wanted().shares().keySet()) {
            int moved = input.moved(region);
            if (moved > limit) {
                return new Finding.Holds(
                        "a return would move " + Shares.percent(moved) + " of " + region + " at once, limit "
                                + Shares.percent(limit) + " (R22)",
                        "smaller steps: at most " + Shares.percent(limit) + " at once");
            }
            most = Math.max(most, moved);
        }
        return new Finding.Allows("the return moves " + Shares.percent(most) + ", limit " + Shares.percent(limit));
    }
}
