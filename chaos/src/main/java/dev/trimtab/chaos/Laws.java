package dev.trimtab.chaos;

import dev.trimtab.chaos.history.Entry;
import dev.trimtab.chaos.law.Checker;
import dev.trimtab.chaos.law.FollowsSoon;
import dev.trimtab.chaos.law.NeverOlder;
import dev.trimtab.chaos.law.NoGap;
import dev.trimtab.chaos.law.NothingLost;
import dev.trimtab.chaos.law.OneWriterPerFence;
import dev.trimtab.chaos.law.RepairedSoon;
import dev.trimtab.chaos.law.WithinPlans;
import dev.trimtab.chaos.stage.Topology;
import java.util.List;
import java.util.Set;

/** The laws of a run and their bounds. */
final class Laws {
    /**
     * From a change of an edge to the last server that follows. A second look and a quorum take two seconds, a return its
     * hold-down and a step; the rest is for two busy cores that run some fifteen processes.
     */
    static final long FOLLOW_MILLIS_MAX = 25_000;

    /** Within this, each controller lists what another one acknowledged. */
    static final long LIST_MILLIS_MAX = 15_000;

    /** A round of the loop, a read and a write at the provider. */
    static final long REPAIR_MILLIS_MAX = 10_000;

    /** Between two answers of a name with several servers: the pace of the questions and a time-out. */
    static final long GAP_MILLIS_MAX = 2_500;

    private static final Set<String> RACY = Set.of(Topology.POWERDNS);

    private Laws() {}

    static Checker of(Topology topology) {
        return new Checker(List.of(
                new OneWriterPerFence(),
                new NeverOlder(RACY),
                repaired(),
                new NothingLost(),
                within(topology),
                new FollowsSoon(FOLLOW_MILLIS_MAX),
                new NoGap(Set.of("rolling-restart"), GAP_MILLIS_MAX)));
    }

    static RepairedSoon repaired() {
        return new RepairedSoon(RACY, REPAIR_MILLIS_MAX);
    }

    static WithinPlans within(Topology topology) {
        return new WithinPlans(topology.providers());
    }

    static boolean nothingLost(List<Entry> history) {
        return new NothingLost().violations(history).isEmpty();
    }
}
