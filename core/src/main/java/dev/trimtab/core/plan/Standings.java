package dev.trimtab.core.plan;

import dev.trimtab.core.judge.Counts;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How the places of a name follow its verdicts: out at once towards something clearly better, back only after a hold-down that
 * starts anew with each doubt and doubles with each relapse (R11); a part away while a part fails (R15, R16). Regions that
 * left together return together. Steps of a return are taken by the {@link RegionPlanner}, which knows the shares.
 */
final class Standings {
    /** Regions that left within this time of each other left together. */
    static final Duration TOGETHER = Duration.ofMinutes(10);

    /** A CDN whose end has come starts to leave this long before. */
    static final Duration ENDING_EARLY = Duration.ofDays(1);

    /** A further step of a partial move is so many times what has moved. */
    private static final int STEP_TIMES = 2;

    /** Chance of calling a clean target unclean. */
    private static final double CLEAN_ALPHA = 0.05;

    private final Planner.Input input;
    private final Instant now;
    private final FailbackSpec failback;
    private final boolean stepDue;

    /** Whether returns may begin in this round. */
    private final boolean beginnings;

    Standings(Planner.Input input, boolean beginnings, Instant now) {
        this.input = input;
        this.beginnings = beginnings && mayReturn(input.name().failback(), now);
        this.now = now;
        this.failback = input.name().failback();
        this.stepDue = stepDue(input, now);
    }

