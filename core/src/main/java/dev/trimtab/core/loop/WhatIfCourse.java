package dev.trimtab.core.loop;

import dev.trimtab.core.judge.Attribution;
import dev.trimtab.core.judge.Counts;
import dev.trimtab.core.judge.Evidence;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.plan.Division;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.plan.Planner;
import dev.trimtab.core.safety.Decider;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Fleet;
import dev.trimtab.core.safety.Ruling;
import dev.trimtab.core.safety.SafetyReview;
import dev.trimtab.core.safety.Surroundings;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** One name through one failure and back, minute by minute; lives for one reckoning. */
public final class WhatIfCourse {
    /** Shares by region: before the failure, in the first decision after it, and when nothing changes any more. */
    public record Course(
            SortedMap<RegionId, Shares> before,
            SortedMap<RegionId, Shares> atOnce,
            SortedMap<RegionId, Shares> settled) {}

    private static final Duration STEP = Duration.ofMinutes(1);

    /** Caches count as warm after half an hour, and then a limit may let more through. */
    private static final Duration QUIET = Duration.ofMinutes(35);

    private static final Duration FAILING_MAX = Duration.ofHours(6);
    private static final Duration RETURNING_MAX = Duration.ofHours(24);

    /** As many looks as three vantages make in five minutes at the default interval. */
    private static final int LOOKS = 90;

    private final Spec spec;
    private final NameSpec name;
    private final List<RegionId> regions;
    private final Division division;
    private final WhatIf.Failure failure;
    private Instant now;
    private Optional<Plan> current = Optional.empty();
    private Optional<Instant> changedAt = Optional.empty();
    private Places places = Places.NONE;
    private List<Instant> changes = new ArrayList<>();
    private SortedMap<String, Instant> satisfiedSince = new TreeMap<>();
    private Ruling ruling = new Ruling.Allow();
    private Optional<Duration> settledAfter = Optional.empty();
    private Optional<Duration> restoredAfter = Optional.empty();

    WhatIfCourse(
            Spec spec,
            NameSpec name,
            List<RegionId> regions,
            Division division,
            WhatIf.Failure failure,
            Instant start) {
        this.spec = spec;
        this.name = name;
        this.regions = regions;
        this.division = division;
        this.failure = failure;
        this.now = start;
    }

    Ruling ruling() {
        return ruling;
    }

    Optional<Duration> settledAfter() {
        return settledAfter;
    }

    Optional<Duration> restoredAfter() {
        return restoredAfter;
    }

    Course reckon() {
        settle(Phase.HEALTHY, FAILING_MAX);
        now = now.plus(SafetyReview.HOUR);
        SortedMap<RegionId, Shares> before = shares();
        Instant failedAt = now;
        ruling = decide(Phase.FAILING).ruling();
        SortedMap<RegionId, Shares> atOnce = shares();
        settle(Phase.FAILING, FAILING_MAX);
        settledAfter = changedAt.filter(at -> !at.isBefore(failedAt)).map(at -> Duration.between(failedAt, at));
        SortedMap<RegionId, Shares> settled = shares();
        restoredAfter = restore(before);
        return new Course(before, atOnce, settled);
    }

    private enum Phase {
        HEALTHY,
        FAILING
    }

    private void settle(Phase phase, Duration most) {
        Instant end = now.plus(most);
        Instant quietSince = now;
        while (now.isBefore(end) && now.isBefore(quietSince.plus(QUIET))) {
            Decision decision = decide(phase);
            if (decision.disposition() == Decision.Disposition.WRITE) {
                quietSince = now;
            }
            now = now.plus(STEP);
        }
    }

    private Optional<Duration> restore(SortedMap<RegionId, Shares> before) {
        Instant mended = now;
        while (!shares().equals(before)) {
            if (now.isAfter(mended.plus(RETURNING_MAX))) {
                return Optional.empty();
            }
            decide(Phase.HEALTHY);
            now = now.plus(STEP);
        }
        return Optional.of(Duration.between(mended, now));
    }

    private SortedMap<RegionId, Shares> shares() {
        return current.map(Plan::shares).orElseGet(TreeMap::new);
    }

