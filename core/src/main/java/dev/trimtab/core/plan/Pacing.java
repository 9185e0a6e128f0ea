package dev.trimtab.core.plan;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a plan may go at once: escapes first, then partial moves, then returns, each as far as every CDN and the origin
 * behind cold caches can carry it (R13, R14). A step that a limit cuts short is remembered as the step.
 */
final class Pacing {
    /** An escape that a limit cut short goes on in steps of at least this, so that writes are left for the next fault. */
    static final int MORE_BP = 500;

    /** A return that a limit leaves less than this waits. */
    static final int STEP_MIN_BP = 100;

    /** Pause between the steps of one escape. */
    static final Duration MORE_AFTER = Duration.ofMinutes(2);

    /** The order in which regions spend what the limits leave. */
    private enum Turn {
        ESCAPE,
        EASE,
        REBALANCE,
        RETURN
    }

    private final Planner.Input input;
    private final Loads loads;
    private final SortedMap<Places.Key, Place> places;
    private final SortedMap<RegionId, List<String>> reasons;
    private final Instant now;

    Pacing(
            Planner.Input input,
            Loads loads,
            SortedMap<Places.Key, Place> places,
            SortedMap<RegionId, List<String>> reasons,
            Instant now) {
        this.input = input;
        this.loads = loads;
        this.places = places;
        this.reasons = reasons;
        this.now = now;
    }

    /** Shortens {@code shares} to what may be done at once. */
    void pace(SortedMap<RegionId, Shares> shares) {
        if (input.current().isEmpty()) {
            return;
        }
        Plan current = input.current().get();
        TreeMap<RegionId, Shares> reached = new TreeMap<>();
        shares.keySet().forEach(region -> reached.put(region, current.in(region)));
        TreeMap<Turn, TreeMap<RegionId, Shares>> turns = new TreeMap<>();
        shares.forEach((region, wanted) -> {
            if (!wanted.equals(current.in(region))) {
                turns.computeIfAbsent(turn(region, current.in(region), wanted), turn -> new TreeMap<>())
                        .put(region, wanted);
            }
        });
        if (turns.isEmpty()) {
            return;
        }
        turns.forEach((turn, wanted) -> {
            TreeMap<RegionId, Shares> aim = new TreeMap<>(reached);
            aim.putAll(wanted);
            Way way = turn == Turn.ESCAPE ? shorter(reached, aim, wanted.keySet()) : straight(reached, aim);
            Loads.Reach reach = way.reach();
            wanted.forEach((region, goal) -> {
                Shares from = Objects.requireNonNull(way.from().get(region), "a way leads through every region");
                Shares step = mixed(from, goal, reach.part());
                if (reach.part() < 1 && tooSmall(turn, current.in(region), step)) {
                    step = current.in(region);
                }
                if (reach.part() < 1) {
                    remember(
                            region,
                            step,
                            goal,
                            reach.by().map(Loads.Limit::toString).orElse("limits"));
                }
                reached.put(region, step);
            });
        });
        shares.putAll(reached);
        returnAtOnce(current, shares);
    }

    /**
     * CDNs that come back together share what one return may move: two steps that fit alone must not hold each other up.
     * Asked when it is known what kind of move is left of the plan; all regions are shortened alike, so that what they load
     * together still fits.
     */
    private void returnAtOnce(Plan current, SortedMap<RegionId, Shares> shares) {
        Move move = MoveKind.of(input, new Plan(input.name().name(), shares, reasons), new Places(places), false);
        double most = move != Move.RETURN
                ? 1
                : shares.entrySet().stream()
                        .mapToDouble(entry -> atOnce(current.in(entry.getKey()).movedTo(entry.getValue())))
                        .min()
                        .orElse(1);
        if (most >= 1) {
            return;
        }
        // What is no step has parts all the same, and the pause of steps between them.
        double part = !stepping() && paused(input.name().failback().stepEvery()) ? 0 : most;
        String limit = "returnPerChange " + Shares.percent(input.name().limits().returnPerChangeBp());
        TreeMap<RegionId, Shares> goals = new TreeMap<>(shares);
        goals.forEach((region, goal) -> {
            if (!goal.equals(current.in(region))) {
                Shares step = mixed(current.in(region), goal, part);
                remember(region, step, goal, limit);
                shares.put(region, step);
            }
        });
    }

    /** Where a step begins, and how far from there to the aim it may go. */
    private record Way(SortedMap<RegionId, Shares> from, Loads.Reach reach) {}

    private Way straight(SortedMap<RegionId, Shares> reached, SortedMap<RegionId, Shares> aim) {
        return new Way(reached, loads.reach(reached, aim));
    }

    /**
     * An origin that is full with its own share leaves no room for the misses of a cold CDN, and the straight way of an
     * escape is closed. What the origin gives up carries several times as much through that CDN: so first everything but
     * what fails goes to its aim, then as much of what fails as fits. Taken when it leaves less where it fails.
     */
    private Way shorter(SortedMap<RegionId, Shares> reached, SortedMap<RegionId, Shares> aim, Set<RegionId> moving) {
        Way straight = straight(reached, aim);
        if (straight.reach().part() >= 1) {
            return straight;
        }
        TreeMap<RegionId, Shares> around = new TreeMap<>(reached);
        moving.forEach(region -> around.computeIfPresent(
                region,
                (id, from) -> sparing(id, from, Objects.requireNonNull(aim.get(id), "every region has an aim"))));
        if (loads.reach(reached, around).part() < 1) {
            return straight;
        }
        Loads.Reach further = loads.reach(around, aim);
        return further.part() > straight.reach().part() ? new Way(around, further) : straight;
    }

