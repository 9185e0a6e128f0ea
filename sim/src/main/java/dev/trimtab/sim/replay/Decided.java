package dev.trimtab.sim.replay;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How things stand after a round, and what happened in it.
 *
 * @param names by scope; every scope of the script
 * @param alarms words of the alarms raised in this round
 * @param muted groups whose votes do not count in this round
 * @param droppedReports reports refused in this round as too old
 * @param writers controllers that had a change accepted in this round
 * @param refused operators' calls refused in this round, such as {@code drain B}
 * @param applied labels of the plans that became the live one in this round
 * @param deletedLive whether the live plan was deleted
 * @param zoneAnswers answers that the world gets for the name that carries the demand
 * @param vendorWrites targets whose vendor's API was written to
 * @param reasons for people, what was decided and why; empty when nothing is new
 */
public record Decided(
        Map<Scope, NameState> names,
        Set<String> alarms,
        Set<String> muted,
        int droppedReports,
        Set<String> writers,
        List<String> refused,
        List<Integer> applied,
        Deleted deletedLive,
        int zoneAnswers,
        Set<CdnId> vendorWrites,
        List<String> reasons) {
    public Decided {
        names = Map.copyOf(names);
        alarms = Set.copyOf(alarms);
        muted = Set.copyOf(muted);
        writers = Set.copyOf(writers);
        refused = List.copyOf(refused);
        applied = List.copyOf(applied);
        vendorWrites = Set.copyOf(vendorWrites);
        reasons = List.copyOf(reasons);
    }

    /** What became of the live plan. */
    public enum Deleted {
        NOTHING,
        LIVE_PLAN
    }

    /** What is published for a name and believed of its targets, by region of the script. */
    public record NameState(
            SortedMap<RegionId, Shares> published, SortedMap<RegionId, SortedMap<CdnId, Word>> verdicts) {
        public NameState {
            published = Collections.unmodifiableSortedMap(new TreeMap<>(published));
            TreeMap<RegionId, SortedMap<CdnId, Word>> copy = new TreeMap<>();
            verdicts.forEach(
                    (region, words) -> copy.put(region, Collections.unmodifiableSortedMap(new TreeMap<>(words))));
            verdicts = Collections.unmodifiableSortedMap(copy);
        }
    }

    /** A policy that has states and reasons, and nothing of a controller's inner life. */
    public static Decided plain(Map<Scope, NameState> names, int zoneAnswers, List<String> reasons) {
        return new Decided(
                names,
                Set.of(),
                Set.of(),
                0,
                Set.of(),
                List.of(),
                List.of(),
                Deleted.NOTHING,
                zoneAnswers,
                Set.of(),
                reasons);
    }
}
