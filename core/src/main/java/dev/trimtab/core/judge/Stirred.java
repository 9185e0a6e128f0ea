package dev.trimtab.core.judge;

import java.util.BitSet;
import java.util.Optional;

/**
 * The index of what one step of the beliefs changed: which names are to be judged again, by their numbers in the order of
 * the configuration. Filled once, then only read.
 */
final class Stirred {
    private final BitSet names = new BitSet();
    private boolean all;

    void everything() {
        all = true;
    }

    void name(int number) {
        names.set(number);
    }

    /** And what another part of the same step changed. */
    void also(Stirred other) {
        names.or(other.names);
        all |= other.all;
    }

    /** Empty for all of them. */
    Optional<BitSet> names() {
        return all ? Optional.empty() : Optional.of((BitSet) names.clone());
    }
}