    /** Steps of all regions and CDNs of a name share one clock, so that they go out in one write. */
    static boolean stepDue(Planner.Input input, Instant now) {
        for (Place place : input.places().byRegionAndCdn().values()) {
            Instant at = switch (place.standing()) {
                case Standing.Returning returning -> returning.steppedAt();
                case Standing.Eased eased -> eased.steppedAt();
                case Standing.In in -> Instant.MIN;
                case Standing.Out out -> Instant.MIN;
                case Standing.Drained drained -> Instant.MIN;
            };
            if (!at.equals(Instant.MIN)
                    && now.isBefore(at.plus(input.name().failback().stepEvery()))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the window in which traffic may come back is open; without one it always is. */
    static boolean mayReturn(FailbackSpec failback, Instant now) {
        return failback.window().map(window -> window.openAt(now)).orElse(true);
    }

    Places next() {
        TreeMap<Places.Key, Place> moved = new TreeMap<>();
        for (RegionId region : input.regions()) {
            for (TargetSpec target : input.name().targets()) {
                Place place = next(region, target);
                if (!input.places().knows(region, target.cdn(), place)) {
                    moved.put(new Places.Key(region, target.cdn()), place);
                }
            }
        }
        return input.places().with(moved);
    }

    private Place next(RegionId region, TargetSpec target) {
        CdnId cdn = target.cdn();
        Place place = input.places().of(region, cdn);
        Verdict verdict = input.verdict(region, cdn);
        Optional<Intervention.Drain> drain =
                input.interventions().drainOf(input.name().name(), region, cdn);
        if (drain.isPresent()) {
            return place.with(new Standing.Drained(drain.get().id()));
        }
        boolean fails = verdict.state() == Verdict.State.UNHEALTHY && somewhereBetter(region, verdict);
        return switch (place.standing()) {
            case Standing.In in -> fails ? fall(place, relapsed(place)) : eased(place, region, target, verdict);
            case Standing.Eased eased -> fails ? fall(place, relapsed(place)) : easing(place, eased, region, target);
            case Standing.Returning returning -> fails ? fall(place, true) : eased(place, region, target, verdict);
            case Standing.Out out -> waiting(place, out, cdn);
            case Standing.Drained ended ->
                // A drain that ends has no hold-down; a target that is sick by now has.
                verdict.state() == Verdict.State.UNHEALTHY
                        ? fall(place, false)
                        : place.with(Standing.Returning.from(failback.firstStepBp(), now));
        };
    }

    /** Even a hard verdict needs a destination that is clearly better: two CDNs that fail alike have one cause (R10). */
    private boolean somewhereBetter(RegionId region, Verdict verdict) {
        if (input.division() == Division.ONE_OF && held(region, verdict.target().cdn()) == 0) {
            return true;
        }
        return input.name().targets().stream()
                .map(TargetSpec::cdn)
                .filter(cdn -> !cdn.equals(verdict.target().cdn()))
                .filter(cdn -> input.barred(cdn).isEmpty() || held(region, cdn) > 0)
                .anyMatch(cdn -> input.spec().cdn(cdn).kind() == CdnKind.STATIC
                        || Comparison.clearlyBetter(verdict, input.verdict(region, cdn)));
    }

    private boolean relapsed(Place place) {
        return now.isBefore(place.relapses().backAt().plus(failback.holdDownMax()));
    }

    private Place fall(Place place, boolean relapse) {
        Place fallen = relapse ? new Place(place.standing(), place.relapses().oneMore(now)) : place;
        return fallen.with(new Standing.Out(now, fallen.relapses().holdDown(failback, now), Optional.empty()));
    }

    /** Whether a part of the requests fails so that moving a part helps, or the CDN is about to end. */
    private Place eased(Place place, RegionId region, TargetSpec target, Verdict verdict) {
        // Asked first: mostly nothing of the kind is so.
        if (!(ending(target.cdn()) || gain(region, verdict).isPresent() || joins(region, verdict))) {
            return place;
        }
        int held = held(region, target.cdn());
        // A part can wait for the clock of the name's steps: a brownout in six regions is not six writes.
        boolean steps = input.division() == Division.WEIGHTS && held > 0 && target.weight(region) > 0 && stepDue;
        if (!steps) {
            return place;
        }
        int cap = stepDown(region, target, held);
        return cap >= held
                ? place
                : place.with(new Standing.Eased(cap, now, place.relapses().holdDown(failback, now), Optional.empty()));
    }

    private Place easing(Place place, Standing.Eased eased, RegionId region, TargetSpec target) {
        Verdict verdict = input.verdict(region, target.cdn());
        boolean more = ending(target.cdn()) || gain(region, verdict).isPresent();
        int held = held(region, target.cdn());
        if (stepDue && held <= eased.capBp() && (more || joins(region, verdict))) {
            int cap = Math.min(eased.capBp(), stepDown(region, target, held));
            if (cap < eased.capBp()) {
                return place.with(new Standing.Eased(cap, now, eased.holdDown(), Optional.empty()));
            }
        }
        Optional<Instant> clean = clean(List.of(region), target.cdn()) && !more
                ? eased.cleanSince().or(() -> Optional.of(now))
                : Optional.empty();
        boolean over =
                clean.map(since -> !now.isBefore(since.plus(eased.holdDown()))).orElse(false);
        boolean alone = clean.map(since -> nobodySoon(region, target.cdn(), since.plus(eased.holdDown())))
                .orElse(false);
        return over && alone && stepDue && beginnings && steady(target.cdn())
                ? place.with(Standing.Returning.from(Math.min(Shares.WHOLE, eased.capBp() + failback.stepMaxBp()), now))
                : place.with(new Standing.Eased(eased.capBp(), eased.steppedAt(), eased.holdDown(), clean));
    }

    /**
     * A partial move takes at most half of the configured share; one whose CDN ends takes all. Out is fast: each step may
     * move twice what has moved so far, because the destination has carried that much and the gain still stands.
     */
    private int stepDown(RegionId region, TargetSpec target, int held) {
        long weights = input.name().targets().stream()
                .mapToLong(other -> other.weight(region))
                .sum();
        int configured = (int) (Shares.WHOLE * (long) target.weight(region) / Math.max(1, weights));
        if (ending(target.cdn())) {
            return Math.max(0, held - failback.stepMaxBp());
        }
        int step = Math.max(failback.stepMaxBp(), STEP_TIMES * (configured - held));
        return Math.max(Math.min(configured / 2, held), held - step);
    }

    /**
     * The best gain that a partial move from here has, in words. What a quorum does not call degraded is left by nobody: the
     * newest looks alone may be those of one network (R8).
     */
    private Optional<String> gain(RegionId region, Verdict verdict) {
        if (verdict.state() != Verdict.State.DEGRADED || !Comparison.mayGain(verdict)) {
            return Optional.empty();
        }
        return alternatives(region, verdict)
                .flatMap(cdn -> Comparison.gain(verdict, input.verdict(region, cdn)).stream())
                .findFirst();
    }

    /**
     * Whether a region goes along with one that takes a step of the same CDN in this round: where a gain is proved there,
     * less is asked here, so that one fault in many regions is moved away from in the same writes.
     */
    private boolean joins(RegionId region, Verdict verdict) {
        CdnId cdn = verdict.target().cdn();
        return verdict.state() == Verdict.State.DEGRADED
                && alternatives(region, verdict)
                        .anyMatch(other -> Comparison.likelyGain(verdict, input.verdict(region, other)))
                && input.regions().stream()
                        .filter(other -> !other.equals(region))
                        .anyMatch(
                                other -> gain(other, input.verdict(other, cdn)).isPresent());
    }

    /** Edges to which a part may go. */
    private Stream<CdnId> alternatives(RegionId region, Verdict verdict) {
        return input.name().targets().stream()
                .filter(target -> verdict.state().usable())
                .map(TargetSpec::cdn)
                .filter(cdn -> !cdn.equals(verdict.target().cdn()))
                .filter(cdn -> input.verdict(region, cdn).state().usable())
                .filter(cdn -> input.places().of(region, cdn).standing() instanceof Standing.In)
                .filter(cdn -> input.spec().cdn(cdn).kind() == CdnKind.EDGE);
    }

    private Place waiting(Place place, Standing.Out out, CdnId cdn) {
        List<RegionId> together = together(out, cdn);
        if (!clean(together, cdn)) {
            return place.with(new Standing.Out(out.since(), out.holdDown(), Optional.empty()));
        }
        Instant clean = out.cleanSince().orElse(now);
        Standing.Out waiting = new Standing.Out(out.since(), out.holdDown(), Optional.of(clean));
        boolean over = together.stream().allMatch(member -> overIn(member, cdn, clean));
        return over && stepDue && beginnings && !ending(cdn) && steady(cdn)
                ? new Place(
                        Standing.Returning.from(failback.firstStepBp(), now),
                        place.relapses().back(now))
                : place.with(waiting);
    }

    /**
     * Whether no other region in which this CDN was relieved comes to the end of its hold-down within a hold-down from
     * here: these return together, in one write a step. Nobody waits for one that is not clean yet, nor longer than that.
     */
    private boolean nobodySoon(RegionId region, CdnId cdn, Instant overAt) {
        Instant latest = overAt.plus(failback.holdDown());
        return !now.isBefore(latest)
                || input.regions().stream()
                        .filter(other -> !other.equals(region))
                        .map(other -> switch (input.places().of(other, cdn).standing()) {
                            case Standing.Out out -> out.returnsAt();
                            case Standing.Eased eased -> eased.cleanSince().map(clean -> clean.plus(eased.holdDown()));
                            case Standing.In in -> Optional.<Instant>empty();
                            case Standing.Returning returning -> Optional.<Instant>empty();
                            case Standing.Drained drained -> Optional.<Instant>empty();
                        })
                        .flatMap(Optional::stream)
                        .noneMatch(at -> at.isAfter(now) && !at.isAfter(latest));
    }

    private boolean overIn(RegionId region, CdnId cdn, Instant ifNew) {
        return input.places().of(region, cdn).standing() instanceof Standing.Out out
                && !now.isBefore(out.cleanSince().orElse(ifNew).plus(out.holdDown()));
    }

    /** Regions in which the CDN fell at about the same time: judged on their pooled ratio, returned in one write. */
    private List<RegionId> together(Standing.Out out, CdnId cdn) {
        List<RegionId> together = new ArrayList<>();
        for (RegionId region : input.regions()) {
            if (input.places().of(region, cdn).standing() instanceof Standing.Out other
                    && Duration.between(other.since(), out.since()).abs().compareTo(TOGETHER) <= 0
                    && input.interventions()
                            .drainOf(input.name().name(), region, cdn)
                            .isEmpty()) {
                together.add(region);
            }
        }
        return together;
    }

    /** No verdict against it, and a failure ratio that the clean limit explains (max of 5 × baseline and 1 %). */
    private boolean clean(List<RegionId> regions, CdnId cdn) {
        Counts pooled = Counts.NONE;
        double limit = 0;
        for (RegionId region : regions) {
            Verdict verdict = input.verdict(region, cdn);
            boolean good = verdict.state() == Verdict.State.HEALTHY
                    || (verdict.state() == Verdict.State.DEGRADED && regions.size() > 1);
            if (!good) {
                return false;
            }
            pooled = pooled.plus(verdict.evidence().fresh());
            limit = Math.max(limit, verdict.evidence().cleanLimit());
        }
        return !pooled.exceeds(limit, CLEAN_ALPHA);
    }

    /** The latency gate: no step up anywhere while it is slow somewhere (R13). */
    private boolean steady(CdnId cdn) {
        return latencyGate(input, cdn);
    }

    static boolean latencyGate(Planner.Input input, CdnId cdn) {
        for (RegionId region : input.regions()) {
            if (input.verdict(region, cdn).evidence().latencyFactor() > Comparison.LATENCY_LIMIT) {
                return false;
            }
        }
        return true;
    }

    /** Whether the CDN ends within a day: then it leaves, step by step (R30). */
    boolean ending(CdnId id) {
        return leavesAt(input.spec().cdn(id)).map(at -> !now.isBefore(at)).orElse(false);
    }

    /** When a CDN that ends begins to leave. */
    static Optional<Instant> leavesAt(CdnSpec cdn) {
        return cdn.endsOn()
                .map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant().minus(ENDING_EARLY));
    }

    private int held(RegionId region, CdnId cdn) {
        return input.current().map(plan -> plan.in(region).of(cdn)).orElse(0);
    }
}
