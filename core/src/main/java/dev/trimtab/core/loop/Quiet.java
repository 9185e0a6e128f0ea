package dev.trimtab.core.loop;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.NotBefore;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.SafetyRuleSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Under what a name's last view stays true without another look: everything in, shares as planned, providers at rest. */
final class Quiet {
    /** Even then it is steered again after this long: no name depends on a list of reasons to stir being complete. */
    static final Duration AT_MOST = Duration.ofSeconds(60);

    /** Where something is ill, or a rule of the operator's own counts time, nothing may pass unseen for longer than this. */
    static final Duration AT_MOST_TROUBLED = Duration.ofSeconds(10);

    static final Quiet NOT = new Quiet(null, Optional.empty(), List.of(), null, Instant.MIN, false);

    private final Conditions.@Nullable Circumstances around;
    private final Optional<String> approved;
    private final List<RegionId> regions;
    private final @Nullable NameView view;
    private final Instant until;
    private final boolean calm;

    private Quiet(
            Conditions.@Nullable Circumstances around,
            Optional<String> approved,
            List<RegionId> regions,
            @Nullable NameView view,
            Instant until,
            boolean calm) {
        this.calm = calm;
        this.around = around;
        this.approved = approved;
        this.regions = regions;
        this.view = view;
        this.until = until;
    }

    /** @param stirs when a provider is to be looked at again */
    static Quiet of(
            Conditions conditions, Optional<String> approved, List<RegionId> regions, NameView view, Instant stirs) {
        boolean calm = calm(conditions, view);
        Instant most = conditions.now().plus(calm ? AT_MOST : AT_MOST_TROUBLED);
        return new Quiet(
                conditions.circumstances(), approved, regions, view, stirs.isBefore(most) ? stirs : most, calm);
    }

    /**
     * The same with other figures: where all are healthy and in, nothing that is decided asks for more of them. Holds no
     * longer than before.
     */
    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones cost another view
    Quiet with(SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts) {
        if (view().verdicts() == verdicts) {
            return this;
        }
        return new Quiet(around, approved, regions, view().with(verdicts), until, calm);
    }

    /** Whether everything is healthy, and no rule of the operator's own counts time. */
    boolean calm() {
        return calm;
    }

    private static boolean calm(Conditions conditions, NameView view) {
        for (SafetyRuleSpec rule : conditions.spec().safetyRules()) {
            if (!rule.lasting().isZero()) {
                return false;
            }
        }
        for (SortedMap<CdnId, Verdict> byCdn : view.verdicts().values()) {
            for (Verdict verdict : byCdn.values()) {
                if (verdict.state() != Verdict.State.HEALTHY) {
                    return false;
                }
            }
        }
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // what did not change is the same object
    boolean holds(Conditions now, NameSpec name, Optional<String> approval) {
        return around != null
                && view != null
                && !NotBefore.over(until, AT_MOST, now.now())
                && around.alike(now.circumstances())
                && (around.interventions() == now.interventions()
                        || view.interventions().equals(now.interventions().concerning(name.name())))
                && name == view.spec()
                && approval.equals(approved);
    }

    /** Up to when it holds while nothing else happens; long ago for what does not rest. */
    Instant until() {
        return until;
    }

    List<RegionId> regions() {
        return regions;
    }

    NameView view() {
        if (view == null) {
            throw new IllegalStateException("asked for a view that nothing holds");
        }
        return view;
    }
}
