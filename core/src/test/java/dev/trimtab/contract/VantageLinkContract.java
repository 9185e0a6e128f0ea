package dev.trimtab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Suspicion;
import dev.trimtab.core.port.VantageLink;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A link carries reports to the controllers, and brings assignments and the suspicions of others. */
public abstract class VantageLinkContract {
    /** More than any of this takes on a busy machine; only a failing test waits so long. */
    private static final long PATIENCE_SECONDS = 60;

    /** The link under test, of a configured vantage. */
    protected abstract VantageLink link();

    /** The link of another configured vantage. */
    protected abstract VantageLink otherLink();

    /** Waits until the controllers hold this report. */
    protected abstract void awaitArrived(Report report);

    @Test
    public void the_current_assignment_comes_first_to_every_listener() throws InterruptedException {
        Assignment first = assignment(link());
        assertThat(first.checks()).isNotEmpty();
        assertThat(assignment(link())).isEqualTo(first);
    }

    @Test
    public void a_report_that_arrived_is_held_by_the_controllers() throws InterruptedException {
        Assignment assignment = assignment(link());
        Report report = new Report(assignment.vantage(), 1, 1, assignment.digest(), List.of(), Report.Control.LOST);
        assertThat(link().report(report)).isTrue();
        awaitArrived(report);
    }

    @Test
    public void a_report_on_an_assignment_that_never_was_does_not_arrive() throws InterruptedException {
        Assignment assignment = assignment(link());
        assertThat(link().report(new Report(assignment.vantage(), 1, 2, "never", List.of())))
                .isFalse();
    }

    @Test
    public void suspicions_reach_the_others_and_not_oneself() throws InterruptedException {
        Assignment assignment = assignment(link());
        Assignment others = assignment(otherLink());
        BlockingQueue<Suspicion> here = new LinkedBlockingQueue<>();
        BlockingQueue<Suspicion> there = new LinkedBlockingQueue<>();
        link().onSuspicion(here::add);
        otherLink().onSuspicion(there::add);
        Suspicion mine = new Suspicion(
                assignment.vantage(), assignment.checks().get(0).id().target());
        Suspicion theirs = new Suspicion(others.vantage(), mine.target());
        link().suspect(mine);
        assertThat(there.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(mine);
        otherLink().suspect(theirs);
        assertThat(here.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(theirs);
    }

    private static Assignment assignment(VantageLink link) throws InterruptedException {
        BlockingQueue<Assignment> assignments = new LinkedBlockingQueue<>();
        link.onAssignment(assignments::add);
        Assignment assignment = assignments.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(assignment).isNotNull();
        return Objects.requireNonNull(assignment);
    }
}
