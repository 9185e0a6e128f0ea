package dev.trimtab.core.plan;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Plans one region of one name; lives for one call. */
final class RegionPlanner {
    /** Shares of the region, where those CDNs stand then that stood elsewhere, and why. */
    record Result(Optional<Shares> shares, SortedMap<CdnId, Place> moved, List<String> reasons, String because) {}

    private final Planner.Input input;
    private final RegionId region;
    private final Instant now;
    private final Loads loads;
    /** What all regions together leave to a CDN here; no entry for no limit. */
    private final SortedMap<CdnId, Integer> leftBp;

    private final boolean stepDue;
    private final Optional<Shares> current;
    private final Roster roster;
    private final List<String> reasons = new ArrayList<>();

    RegionPlanner(
            Planner.Input input,
            Places next,
            RegionId region,
            Loads loads,
            SortedMap<CdnId, Integer> leftBp,
            Instant now) {
        this.input = input;
        this.region = region;
        this.now = now;
        this.loads = loads;
        this.leftBp = leftBp;
        this.stepDue = Standings.stepDue(input, now);
        this.current = input.current().map(plan -> plan.in(region));
        this.roster = new Roster(input, next, region, current);
    }

    Result plan() {
        Optional<String> unready = unready();
        if (unready.isPresent()) {
            return new Result(current, roster.moved(), List.of(unready.get()), unready.get());
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
        return new Result(shares.or(() -> current), roster.moved(), List.copyOf(reasons), because);
    }

    /** Says what could not be moved, and what is needed before its time; its hold-down goes on. */
    private void settle(Shares shares) {
        for (TargetSpec target : input.name().targets()) {
            Place place = place(target.cdn());
            int share = shares.of(target.cdn());
            boolean usable = verdict(target.cdn()).state().usable();
            if (place.standing() instanceof Standing.Out && usable && share > held(target.cdn())) {
                reasons.add(target.cdn() + " is needed before its hold-down is over: the rest fails");
            }
            boolean unwanted = place.standing() instanceof Standing.Drained || place.standing() instanceof Standing.Out;
            if (unwanted && share > 0 && !usable) {
                reasons.add(target.cdn() + " keeps " + Shares.percent(share) + ": nobody else can take it (R14)");
            }
        }
    }

    /** Where there are no steps a return is one jump, after the hold-down. */
    private void endReturns() {
        for (TargetSpec target : input.name().targets()) {
            Place place = place(target.cdn());
            if (place.standing() instanceof Standing.Returning) {
                roster.put(target.cdn(), place.with(new Standing.In()));
            }
        }
    }

    /** Reasons that are not about one target: before the first plan everything with weight must be known. */
    private Optional<String> unready() {
        if (current.isPresent()) {
            if (drained()) {
                return Optional.empty();
            }
            return roster.anyUsable()
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
        return roster.anyStands(Standing.Drained.class);
    }

    /** Takes the next step of each return whose pause is over; a return that has all that it would have is over. */
    private void stepReturns() {
        if (!roster.anyStands(Standing.Returning.class)) {
            return;
        }
        Optional<Shares> full =
                WaterFilling.divide(allowances(false), input.name().fallbackOrder());
        for (TargetSpec target : input.name().targets()) {
            Place place = place(target.cdn());
            if (!(place.standing() instanceof Standing.Returning returning)) {
                continue;
            }
            int goal = full.map(shares -> shares.of(target.cdn())).orElse(0);
            int held = held(target.cdn());
            int cap = returning.capBp();
            boolean reached = held >= Math.min(cap, goal);
            boolean begun = returning.steppedAt().isBefore(now);
            // A step is only taken from one that was reached: a held write must not let the cap run ahead.
            if (stepDue && begun && reached && windowOpen() && gateOpen(target.cdn())) {
                cap = Math.min(
                        Shares.WHOLE,
                        Math.max(cap, held) + input.name().failback().stepMaxBp());
                roster.put(target.cdn(), place.with(new Standing.Returning(cap, now, returning.since())));
            }
            if (held >= goal && cap >= goal && verdict(target.cdn()).state().usable()) {
                roster.put(
                        target.cdn(),
                        new Place(new Standing.In(), place.relapses().back(now)));
            } else if (cap < goal) {
                reasons.add(target.cdn() + " returns, step " + Shares.percent(Math.max(cap, held)) + " of "
                        + Shares.percent(goal) + waitsFor(target.cdn()) + " (R13)");
            }
        }
    }

    private boolean windowOpen() {
        return Standings.mayReturn(input.name().failback(), now);
    }

    /** What else a return waits for, in words. */
    private String waitsFor(CdnId cdn) {
        boolean begins = input.places().of(region, cdn).away();
        FailbackSpec failback = input.name().failback();
        return (gateOpen(cdn) ? "" : ", waits for its gate")
                + (begins && failback.mode() == FailbackSpec.Mode.MANUAL
                        ? ", waits for an operator to approve that it begins (failback manual)"
                        : "")
                + waitsForWindow();
    }

    private String waitsForWindow() {
        return windowOpen()
                ? ""
                : input.name()
                        .failback()
                        .window()
                        .map(window ->
                                ", waits for its window, which opens at " + window.opensAt(now) + " (" + window + ")")
                        .orElse("");
    }

    /** Health and latency gates of a step (R13); the gate of the origin's load is in the {@link Planner}. */
    private boolean gateOpen(CdnId cdn) {
        Verdict verdict = verdict(cdn);
        return verdict.state() == Verdict.State.HEALTHY
                && !verdict.evidence().fresh().exceeds(verdict.evidence().cleanLimit(), 0.01)
                && Standings.latencyGate(input, cdn);
    }

    private List<Allowance> allowances(boolean stepped) {
        List<Allowance> allowances = new ArrayList<>(input.name().targets().size());
        for (TargetSpec target : input.name().targets()) {
            allowances.add(allowance(target, stepped).ranked(rank(target.cdn())));
        }
        return allowances;
    }

    private Allowance.Rank rank(CdnId cdn) {
        boolean healthy = verdict(cdn).state() == Verdict.State.HEALTHY;
        return switch (input.spec().cdn(cdn).kind()) {
            case EDGE ->
                healthy && !(place(cdn).standing() instanceof Standing.In)
                        ? Allowance.Rank.WELL_EDGE
                        : Allowance.Rank.EDGE;
            case ORIGIN -> healthy && input.barred(cdn).isEmpty() ? Allowance.Rank.RESTS : Allowance.Rank.BEHIND;
            case STATIC -> Allowance.Rank.BEHIND;
        };
    }

    private Allowance allowance(TargetSpec target, boolean stepped) {
        CdnSpec cdn = input.spec().cdn(target.cdn());
        int held = held(target.cdn());
        int weight = target.weight(region);
        int capacity = Math.min(
                Math.min(Shares.WHOLE, loads.regionMaxBp(region, cdn.id(), held)),
                leftBp.getOrDefault(cdn.id(), Shares.WHOLE));
        Verdict verdict = verdict(target.cdn());
        Standing standing = place(target.cdn()).standing();
        if (standing instanceof Standing.Drained) {
            note(stepped, target.cdn() + " is drained by an operator");
            return new Allowance(target.cdn(), weight, Allowance.FREE, 0, 0, held);
        }
        if (cdn.kind() == CdnKind.STATIC && verdict.state() == Verdict.State.UNKNOWN) {
            // Nobody looks at a sorry page: it may take what would otherwise stay on what fails, and nothing else.
            return new Allowance(target.cdn(), weight, Allowance.FREE, Math.min(held, capacity), capacity, held);
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
            if (!(standing instanceof Standing.Out) && held > 0 && !drained()) {
                note(stepped, target.cdn() + " keeps " + Shares.percent(held) + ": nothing is clearly better (R16)");
                return new Allowance(target.cdn(), weight, held, held, held, held);
            }
            return new Allowance(target.cdn(), weight, Allowance.FREE, 0, 0, held);
        }
        Optional<String> barred = input.barred(cdn.id());
        if (barred.isPresent()) {
            note(stepped, target.cdn() + " gets nothing more: " + barred.get() + " (R14)");
            capacity = Math.min(held, capacity);
        }
        boolean spared = cdn.kind() != CdnKind.EDGE && weight == 0 && onlyEased();
        int wanted = spared || worseThanWhatLeaves(target) ? Math.min(held, capacity) : capacity;
        return switch (standing) {
            case Standing.Out out -> {
                note(
                        stepped,
                        target.cdn() + " is held down "
                                + out.returnsAt()
                                        .map(at -> "until " + at)
                                        .orElse("until it is clean for " + out.holdDown())
                                + waitsForWindow() + " (R11)");
                yield new Allowance(target.cdn(), weight, Allowance.FREE, Math.min(held, capacity), wanted, held);
            }
            case Standing.Eased eased -> {
                note(
                        stepped,
                        target.cdn() + " is relieved down to " + Shares.percent(eased.capBp()) + ": " + verdict.reason()
                                + waitsForWindow() + " (R16)");
                yield new Allowance(
                        target.cdn(),
                        weight,
                        Allowance.FREE,
                        stepped
                                ? Math.min(
                                        eased.cleanSince().isPresent() ? Math.max(eased.capBp(), held) : eased.capBp(),
                                        capacity)
                                : capacity,
                        wanted,
                        held);
            }
            case Standing.Returning returning ->
                new Allowance(
                        target.cdn(),
                        weight,
                        Allowance.FREE,
                        stepped ? Math.min(step(returning, cdn.id(), held), wanted) : capacity,
                        wanted,
                        held);
            case Standing.In in -> {
                int floor = weight == 0 && cdn.standby() ? Math.min(cdn.warmBp(), wanted) : 0;
                yield new Allowance(
                        target.cdn(), weight, Allowance.FREE, wanted, wanted, held, floor, Allowance.Rank.EDGE);
            }
            case Standing.Drained drained -> throw new IllegalStateException("handled above: " + drained);
        };
    }

    private int step(Standing.Returning returning, CdnId cdn, int held) {
        return gateOpen(cdn) ? Math.max(returning.capBp(), held) : held;
    }

    /** Whether what leaves here is only relieved of a part: an origin is the last resort of what fails, not of that. */
    private boolean onlyEased() {
        return roster.anyStands(Standing.Eased.class) && !roster.anyStands(Standing.Out.class) && !drained();
    }

    /** What is no better than what leaves here gets none of it (R16). */
    private boolean worseThanWhatLeaves(TargetSpec target) {
        for (TargetSpec other : input.name().targets()) {
            if (!other.cdn().equals(target.cdn()) && leavesFor(other.cdn(), target)) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code cdn} leaves, and the target is no better. */
    private boolean leavesFor(CdnId cdn, TargetSpec target) {
        return switch (place(cdn).standing()) {
            case Standing.Out out ->
                held(cdn) > 0
                        && verdict(cdn).state() == Verdict.State.UNHEALTHY
                        && !Comparison.clearlyBetter(verdict(cdn), verdict(target.cdn()));
            case Standing.Eased eased ->
                held(cdn) > Math.max(0, eased.capBp())
                        && !verdict(cdn).evidence().equals(verdict(target.cdn()).evidence())
                        && Comparison.gain(verdict(target.cdn()), verdict(cdn)).isPresent();
            case Standing.In in -> false;
            case Standing.Returning returning -> false;
            case Standing.Drained drained -> false;
        };
    }

    private void note(boolean stepped, String reason) {
        if (stepped) {
            reasons.add(reason);
        }
    }

    private int held(CdnId cdn) {
        return roster.held(cdn);
    }

    private Verdict verdict(CdnId cdn) {
        return roster.verdict(cdn);
    }

    private Place place(CdnId cdn) {
        return roster.place(cdn);
    }
}
