package dev.trimtab.chaos.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** The faults of one round, drawn from its seed and nothing else. */
public record Schedule(List<Planned> faults) {
    /** Most faults of a round: with more, nothing is left that could go wrong. */
    public static final int FAULTS_MAX = 3;

    /** How long a leader stands still beyond its lease. */
    private static final long BEYOND_LEASE_MILLIS = 2_000;

    public Schedule {
        faults = List.copyOf(faults);
    }

    /**
     * A fault to come.
     *
     * @param afterMillis from the beginning of the round
     * @param forMillis until it is undone
     * @param choice picks the target among those there are at that time
     */
    public record Planned(FaultKind kind, long afterMillis, long forMillis, int choice) {}

    /**
     * Draws. The first fault's kind goes through all kinds as seeds go up by one, so that as many rounds as there are kinds
     * have had each of them.
     */
    public static Schedule of(long seed, List<FaultKind> kinds, int faultsMax, long leaseMillis) {
        RandomGenerator random = random(seed);
        FaultKind first = kinds.get((int) Math.floorMod(seed, (long) kinds.size()));
        List<Planned> planned = new ArrayList<>();
        planned.add(planned(first, random, leaseMillis));
        int more = first.alone() ? 0 : random.nextInt(Math.min(FAULTS_MAX, faultsMax));
        for (int i = 0; i < more; i++) {
            FaultKind kind = kinds.get(random.nextInt(kinds.size()));
            if (!kind.alone() && planned.stream().noneMatch(other -> other.kind() == kind)) {
                planned.add(planned(kind, random, leaseMillis));
            }
        }
        return new Schedule(planned);
    }

    /** The same numbers on every machine. */
    public static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static Planned planned(FaultKind kind, RandomGenerator random, long leaseMillis) {
        long after = random.nextLong(500, 4_000);
        long stands = kind == FaultKind.PAUSE_LEADER
                ? leaseMillis + BEYOND_LEASE_MILLIS + random.nextLong(2_000)
                : random.nextLong(2_000, 7_000);
        return new Planned(kind, after, stands, random.nextInt(1 << 16));
    }
}
