package dev.trimtab.core.plan;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.spec.FailbackSpec;
import java.time.Instant;
import java.util.Optional;

/**
 * How a CDN's place follows its verdict: out at once, back only after a hold-down that starts anew with each doubt and
 * doubles with each relapse (R11). Steps of a return are taken by the {@link Planner}, which knows the shares.
 */
final class Standings {
    private Standings() {}

    static Place next(
            Place place, Verdict verdict, Optional<Intervention.Drain> drain, FailbackSpec failback, Instant now) {
        if (drain.isPresent()) {
            return place.with(new Standing.Drained(drain.get().id()));
        }
        return switch (place.standing()) {
            case Standing.In in -> verdict.state() == Verdict.State.UNHEALTHY ? fall(place, failback, now) : place;
            case Standing.Returning returning ->
                verdict.state() == Verdict.State.UNHEALTHY
                        ? fall(new Place(returning, place.relapses().oneMore(now)), failback, now)
                        : place;
            case Standing.Out out -> place.with(waiting(out, verdict, failback, now));
            case Standing.Drained ended ->
                // A drain that ends has no hold-down; a target that is sick by now has.
                verdict.state() == Verdict.State.UNHEALTHY
                        ? fall(place, failback, now)
                        : place.with(new Standing.Returning(failback.firstStepBp(), now));
        };
    }

    private static Place fall(Place place, FailbackSpec failback, Instant now) {
        return place.with(new Standing.Out(now, place.relapses().holdDown(failback, now), Optional.empty()));
    }

    private static Standing waiting(Standing.Out out, Verdict verdict, FailbackSpec failback, Instant now) {
        if (verdict.state() != Verdict.State.HEALTHY) {
            return new Standing.Out(out.since(), out.holdDown(), Optional.empty());
        }
        Instant clean = out.cleanSince().orElse(now);
        Standing.Out waiting = new Standing.Out(out.since(), out.holdDown(), Optional.of(clean));
        boolean over = !now.isBefore(clean.plus(out.holdDown()));
        return over && failback.mode() == FailbackSpec.Mode.AUTO
                ? new Standing.Returning(failback.firstStepBp(), now)
                : waiting;
    }
}
