package dev.trimtab.sim.replay;

import java.util.Set;

/** Something that steers: one instance for one run, asked once a round, in order. */
public interface Policy {
    Decided decide(Tick tick);

    /** Makes the policy for a run. */
    interface Maker {
        /** The word in output: {@code engine}, {@code nothing}, {@code naive}, {@code oracle}. */
        String name();

        /** @param blindTo probes that say nothing in this run; their looks are {@link Seen#NOTHING} */
        Policy make(Script script, Set<Probe> blindTo);
    }
}