    /** The aim, save that what fails keeps all that it has. */
    private Shares sparing(RegionId region, Shares from, Shares aim) {
        TreeMap<CdnId, Integer> bp = new TreeMap<>();
        TreeMap<CdnId, Long> others = new TreeMap<>();
        int kept = 0;
        for (TargetSpec target : input.name().targets()) {
            CdnId cdn = target.cdn();
            if (fails(region, target) && aim.of(cdn) < from.of(cdn)) {
                bp.put(cdn, from.of(cdn));
                kept += from.of(cdn);
            } else if (aim.of(cdn) > 0) {
                others.put(cdn, (long) aim.of(cdn));
            }
        }
        if (others.isEmpty()) {
            return from;
        }
        bp.putAll(Shares.apportion(Shares.WHOLE - kept, others));
        return new Shares(bp);
    }

    private boolean fails(RegionId region, TargetSpec target) {
        return standing(region, target.cdn()) instanceof Standing.Drained
                || input.verdict(region, target.cdn()).state() == Verdict.State.UNHEALTHY
                || MoveKind.sorry(input, target);
    }

    private double atOnce(int movedBp) {
        // Rounding gives each target less than one basis point more.
        int limit = Math.max(
                1,
                input.name().limits().returnPerChangeBp()
                        - input.name().targets().size());
        return movedBp <= input.name().limits().returnPerChangeBp() ? 1 : (double) limit / movedBp;
    }

    private Turn turn(RegionId region, Shares before, Shares after) {
        Turn turn = Turn.REBALANCE;
        for (TargetSpec target : input.name().targets()) {
            Standing is = standing(region, target.cdn());
            int gained = after.of(target.cdn()) - before.of(target.cdn());
            if (gained < 0 && fails(region, target)) {
                return Turn.ESCAPE;
            }
            if (gained < 0 && MoveKind.relieved(is, before.of(target.cdn()))) {
                turn = Turn.EASE;
            } else if (gained > 0 && is instanceof Standing.Returning && turn != Turn.EASE) {
                turn = Turn.RETURN;
            }
        }
        return turn;
    }

    private boolean tooSmall(Turn turn, Shares before, Shares step) {
        int moved = before.movedTo(step);
        if (turn != Turn.ESCAPE) {
            return moved < STEP_MIN_BP;
        }
        return newlyFallen() ? moved < STEP_MIN_BP : moved < MORE_BP || paused(MORE_AFTER);
    }

    private boolean paused(Duration pause) {
        return input.changedAt()
                .map(at -> now.isBefore(at.plus(pause)) && at.isBefore(now))
                .orElse(false);
    }

    /** Whether something takes a step of its return in this very round: its pause is over. */
    private boolean stepping() {
        return places.values().stream()
                .anyMatch(place -> place.standing() instanceof Standing.Returning returning
                        && returning.steppedAt().equals(now));
    }

    /** Whether something fell in this very round: then the first part of the escape does not wait. */
    private boolean newlyFallen() {
        return places.values().stream()
                .anyMatch(place -> place.standing() instanceof Standing.Out out
                        && out.since().equals(now));
    }

    private void remember(RegionId region, Shares step, Shares goal, String by) {
        for (TargetSpec target : input.name().targets()) {
            Places.Key key = new Places.Key(region, target.cdn());
            Place place = places.getOrDefault(key, Place.IN);
            int share = step.of(target.cdn());
            boolean back = place.standing() instanceof Standing.In
                    && input.places().of(region, target.cdn()).standing() instanceof Standing.Returning;
            if (place.standing() instanceof Standing.Returning returning && share < returning.capBp()) {
                places.put(
                        key,
                        place.with(
                                new Standing.Returning(Math.max(1, share), returning.steppedAt(), returning.since())));
            } else if (place.standing() instanceof Standing.Eased eased && share > eased.capBp()) {
                places.put(
                        key,
                        place.with(new Standing.Eased(share, eased.steppedAt(), eased.holdDown(), eased.cleanSince())));
            } else if (back && share < goal.of(target.cdn())) {
                places.put(key, input.places().of(region, target.cdn()));
            }
        }
        reasons.computeIfAbsent(region, it -> new ArrayList<>())
                .add("as far as " + by + " lets it, "
                        + String.format(Locale.ROOT, "%s of the way to %s (R13, R14)", step, goal));
    }

    private Standing standing(RegionId region, CdnId cdn) {
        return places.getOrDefault(new Places.Key(region, cdn), Place.IN).standing();
    }

    /** The split that lies {@code part} of the way from one to another. */
    private static Shares mixed(Shares from, Shares to, double part) {
        if (part >= 1) {
            return to;
        }
        if (part <= 0) {
            return from;
        }
        TreeMap<CdnId, Long> weights = new TreeMap<>();
        from.bp().forEach((cdn, bp) -> weights.merge(cdn, Math.round(bp * (1 - part) * 1_000), Long::sum));
        to.bp().forEach((cdn, bp) -> weights.merge(cdn, Math.round(bp * part * 1_000), Long::sum));
        return Shares.inProportion(weights);
    }
}
