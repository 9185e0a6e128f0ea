package dev.trimtab.core.observe;

import dev.trimtab.core.name.VantageId;
import java.util.ArrayList;
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

    /**
     * The same report, in which lines that say what an earlier one of this vantage says have its tallies: most looks are
     * older than a report, and what is the same object need not be kept, or judged, twice.
     */
    public Report sharing(Report before) {
        if (!before.assignment().equals(assignment) || before.observations().size() != observations.size()) {
            return this;
        }
        List<Observation> shared = new ArrayList<>(observations.size());
        for (int i = 0; i < observations.size(); i++) {
            Observation line = observations.get(i);
            Observation known = before.observations().get(i);
            boolean alike = line.check().equals(known.check()) && line.tally().equals(known.tally());
            shared.add(alike ? new Observation(known.check(), known.tally(), line.age()) : line);
        }
        return new Report(vantage, epoch, sequence, assignment, shared, control);
    }
}
