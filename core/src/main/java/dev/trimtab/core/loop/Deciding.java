package dev.trimtab.core.loop;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.plan.Division;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.plan.Planner;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.records.Publication;
import dev.trimtab.core.safety.Decider;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Fleet;
import dev.trimtab.core.safety.SafetyReview;
import dev.trimtab.core.safety.Surroundings;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** From a plan to a decision, in a round and in a dry run alike. */
final class Deciding {
    private Deciding() {}

    static Optional<SafetyReview.Input> review(
            Spec spec,
            NameSpec name,
            Planner.Output planned,
            Optional<Plan> current,
            SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts,
            List<Instant> changes,
            Interventions interventions,
            Division division,
            Places places,
            Surroundings around,
            Instant now) {
        return planned.plan()
                .map(plan -> new SafetyReview.Input(
                        spec,
                        name,
                        current,
                        plan,
                        planned.move(),
                        verdicts,
                        changes,
                        interventions.overriddenRules(name.name()),
                        division,
                        places,
                        around,
                        now));
    }

    static Decision ruled(
            NameSpec name,
            Planner.Output planned,
            Optional<SafetyReview.Input> review,
            Interventions interventions,
            Optional<String> approved,
            Optional<Leadership.Lease> lease,
            Instant now) {
        Decider.Writer writer = lease.isPresent() ? Decider.Writer.LEADER : Decider.Writer.FOLLOWER;
        return Decider.decide(planned, review, name, interventions, approved, writer, now);
    }

    /** What a name's next decision would be under other interventions; touches nothing. */
    static Decision wouldDecide(RoundView round, NameView seen, Interventions interventions, Instant now) {
        Optional<Plan> current = seen.publication().map(Publication::plan);
        Planner.Output planned = Planner.plan(
                new Planner.Input(
                        round.spec(),
                        seen.spec(),
                        List.copyOf(seen.verdicts().keySet()),
                        seen.verdicts(),
                        interventions,
                        current,
                        seen.publication().map(Publication::at),
                        seen.places(),
                        seen.division(),
                        round.signals(),
                        new TreeMap<>()),
                now);
        Optional<SafetyReview.Input> review = review(
                round.spec(),
                seen.spec(),
                planned,
                current,
                seen.verdicts(),
                seen.changes(),
                interventions,
                seen.division(),
                seen.places(),
                // The loop's own ledger is of its thread: here nobody else is leaving, and the spread is that of the
                // view.
                seen.around()
                        .among(new Fleet(
                                round.names().size(),
                                Fleet.ALONE.left(),
                                () -> Departures.spread(round.spec(), round.names()))),
                now);
        return ruled(seen.spec(), planned, review, interventions, Optional.empty(), round.lease(), now);
    }
}
