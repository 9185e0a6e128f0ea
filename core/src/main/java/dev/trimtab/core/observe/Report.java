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
public record Report(
        VantageId vantage,
        long epoch,
        long sequence,
        String assignment,
        List<Observation> observations,
        Control control) {
    /** Whether the vantage sees its control group: hosts that have nothing to do with what it judges (R7). Append only. */
    public enum Control {
        /** Not looked at, or not looked at yet. */
        UNKNOWN,
        SEEN,
        /** Its own network, or itself, is at fault: it is muted. */
        LOST
    }

    public Report {
        observations = List.copyOf(observations);
    }

    /** One that says nothing of a control group. */
    public Report(VantageId vantage, long epoch, long sequence, String assignment, List<Observation> observations) {
        this(vantage, epoch, sequence, assignment, observations, Control.UNKNOWN);
    }

    /** Whether this report is newer than another of the same vantage. */
    public boolean newerThan(Report other) {
        return epoch > other.epoch || (epoch == other.epoch && sequence > other.sequence);
    }
}
