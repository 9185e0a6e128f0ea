package dev.trimtab.sim.simulator;

import dev.trimtab.sim.ports.SimProvider;

/** How calls to one DNS service fare, for every controller alike. */
final class Weathers {
    private SimProvider.Weather kind = SimProvider.Weather.FINE;
    private double chance;

    /** From now on so many calls fare so. */
    void turn(SimProvider.Weather next, double probability) {
        kind = next;
        chance = probability;
    }

    void calm() {
        turn(SimProvider.Weather.FINE, 0);
    }

    boolean fine() {
        return chance == 0;
    }

    SimProvider.Weather next(Dice dice) {
        return dice.chance(chance) ? kind : SimProvider.Weather.FINE;
    }
}
