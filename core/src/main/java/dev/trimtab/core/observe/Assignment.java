package dev.trimtab.core.observe;

import dev.trimtab.core.name.VantageId;
import java.util.List;

/**
 * What one vantage is to look at: everything that an agent needs, so that it has no configuration of its own.
 *
 * @param digest identifies the list; reports name it
 * @param vantage whose it is
 * @param turn place of this vantage among those that share the checks, from 0: spreads phases over the interval
 * @param vantages how many share them
 */
public record Assignment(String digest, VantageId vantage, int turn, int vantages, List<Check> checks) {
    public Assignment {
        checks = List.copyOf(checks);
        if (turn < 0 || turn >= vantages) {
            throw new IllegalArgumentException("turn " + turn + " of " + vantages);
        }
    }
}
