package dev.trimtab.sim.replay;

import java.util.List;

/** Decides shares in a replay; one instance for each run. */
public interface Policy {
    /** After the looks of a tick. */
    Decided decide(Tick tick);

    /** Makes a policy for one run of a script. */
    interface Maker {
        /** The word in results, such as {@code engine}. */
        String word();

        /** @param scopes of the names that the script speaks of, the empty one among them */
        Policy policy(Script script, World world, List<String> scopes);
    }
}
