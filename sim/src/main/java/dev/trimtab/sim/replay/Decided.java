package dev.trimtab.sim.replay;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What a policy has published and says after a tick.
 *
 * @param scopes by scope; the empty scope is the name that carries the demand
 * @param alarms raised at this tick
 * @param muted groups of agents that are not believed
 * @param writers whose change was accepted at this tick
 * @param refused operator's calls that were refused at this tick, such as {@code drain B}
 * @param applied labels of plans that were applied at this tick, in order
 * @param deletedLive whether a live plan was deleted
 * @param writesTo vendors' APIs that were written to
 */
public record Decided(
        SortedMap<String, OfScope> scopes,
        List<String> alarms,
        SortedSet<String> muted,
        int droppedReports,
        List<String> writers,
        List<String> refused,
        List<Integer> applied,
        boolean deletedLive,
        List<String> writesTo,
        List<String> because) {
    /**
     * One name.
     *
     * @param shares in percent, by region and target
     * @param verdicts by region and target: good, bad, degraded, unknown, origin_fault
     */
    public record OfScope(
            SortedMap<String, SortedMap<String, Double>> shares,
            SortedMap<String, SortedMap<String, String>> verdicts) {}
}