    private Decision decide(Phase phase) {
        SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts = verdicts(phase);
        Planner.Output planned = Planner.plan(
                new Planner.Input(
                        spec,
                        name,
                        regions,
                        verdicts,
                        Interventions.NONE,
                        current,
                        changedAt,
                        places,
                        division,
                        Signals.NONE,
                        new TreeMap<>()),
                now);
        Surroundings around =
                new Surroundings(Signals.NONE, Fleet.ALONE, new TreeSet<>(), Optional.of(now), satisfiedSince);
        Optional<SafetyReview.Input> review = Deciding.review(
                spec, name, planned, current, verdicts, changes, Interventions.NONE, division, places, around, now);
        satisfiedSince = review.map(asked -> SafetyReview.satisfied(asked, now)).orElseGet(TreeMap::new);
        Decision decision = Decider.decide(
                planned, review, name.written(), Interventions.NONE, Optional.empty(), Decider.Writer.LEADER, now);
        places = Remembering.places(places, planned.places(), decision);
        if (decision.disposition() == Decision.Disposition.WRITE) {
            current = decision.wanted();
            changedAt = Optional.of(now);
            changes.removeIf(at -> at.isBefore(now.minus(SafetyReview.HOUR)));
            changes.add(now);
        }
        return decision;
    }

    private SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts(Phase phase) {
        TreeMap<RegionId, SortedMap<CdnId, Verdict>> verdicts = new TreeMap<>();
        for (RegionId region : regions) {
            TreeMap<CdnId, Verdict> byCdn = new TreeMap<>();
            for (TargetSpec target : name.targets()) {
                byCdn.put(target.cdn(), verdict(region, target.cdn(), state(phase, region, target.cdn())));
            }
            verdicts.put(region, byCdn);
        }
        return verdicts;
    }

    private Verdict.State state(Phase phase, RegionId region, CdnId cdn) {
        if (spec.cdn(cdn).kind() == CdnKind.STATIC) {
            // Nobody looks at a sorry page.
            return Verdict.State.UNKNOWN;
        }
        if (phase == Phase.HEALTHY) {
            return Verdict.State.HEALTHY;
        }
        return switch (failure) {
            case WhatIf.Failure.OfCdn failed ->
                failed.cdn().equals(cdn) && failed.region().map(region::equals).orElse(true)
                        ? Verdict.State.UNHEALTHY
                        : Verdict.State.HEALTHY;
            case WhatIf.Failure.OfOrigin origin -> behind(cdn);
            case WhatIf.Failure.OfProvider provider -> Verdict.State.HEALTHY;
        };
    }

    private Verdict.State behind(CdnId cdn) {
        return switch (spec.cdn(cdn).kind()) {
            case EDGE -> Verdict.State.ORIGIN_FAULT;
            case ORIGIN -> Verdict.State.UNHEALTHY;
            case STATIC -> Verdict.State.UNKNOWN;
        };
    }

    private Verdict verdict(RegionId region, CdnId cdn, Verdict.State state) {
        boolean bad = state == Verdict.State.UNHEALTHY || state == Verdict.State.ORIGIN_FAULT;
        int looks = state == Verdict.State.UNKNOWN ? 0 : LOOKS;
        Counts counts = new Counts(looks, bad ? looks : 0);
        Evidence evidence = new Evidence(
                counts, counts, counts, counts, counts, Map.of(), Evidence.BASELINE_START, bad ? 0 : 1, 100);
        int networks = state == Verdict.State.UNKNOWN ? 0 : name.quorum().reporting();
        return new Verdict(
                new TargetId(name.name(), cdn),
                region,
                state,
                now,
                Optional.empty(),
                networks,
                networks,
                List.of(),
                "as assumed",
                state == Verdict.State.ORIGIN_FAULT
                        ? Attribution.ORIGIN
                        : state == Verdict.State.UNHEALTHY && spec.cdn(cdn).kind() == CdnKind.EDGE
                                ? Attribution.EDGE
                                : Attribution.NONE,
                evidence);
    }
}
