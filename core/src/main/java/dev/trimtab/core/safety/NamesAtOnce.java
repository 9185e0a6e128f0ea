package dev.trimtab.core.safety;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Instant;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Many names leave a CDN at once only when the CDN is known to fail for many: a bad configuration, a broken probe or a bug
 * of ours moves a few a minute, and a person has time to look (R15, R22). Returns are bound by their steps, and an operator
 * by himself.
 */
record NamesAtOnce() implements SafetyRule {
    /** So many may always. */
    static final int NAMES_MIN = 3;

    /** Or this part of all names, in percent. */
    static final int NAMES_PERCENT = 10;

    @Override
    public String name() {
        return "names-at-once";
    }

    @Override
    public String meaning() {
        return "an escape or a rebalancing away from a CDN when more than " + NAMES_MIN + " names, and more than "
                + NAMES_PERCENT + " % of all, would have left it within " + Fleet.WINDOW.toSeconds()
                + " s, unless it is UNHEALTHY or DEGRADED for at least half of the names that know it (R22)";
    }

    @Override
    public String liftedBy() {
        return "waiting for the minute to pass, or a verdict on the CDN that half of its names share";
    }

    static int limit(int names) {
        return Math.max(NAMES_MIN, Math.ceilDiv(names * NAMES_PERCENT, 100));
    }

    @Override
    public Finding ask(SafetyReview.Input input, Instant now) {
        if (input.move() != Move.ESCAPE && input.move() != Move.REBALANCE) {
            return new Finding.Allows("counts escapes and rebalancing only");
        }
        Fleet fleet = input.around().fleet();
        int limit = limit(fleet.names());
        int most = 0;
        for (TargetSpec target : input.name().targets()) {
            boolean sorry = input.spec().cdn(target.cdn()).kind() == CdnKind.STATIC;
            if (sorry || !leaves(input, target.cdn())) {
                // Nobody is kept on a sorry page.
                continue;
            }
            SequencedMap<SteeredName, Instant> left = fleet.left().apply(target.cdn());
            int leaving = left.size() + (left.containsKey(input.name().name()) ? 0 : 1);
            most = Math.max(most, leaving);
            if (leaving > limit) {
                Fleet.Spread spread = Optional.ofNullable(fleet.spread().get().get(target.cdn()))
                        .orElse(new Fleet.Spread(0, 0));
                if (!spread.wide()) {
                    return new Finding.Holds(
                            leaving + " of " + fleet.names() + " names would have left " + target.cdn() + " within "
                                    + Fleet.WINDOW.toSeconds() + " s, limit " + limit + ", and it is sick for "
                                    + spread.sick()
                                    + " of the " + spread.knowing() + " that know it (R22)",
                            "waiting until " + left.firstEntry().getValue().plus(Fleet.WINDOW) + ", or a verdict on "
                                    + target.cdn() + " that half of its names share");
                }
            }
        }
        return new Finding.Allows(
                most + " names leave one CDN within " + Fleet.WINDOW.toSeconds() + " s, limit " + limit);
    }

    private static boolean leaves(SafetyReview.Input input, CdnId cdn) {
        for (RegionId region : input.wanted().shares().keySet()) {
            if (input.wanted().in(region).of(cdn) < input.before(region, cdn)) {
                return true;
            }
        }
        return false;
    }
}
