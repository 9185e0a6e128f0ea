package dev.trimtab.core.plan;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Plans one region of one name; lives for one call. */
final class RegionPlanner {
    /** Shares of the region, where each CDN stands then, and why. */
    record Result(Optional<Shares> shares, SortedMap<Places.Key, Place> places, List<String> reasons, String because) {}

    private final Planner.Input input;
    private final RegionId region;
    private final Instant now;
    private final Optional<Shares> current;
    private final TreeMap<Places.Key, Place> places = new TreeMap<>();
    private final List<String> reasons = new ArrayList<>();

    RegionPlanner(Planner.Input input, RegionId region, Instant now) {
        this.input = input;
        this.region = region;
        this.now = now;
        this.current = input.current().map(plan -> plan.in(region));
    }

    Result plan() {
        for (TargetSpec target : input.name().targets()) {
            places.put(key(target.cdn()), stand(target.cdn()));
        }
        Optional<String> unready = unready();
        if (unready.isPresent()) {
            return new Result(current, places, List.of(unready.get()), unready.get());
        }
        if (input.division() == Division.WEIGHTS) {
            stepReturns();
        } else {
            endReturns();
        }
        List<Allowance> allowances = allowances(true);
        Optional<Shares> divided = WaterFilling.divide(allowances, input.name().fallbackOrder());
        Optional<Shares> shares = input.division() == Division.WEIGHTS
                ? divided
                : divided.flatMap(all -> WaterFilling.oneOf(allowances, all));
        shares.ifPresent(this::settle);
        if (reasons.isEmpty()) {
            reasons.add("configured weights");
        }
        String because = shares.isPresent() ? "" : "no target may have what would be left to it";
        return new Result(shares.or(() -> current), places, List.copyOf(reasons), because);
    }

    /** Says what could not be moved, and ends the hold-down of what was needed early. */
    private void settle(Shares shares) {
        for (TargetSpec target : input.name().targets()) {
            Place place = place(target.cdn());
            int share = shares.of(target.cdn());
            int held = current.map(old -> old.of(target.cdn())).orElse(0);
            boolean usable = verdict(target.cdn()).state().usable();
            if (place.standing() instanceof Standing.Out && usable && share > held) {
                places.put(key(target.cdn()), place.with(new Standing.In()));
                reasons.add(target.cdn() + " is needed before its hold-down is over: the rest fails");
            }
            boolean unwanted = place.standing() instanceof Standing.Drained
                    || verdict(target.cdn()).state() == Verdict.State.UNHEALTHY;
            if (unwanted && share > 0) {
                reasons.add(target.cdn() + " keeps " + Shares.percent(share) + ": nobody else can take it (R14)");
            }
        }
    }

    /** Where there are no steps a return is one jump, after the hold-down. */
    private void endReturns() {
        for (TargetSpec target : input.name().targets()) {
            Place place = place(target.cdn());
            if (place.standing() instanceof Standing.Returning) {
                places.put(key(target.cdn()), place.with(new Standing.In()));
            }
        }
    }

    /** Reasons that are not about one target: before the first plan everything with weight must be known. */
    private Optional<String> unready() {
        if (current.isPresent()) {
            if (drained()) {
                return Optional.empty();
            }
            boolean usable = input.name().targets().stream()
                    .anyMatch(target -> verdict(target.cdn()).state().usable());
            return usable
                    ? Optional.empty()
                    : Optional.of("no target is known to be usable: shares stay as they are (R9)");
        }
        return input.name().targets().stream()
                .filter(target -> target.weight(region) > 0)
                .filter(target -> verdict(target.cdn()).state() == Verdict.State.UNKNOWN)
                .findFirst()
                .map(target -> "waiting to know " + target.cdn() + ": "
                        + verdict(target.cdn()).reason());
    }

    /** Whether an operator drains something here: his drain needs no quorum, known-bad targets are out all the same. */
    private boolean drained() {
        return places.values().stream().anyMatch(place -> place.standing() instanceof Standing.Drained);
    }

    private Place stand(CdnId cdn) {
        return Standings.next(
                input.places().of(region, cdn),
                verdict(cdn),
                input.interventions().drainOf(input.name().name(), region, cdn),
                input.name().failback(),
                now);
    }

