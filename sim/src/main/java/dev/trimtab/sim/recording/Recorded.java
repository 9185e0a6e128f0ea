package dev.trimtab.sim.recording;

import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Report;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;

/** One record of a recording. */
public sealed interface Recorded {
    /**
     * The head of a file, and of each part after its recorder had to connect anew.
     *
     * @param names those that were recorded
     * @param regions of the vantages, as they were configured
     */
    record Header(
            String product,
            String configDigest,
            Instant start,
            SortedSet<SteeredName> names,
            SortedMap<VantageId, RegionId> regions)
            implements Recorded {}

    /** @param at when the controller accepted it */
    record Heard(Instant at, Report report) implements Recorded {}

    /**
     * What was published and who was muted from then on.
     *
     * @param published by name and region, of names whose shares changed
     * @param muted vantage to reason
     * @param interventions of operators in force
     */
    record State(
            Instant at,
            Map<SteeredName, SortedMap<RegionId, Shares>> published,
            SortedMap<String, String> muted,
            int interventions)
            implements Recorded {}

    /**
     * Reports that are not in the recording.
     *
     * @param lost how many; −1 when nobody knows
     */
    record Gap(long lost, Instant from, Instant to, String why) implements Recorded {}

    /** The recorder's last word. */
    record End(Instant at, String why) implements Recorded {}

    /** How a file ended. */
    record Read(long reports, boolean cut, List<Gap> gaps) {
        public Read {
            gaps = List.copyOf(gaps);
        }
    }
}
