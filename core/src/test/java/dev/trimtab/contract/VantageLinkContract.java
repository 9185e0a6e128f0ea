package dev.trimtab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.LookRequest;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Suspicion;
import dev.trimtab.core.port.VantageLink;
import dev.trimtab.core.spec.FailureClass;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
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

    /** Waits until the controllers can show this. */
    protected abstract void awaitShown(LookEvidence evidence);

    /** Asks as a controller does. */
    protected abstract void ask(LookRequest request);

    @Test
    public void what_a_look_shows_is_shown_by_the_controllers() throws InterruptedException {
        Look look = new Look(
                assignment(link()).checks().getFirst().id(),
                Look.Turn.CONFIRMATION,
                new Outcome.Fail(FailureClass.CONTENT),
                new Phases(1, 2, 3, 4, 10),
                "status 200, without what must be there");
        LookEvidence evidence = new LookEvidence(
                look,
                Instant.ofEpochMilli(1_763_942_400_123L),
                "192.0.2.1:443",
                "HTTP/2, TLSv1.3",
                new TreeMap<>(Map.of("cf-ray", "8f1-FRA")),
                List.of(new LookEvidence.ShownCertificate(
                        "CN=www", "CN=ca", Instant.EPOCH, Instant.EPOCH, List.of("www.example.com"), 1, "ab")),
                List.of("trust old refuses the certificate"),
                "<html>sorry",
                Optional.of("status: status 503"));
        link().show(evidence);
        awaitShown(evidence);
    }

    @Test
    public void a_request_to_look_reaches_every_vantage() throws InterruptedException {
        Assignment assignment = assignment(link());
        assignment(otherLink());
        BlockingQueue<LookRequest> here = new LinkedBlockingQueue<>();
        BlockingQueue<LookRequest> there = new LinkedBlockingQueue<>();
        link().onLookRequest(here::add);
        otherLink().onLookRequest(there::add);
        LookRequest request =
                new LookRequest(assignment.checks().getFirst().id().target());
        ask(request);
        assertThat(here.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(request);
        assertThat(there.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(request);
    }

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
