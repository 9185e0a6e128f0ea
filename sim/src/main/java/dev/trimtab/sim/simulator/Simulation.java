package dev.trimtab.sim.simulator;

import dev.trimtab.core.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One seed: an installation, a storm of faults, and calm after it. In the storm the {@link Invariants} must hold; in the calm
 * the zone must become what the true world asks for, within the bounds of {@link Truth}, and stay so.
 */
public final class Simulation {
    private static final Duration LOOKS_EVERY = Duration.ofSeconds(10);

    /** So long it must be right to count as come to rest. */
    private static final Duration STAYS = Duration.ofMinutes(3);

    private final World world;
    private final Faults faults;
    private final Truth truth;
    private final Dice dice;
    private final Instant stormEnds;
    private final boolean death;

    /**
     * What came of it.
     *
     * @param broken what was found wrong, the first thing first
     * @param digest of everything that was told
     * @param newest the last lines of what was told
     * @param struck how often each fault struck
     */
    public record Result(
            long seed,
            List<String> broken,
            String digest,
            List<String> newest,
            Map<Fault, Integer> struck,
            Figures figures) {
        public boolean passed() {
            return broken.isEmpty();
        }
    }

    /**
     * How much happened.
     *
     * @param simulated how long, by the clock of the simulation
     * @param resumed writes that went on after their process had stood still
     * @param lostRaces older plans that won one race, where a service has no compare-and-set
     * @param badUserMinutes minutes of failed use, of all users as one
     * @param peakOrigin highest load of the origin against its capacity
     */
    public record Figures(
            Duration simulated,
            int writes,
            int decisions,
            int leaders,
            int restarts,
            int resumed,
            int lostRaces,
            int holds,
            double badUserMinutes,
            double peakOrigin) {}

    private final long seed;

    public Simulation(long seed) {
        this(seed, Setting.of(seed), List.of(Fault.values()));
    }

    Simulation(long seed, Setting setting, List<Fault> from) {
        this.seed = seed;
        this.world = new World(seed, setting);
        this.truth = new Truth(world);
        this.dice = Dice.of(seed, "storm");
        this.stormEnds = Agenda.START.plus(dice.between(Duration.ofMinutes(20), Duration.ofMinutes(70)));
        this.death = dice.chance(0.4);
        this.faults = new Faults(world, dice, stormEnds);
        if (!from.isEmpty()) {
            faults.draw(dice.between(3, 12), from);
        }
    }

    World world() {
        return world;
    }

    /** Storm, calm with one CDN dead perhaps, calm with all well. */
    public Result run() {
        Optional<Nature.Illness> dead = Optional.empty();
        go(stormEnds.plusSeconds(1));
        if (death) {
            Nature.Illness killed = faults.kill();
            dead = Optional.of(killed);
            reach("a dead CDN keeps share", truth.escapeBound(), () -> truth.excess(killed.cdn()));
        }
        dead.ifPresent(killed -> world.nature().recover(killed, world.now()));
        reach("the zone is not what the true world asks for", truth.returnBound(), truth::difference);
        return result();
    }

    /** Nothing but time, and one fault that never ends: for measuring, and for a quiet day. */
    Result quiet(Duration length) {
        go(Agenda.START.plus(length));
        return result();
    }

    private void go(Instant end) {
        while (world.invariants().broken().isEmpty() && world.agenda().step(end)) {
            // One step after another; the invariants look on.
        }
    }

    /** Goes on until nothing has differed for a while, or the bound is over. */
    private void reach(String otherwise, Duration bound, Supplier<Optional<String>> difference) {
        Instant last = world.now().plus(bound);
        Instant differed = world.now();
        Optional<String> wrong = difference.get();
        while (world.invariants().broken().isEmpty()
                && world.now().isBefore(wrong.isPresent() ? last : differed.plus(STAYS))) {
            go(world.now().plus(LOOKS_EVERY));
            wrong = difference.get();
            differed = wrong.isPresent() ? world.now() : differed;
        }
        if (world.invariants().broken().isEmpty()) {
            wrong.ifPresent(what -> world.invariants()
                    .broken(otherwise + " " + bound.toSeconds() + " s after the faults stopped: " + what));
        }
    }

    /** Where every controller stands at the end, for whoever looks into a failure. */
    private void lastWords() {
        for (Controller controller : world.controllers()) {
            controller
                    .view()
                    .ifPresent(round -> round.names()
                            .forEach((name, view) -> world.log()
                                    .note(
                                            world.now(),
                                            controller.id() + (controller.leads() ? " leads" : ""),
                                            name + " " + view.decision().disposition() + " "
                                                    + view.decision().wanted() + " "
                                                    + view.decision().because()
                                                    + " " + view.decision().ruling() + " " + view.places())));
        }
    }

    private Result result() {
        lastWords();
        Invariants.Counters counters = world.invariants().counters();
        return new Result(
                seed,
                world.invariants().broken(),
                world.log().digest(),
                world.log().newest(),
                faults.struck(),
                new Figures(
                        Duration.between(Agenda.START, world.now()),
                        counters.writes,
                        counters.decisions,
                        counters.leaders,
                        counters.restarts,
                        counters.resumed,
                        counters.lostRaces,
                        world.log().count(Event.Type.DECISION_HELD),
                        world.nature().badUserMinutes(),
                        world.nature().peakOrigin()));
    }
}
