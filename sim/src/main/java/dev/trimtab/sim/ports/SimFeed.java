package dev.trimtab.sim.ports;

import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.port.ObservationFeed;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/** The newest report of each vantage, as every controller hears it; older and replayed ones are dropped and counted. */
public final class SimFeed implements ObservationFeed {
    private final TreeMap<VantageId, Received> newest = new TreeMap<>();
    private int dropped;

    /** Takes a report that arrived; says whether it was newer than what was known. */
    public boolean hear(Report report, Instant now) {
        Received before = newest.get(report.vantage());
        if (before != null && !report.newerThan(before.report())) {
            dropped++;
            return false;
        }
        newest.put(report.vantage(), new Received(report, now));
        return true;
    }

    /** Reports that were refused as old since the start. */
    public int dropped() {
        return dropped;
    }

    @Override
    public SortedMap<VantageId, Received> newest() {
        return new TreeMap<>(newest);
    }
}
