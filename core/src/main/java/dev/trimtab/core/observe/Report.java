package dev.trimtab.core.observe;

import dev.trimtab.core.name.VantageId;
import java.util.List;

/**
 * A vantage's full current view.
 *
 * @param epoch when the agent process started, in milliseconds since 1970: a newer process wins
 * @param sequence grows with each report of one epoch; an older or equal one is dropped
 * @param assignment digest of the assignment that the checks come from
 */
public record Report(VantageId vantage, long epoch, long sequence, String assignment, List<Observation> observations) {
    public Report {
        observations = List.copyOf(observations);
    }

    /** Whether this report is newer than another of the same vantage. */
    public boolean newerThan(Report other) {
        return epoch > other.epoch || (epoch == other.epoch && sequence > other.sequence);
    }
}
