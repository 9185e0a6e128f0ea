package dev.trimtab.sim.simulator;

import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.port.ObservationFeed;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.core.spec.VantageSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What is true of every decision to write, judged by the truth and by what the controller can have heard. */
final class DecisionRules {
    /** Half an hour of evidence may move a part; the rest is what hearing, judging and deciding take. */
    private static final Duration EVIDENCE = Duration.ofMinutes(35);

    private static final Duration HOUR = Duration.ofHours(1);

    private final World world;
    private final Consumer<String> broken;
    private final Map<String, Plan> published = new HashMap<>();
    private final Map<SteeredName, Deque<Instant>> changes = new HashMap<>();
    private final Deque<Instant> memoryBreaks = new ArrayDeque<>();

    DecisionRules(World world, Consumer<String> broken) {
        this.world = world;
        this.broken = broken;
    }

    /** It goes on from what its disk holds: a plan that was decided by a quorum and may not have gone out yet. */
    void restarted(Controller controller) {
        published.keySet().removeIf(key -> key.startsWith(controller.id() + " "));
        controller
                .stored()
                .forEach((name, memory) -> memory.publication()
                        .ifPresent(last -> published.put(controller.id() + " " + name, last.plan())));
    }

    void memoryBroken() {
        memoryBreaks.addLast(world.now());
    }

    void remember(Controller controller, RoundView round) {
        round.names()
                .forEach((id, name) ->
                        name.publication().ifPresent(now -> published.put(controller.id() + " " + id, now.plan())));
    }

    void written(Controller controller, RoundView round, NameView name) {
        Decision decision = name.decision();
        if (decision.because().isBlank()) {
            broken.accept("a decision for " + name.spec().name() + " without a reason");
        }
        Interventions inForce = Interventions.at(
                controller.clock(), world.wishes().interventions().all());
        operators(name, inForce);
        perHour(name);
        Plan wanted = decision.wanted().orElseThrow();
        SteeredName id = name.spec().name();
        Optional<Plan> before = Optional.ofNullable(published.get(controller.id() + " " + id))
                .or(() -> world.invariants().servedPlan(id));
        if (decision.move() != Move.OPERATOR) {
            somebodyKnows(controller, round.spec(), name, wanted, before);
        }
        if (decision.move() == Move.ESCAPE) {
            before.ifPresent(old -> reallyIll(round.spec(), name, old, wanted, inForce));
        }
    }

    /** An override has effect from its beginning to its end, by the clock of who applies it; a freeze stops automation. */
    private void operators(NameView name, Interventions inForce) {
        SteeredName id = name.spec().name();
        boolean wish = inForce.concerning(id).stream().anyMatch(one -> !(one instanceof Intervention.Freeze));
        if (name.decision().move() == Move.OPERATOR && !wish) {
            broken.accept("an operator's move of " + id + " without an intervention in force");
        }
        boolean frozen =
                inForce.freezeOf(id, Intervention.Freeze.Scope.EVERYTHING).isPresent();
        if (frozen && name.decision().move() != Move.OPERATOR) {
            broken.accept(id + " is frozen, and automation decided to write");
        }
        if (name.spec().automation() != Automation.AUTO && name.decision().move() != Move.OPERATOR) {
            broken.accept(id + " is in mode " + name.spec().automation() + ", and automation decided to write");
        }
    }

    /** The limit on change, over all controllers and by the true time (R22). */
    private void perHour(NameView name) {
        Instant now = world.now();
        Deque<Instant> recent = changes.computeIfAbsent(name.spec().name(), id -> new ArrayDeque<>());
        recent.addLast(now);
        while (!recent.isEmpty() && !recent.getFirst().isAfter(now.minus(HOUR))) {
            recent.removeFirst();
        }
        while (!memoryBreaks.isEmpty() && !memoryBreaks.getFirst().isAfter(now.minus(HOUR))) {
            memoryBreaks.removeFirst();
        }
        int limit = name.spec().limits().changesPerHour() * (1 + memoryBreaks.size());
        if (recent.size() > limit) {
            broken.accept(recent.size() + " changes of " + name.spec().name() + " within an hour, limit " + limit);
        }
    }

