package dev.trimtab.core.port;

import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Report;
import java.time.Instant;
import java.util.SortedMap;

/**
 * The newest report of each vantage, with signatures, epochs and sequences already checked by the adapter.
 */
public interface ObservationFeed {
    SortedMap<VantageId, Received> newest();

    /**
     * A report and when it arrived here, by our own clock.
     *
     * @param at arrival; a report that does not change keeps its first arrival
     */
    record Received(Report report, Instant at) {}
}
