package dev.trimtab.sim.simulator;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** The random numbers of one actor, from the seed and the actor's name alone: another actor shifts nothing. */
final class Dice {
    private final SplittableRandom random;

    private Dice(SplittableRandom random) {
        this.random = random;
    }

    static Dice of(long seed, String actor) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < actor.length(); i++) {
            hash = (hash ^ actor.charAt(i)) * 0x100000001b3L;
        }
        return new Dice(new SplittableRandom(seed * 0x9e3779b97f4a7c15L ^ hash));
    }

    boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    double between(double low, double high) {
        return low + random.nextDouble() * (high - low);
    }

    /** From {@code low} to {@code high}, both possible. */
    int between(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    Duration between(Duration low, Duration high) {
        return Duration.ofMillis(random.nextLong(low.toMillis(), high.toMillis() + 1));
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