    /** Automation moves nothing unless enough networks were heard lately (R8). */
    private void somebodyKnows(Controller controller, Spec spec, NameView name, Plan wanted, Optional<Plan> before) {
        Duration old = name.spec().detect().staleAfter().plus(world.setting().round());
        for (RegionId region : wanted.shares().keySet()) {
            if (before.map(plan -> plan.in(region).equals(wanted.in(region))).orElse(false)) {
                continue;
            }
            int networks = heard(controller, spec, region, old).size();
            if (networks < name.spec().quorum().reporting()) {
                broken.accept("shares of " + name.spec().name() + " in " + region + " moved, and " + networks
                        + " networks were heard within " + old.toSeconds() + " s; "
                        + name.spec().quorum().reporting() + " are needed");
            }
        }
    }

    /** Whether a controller hears a quorum for a name everywhere: without one automation writes nothing. */
    boolean hears(Controller controller, SteeredName name) {
        NameSpec spec = controller.spec().names().get(name);
        return spec != null
                && spec.regions().stream()
                        .allMatch(region -> heard(
                                                controller,
                                                controller.spec(),
                                                region,
                                                spec.detect().staleAfter())
                                        .size()
                                >= spec.quorum().reporting());
    }

    private Set<Network> heard(Controller controller, Spec spec, RegionId region, Duration within) {
        List<VantageSpec> own = spec.vantages().values().stream()
                .filter(vantage -> vantage.region().equals(region))
                .toList();
        Set<VantageId> electorate = new HashSet<>();
        (own.isEmpty() ? spec.vantages().values() : own).forEach(vantage -> electorate.add(vantage.id()));
        Set<Network> networks = new HashSet<>();
        for (Map.Entry<VantageId, ObservationFeed.Received> entry :
                controller.feed().newest().entrySet()) {
            VantageSpec vantage = spec.vantages().get(entry.getKey());
            boolean lately =
                    !controller.heardAt(entry.getKey()).isBefore(world.now().minus(within));
            if (vantage != null && electorate.contains(entry.getKey()) && lately) {
                networks.add(vantage.network());
            }
        }
        return networks;
    }

    /**
     * As long as fewer networks than a quorum have lied, an escape leaves something that was truly ill (R8). Those who lied
     * one after another count together: the evidence of half an hour does.
     */
    private void reallyIll(Spec spec, NameView name, Plan before, Plan wanted, Interventions inForce) {
        NameSpec ofName = name.spec();
        Set<Network> liars = new HashSet<>();
        for (Vantage vantage : world.vantages()) {
            if (vantage.liedSince(world.now().minus(EVIDENCE))) {
                liars.add(vantage.place().network());
            }
        }
        if (liars.size() >= ofName.quorum().networks()) {
            return;
        }
        boolean leavesIll = false;
        StringBuilder left = new StringBuilder();
        for (RegionId region : wanted.shares().keySet()) {
            for (TargetSpec target : ofName.targets()) {
                CdnId cdn = target.cdn();
                if (wanted.in(region).of(cdn) < before.in(region).of(cdn)) {
                    // A sorry page serves nobody, however well it answers.
                    leavesIll |= world.nature().badWithin(cdn, EVIDENCE, world.now())
                            || spec.cdn(cdn).kind() == CdnKind.STATIC
                            || inForce.drainOf(ofName.name(), region, cdn).isPresent();
                    left.append(' ').append(Invariants.at(cdn, region));
                }
            }
        }
        if (!left.isEmpty() && !leavesIll) {
            broken.accept("an escape of " + ofName.name() + " left what was well all the time:" + left + "; "
                    + name.decision().because());
        }
    }
}
