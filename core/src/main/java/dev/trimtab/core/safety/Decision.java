package dev.trimtab.core.safety;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Plan;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one round decided for a name.
 *
 * @param current the plan that was published when it was made; empty before the first
 * @param wanted the plan; empty when nothing can be planned
 * @param move what kind of change it would be
 * @param ruling of the safety rules
 * @param disposition what follows
 * @param because one sentence for people
 * @param verdicts that it rests on, with their votes and attribution
 * @param rules what each safety rule found; empty when nothing changes, and none was asked
 */
public record Decision(
        Optional<Plan> current,
        Optional<Plan> wanted,
        Move move,
        Ruling ruling,
        Disposition disposition,
        String because,
        Instant at,
        SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts,
        List<RuleResult> rules) {
    public Decision {
        verdicts = Collections.unmodifiableSortedMap(verdicts);
        rules = List.copyOf(rules);
    }

    /** One that no rule was asked about. */
    public Decision(
            Optional<Plan> wanted, Move move, Ruling ruling, Disposition disposition, String because, Instant at) {
        this(Optional.empty(), wanted, move, ruling, disposition, because, at, new TreeMap<>(), List.of());
    }

    /** CDNs that it takes share from, in some region. */
    public SortedSet<CdnId> loses() {
        TreeSet<CdnId> losing = new TreeSet<>();
        if (current.isPresent() && wanted.isPresent()) {
            for (RegionId region : wanted.get().shares().keySet()) {
                Shares after = wanted.get().in(region);
                current.get().in(region).bp().forEach((cdn, bp) -> {
                    if (after.of(cdn) < bp) {
                        losing.add(cdn);
                    }
                });
            }
        }
        return losing;
    }

    /** What follows from a plan and its ruling. */
    public enum Disposition {
        /** The plan is what is published already. */
        KEEP,
        WRITE,
        /** A safety rule, or doubt: DNS stays as it is. */
        HOLD,
        /** Mode {@code observe}: recorded, not written. */
        RECORD_ONLY,
        /** Mode {@code recommend}: an operator approves the digest. */
        AWAIT_APPROVAL,
        /** Not the leader, or frozen. */
        STAND_BY
    }
}