    /** Takes the next step of each return whose pause is over; a return that has all that it would have is over. */
    private void stepReturns() {
        Optional<Shares> full =
                WaterFilling.divide(allowances(false), input.name().fallbackOrder());
        for (TargetSpec target : input.name().targets()) {
            Place place = place(target.cdn());
            if (!(place.standing() instanceof Standing.Returning returning)) {
                continue;
            }
            int goal = full.map(shares -> shares.of(target.cdn())).orElse(0);
            int held = current.map(shares -> shares.of(target.cdn())).orElse(0);
            int cap = returning.capBp();
            boolean due = !now.isBefore(
                    returning.steppedAt().plus(input.name().failback().stepEvery()));
            // A step is only taken from one that was reached: a held write must not let the cap run ahead.
            if (due && held >= Math.min(cap, goal) && verdict(target.cdn()).state() == Verdict.State.HEALTHY) {
                cap = Math.min(Shares.WHOLE, cap + input.name().failback().stepMaxBp());
                places.put(key(target.cdn()), place.with(new Standing.Returning(cap, now)));
            }
            if (held >= goal && cap >= goal && verdict(target.cdn()).state().usable()) {
                places.put(key(target.cdn()), place.with(new Standing.In()));
            } else if (cap < goal) {
                reasons.add(target.cdn() + " returns, step " + Shares.percent(cap) + " of " + Shares.percent(goal)
                        + " (R13)");
            }
        }
    }

    private List<Allowance> allowances(boolean stepped) {
        return input.name().targets().stream()
                .map(target -> allowance(target, stepped))
                .toList();
    }

    private Allowance allowance(TargetSpec target, boolean stepped) {
        CdnSpec cdn = input.spec().cdn(target.cdn());
        int held = current.map(shares -> shares.of(target.cdn())).orElse(0);
        int weight = target.weight(region);
        int capacity = cdn.usableShareBp();
        Verdict verdict = verdict(target.cdn());
        Standing standing = place(target.cdn()).standing();
        if (standing instanceof Standing.Drained) {
            note(stepped, target.cdn() + " is drained by an operator");
            return new Allowance(target.cdn(), weight, Allowance.FREE, 0, 0, held);
        }
        boolean doubtful = verdict.state() == Verdict.State.UNKNOWN || verdict.state() == Verdict.State.ORIGIN_FAULT;
        if (doubtful && !drained()) {
            if (held > 0 || weight > 0) {
                note(stepped, target.cdn() + " keeps " + Shares.percent(held) + ", " + verdict.reason() + " (R9)");
            }
            return new Allowance(target.cdn(), weight, held, held, held, held);
        }
        if (verdict.state() == Verdict.State.UNHEALTHY) {
            String cause = verdict.cause().map(FailureClass::word).orElse("failing");
            note(stepped, target.cdn() + " is unhealthy (" + cause + "): " + verdict.reason());
            return new Allowance(target.cdn(), weight, Allowance.FREE, 0, 0, held);
        }
        return switch (standing) {
            case Standing.Out out -> {
                note(
                        stepped,
                        target.cdn() + " is held down "
                                + out.returnsAt()
                                        .map(at -> "until " + at)
                                        .orElse("until it is healthy for " + out.holdDown())
                                + " (R11)");
                yield new Allowance(target.cdn(), weight, Allowance.FREE, Math.min(held, capacity), capacity, held);
            }
            case Standing.Returning returning ->
                new Allowance(
                        target.cdn(),
                        weight,
                        Allowance.FREE,
                        stepped ? Math.min(Math.max(returning.capBp(), held), capacity) : capacity,
                        capacity,
                        held);
            case Standing.In in -> new Allowance(target.cdn(), weight, Allowance.FREE, capacity, capacity, held);
            case Standing.Drained drained -> throw new IllegalStateException("handled above: " + drained);
        };
    }

    private void note(boolean stepped, String reason) {
        if (stepped) {
            reasons.add(reason);
        }
    }

    private Verdict verdict(CdnId cdn) {
        return Objects.requireNonNull(
                input.verdicts().getOrDefault(region, new TreeMap<>()).get(cdn), "a verdict for every target");
    }

    private Place place(CdnId cdn) {
        return places.getOrDefault(key(cdn), Place.IN);
    }

    private Places.Key key(CdnId cdn) {
        return new Places.Key(region, cdn);
    }
}
