package dev.trimtab.core.safety;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Automation moves nothing to or from what no quorum knows; an operator may (R8). Nobody looks at a sorry page: it takes
 * what the planner leaves to it.
 */
record QuorumKnows() implements SafetyRule {
    @Override
    public String name() {
        return "quorum";
    }

    @Override
    public String meaning() {
        return "a change by automation of the share of a target that no quorum of networks knows (R8)";
    }

    @Override
    public String liftedBy() {
        return "reports from `quorum.reporting` networks, `quorum.networks` of which agree";
    }

    @Override
    public Finding ask(SafetyReview.Input input, Instant now) {
        if (input.move() == Move.OPERATOR) {
            return new Finding.Allows("an operator's own move needs no quorum");
        }
        int known = 0;
        for (Map.Entry<RegionId, Shares> entry : input.wanted().shares().entrySet()) {
            SortedMap<CdnId, Verdict> verdicts = input.verdicts().getOrDefault(entry.getKey(), new TreeMap<>());
            if (input.current()
                    .map(old -> old.in(entry.getKey()).equals(entry.getValue()))
                    .orElse(false)) {
                // A region that is blind keeps what it has, and keeps nobody from escaping elsewhere (R15).
                continue;
            }
            boolean any = verdicts.values().stream().anyMatch(v -> v.state() != Verdict.State.UNKNOWN);
            for (TargetSpec target : input.name().targets()) {
                int after = entry.getValue().of(target.cdn());
                int before = input.before(entry.getKey(), target.cdn());
                Verdict verdict = verdicts.get(target.cdn());
                boolean sorry = input.spec().cdn(target.cdn()).kind() == CdnKind.STATIC;
                boolean unknown = !sorry && (verdict == null || verdict.state() == Verdict.State.UNKNOWN);
                if (!any || (unknown && after != before)) {
                    return new Finding.Holds(
                            target.cdn() + " in " + entry.getKey() + " would change from " + Shares.percent(before)
                                    + " to " + Shares.percent(after) + ": "
                                    + (verdict == null ? "no verdict" : verdict.reason()),
                            "reports from " + input.name().quorum().reporting() + " networks, "
                                    + input.name().quorum().networks() + " of which agree");
                }
                known += unknown ? 0 : 1;
            }
        }
        return new Finding.Allows(known + " verdicts stand, "
                + input.name().quorum().reporting() + " networks asked for, and whatever changes is known");
    }
}
