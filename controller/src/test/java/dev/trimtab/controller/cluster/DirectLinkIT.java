package dev.trimtab.controller.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trimtab.agent.link.DirectLink;
import dev.trimtab.contract.VantageLinkContract;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Envelope;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.LookRequest;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.port.VantageLink;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The direct link against a real member, and what the member makes of those who lie to it. */
@SuppressWarnings("NullAway.Init") // set before each test
final class DirectLinkIT extends VantageLinkContract {
    private static final VantageId FRA = LinkedCluster.FRA;
    private static final VantageId NYC = LinkedCluster.NYC;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private LinkedCluster cluster;
    private DirectLink link;
    private DirectLink otherLink;

    @BeforeEach
    void start() throws IOException {
        cluster = new LinkedCluster();
        // The agents are there before the controller: that must not fail.
        link = DirectLink.connect(settings(FRA, cluster.fra));
        otherLink = DirectLink.connect(settings(NYC, cluster.nyc));
        cluster.start();
    }

    @AfterEach
    void stop() {
        link.close();
        otherLink.close();
        cluster.close();
    }

    @Override
    protected VantageLink link() {
        return link;
    }

    @Override
    protected VantageLink otherLink() {
        return otherLink;
    }

    @Override
    protected void awaitShown(LookEvidence evidence) {
        await().atMost(PATIENCE).until(() -> cluster.shows(evidence));
    }

    @Override
    protected void ask(LookRequest request) {
        cluster.ask(request);
    }

    @Override
    protected void awaitArrived(Report report) {
        await().atMost(PATIENCE).until(() -> cluster.holds(report));
    }

    @Test
    void the_client_comes_back_after_the_member_was_away() throws Exception {
        Assignment assignment = assigned();
        cluster.close();
        assertThat(link.report(LinkedCluster.report(assignment, 1, 1))).isFalse();
        cluster.start();
        await().atMost(PATIENCE).until(() -> link.report(LinkedCluster.report(assignment, 1, 2)));
        awaitArrived(LinkedCluster.report(assignment, 1, 2));
    }

    @Test
    void forged_and_replayed_reports_are_refused_and_told_once() throws Exception {
        Assignment assignment = assigned();
        assertThat(link.report(LinkedCluster.report(assignment, 5, 5))).isTrue();
        awaitArrived(LinkedCluster.report(assignment, 5, 5));
        assertThat(cluster.changed).isNotEmpty();

        cluster.put("fra", sealed(cluster.nyc, "fra", LinkedCluster.report(assignment, 9, 9), assignment));
        awaitRefused(Refusal.ENVELOPE, 1);
        cluster.put("fra", sealed(cluster.fra, "fra", LinkedCluster.report(assignment, 5, 4), assignment));
        awaitRefused(Refusal.REPLAYED, 1);
        cluster.put(
                "fra", sealed(cluster.fra, "fra", new Report(NYC, 9, 9, assignment.digest(), List.of()), assignment));
        awaitRefused(Refusal.OTHER_VANTAGE, 1);
        cluster.put("stranger", sealed(cluster.fra, "fra", LinkedCluster.report(assignment, 9, 9), assignment));
        awaitRefused(Refusal.UNKNOWN_VANTAGE, 1);
        cluster.put("fra", new byte[] {1, 2, 3});
        awaitRefused(Refusal.ENVELOPE, 2);

        assertThat(cluster.feed().newest()).containsOnlyKeys(FRA);
        awaitArrived(LinkedCluster.report(assignment, 5, 5));
        assertThat(cluster.refused)
                .containsExactly(
                        "fra: wrong signature",
                        "unknown vantages: no such vantage in the " + "configuration, or it has no publicKey");
    }

    @Test
    void what_was_recorded_an_hour_ago_does_not_count_after_a_restart_and_neither_does_what_is_to_come()
            throws Exception {
        Assignment assignment = assigned();
        Instant now = Instant.now();
        Report old = LinkedCluster.report(assignment, now.minusSeconds(7200).toEpochMilli(), 9);
        Report ahead = LinkedCluster.report(assignment, now.plusSeconds(3600).toEpochMilli(), 1);

        cluster.put("fra", LinkedCluster.sealed(cluster.fra, "fra", now.minusSeconds(3600), old, assignment));
        awaitRefused(Refusal.CLOCK, 1);
        cluster.put("fra", LinkedCluster.sealed(cluster.fra, "fra", now.plusSeconds(3600), ahead, assignment));
        awaitRefused(Refusal.CLOCK, 2);
        cluster.put("fra", LinkedCluster.sealed(cluster.fra, "fra", Instant.now(), ahead, assignment));
        awaitRefused(Refusal.CLOCK, 3);

        assertThat(cluster.feed().newest()).isEmpty();
        assertThat(cluster.refused)
                .singleElement()
                .asString()
                .contains("3600 s behind our clock")
                .contains("NTP");
        assertThat(link.report(LinkedCluster.report(assignment, 5, 5))).isTrue();
        awaitArrived(LinkedCluster.report(assignment, 5, 5));
    }

    @Test
    void an_assignment_without_the_controllers_signature_changes_nothing() throws Exception {
        BlockingQueue<Assignment> assignments = new LinkedBlockingQueue<>();
        link.onAssignment(assignments::add);
        Assignment first = assignments.poll(60, TimeUnit.SECONDS);
        assertThat(first).isNotNull();
        byte[] forged = Envelope.seal(
                cluster.nyc.getPrivate(), Envelope.Kind.ASSIGNMENT, "controller", Instant.now(), new byte[] {1});
        cluster.member().assignments().set("fra", forged);
        // The true one comes after the forged one on the same path: once a listener added later hears it, both were
        // judged.
        cluster.publisher().take(cluster.spec);
        assertThat(assigned()).isEqualTo(first);
        assertThat(assignments).isEmpty();
    }

    @Test
    void a_taken_port_is_one_sentence() {
        assertThatThrownBy(() -> ClusterMember.start(new ClusterMember.Settings(cluster.address, List.of(), "test")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot listen for the cluster on ")
                .hasMessageContaining(Integer.toString(cluster.address.getPort()));
    }

    private Assignment assigned() throws InterruptedException {
        BlockingQueue<Assignment> assignments = new LinkedBlockingQueue<>();
        link.onAssignment(assignments::add);
        return Optional.ofNullable(assignments.poll(60, TimeUnit.SECONDS)).orElseThrow();
    }

    private static byte[] sealed(KeyPair keys, String signer, Report report, Assignment assignment) {
        return LinkedCluster.sealed(keys, signer, Instant.now(), report, assignment);
    }

    private void awaitRefused(Refusal refusal, long times) {
        await().atMost(PATIENCE).until(() -> cluster.count(refusal) == times);
    }

    private DirectLink.Settings settings(VantageId vantage, KeyPair keys) {
        return new DirectLink.Settings(
                vantage, List.of(cluster.address), "test", keys.getPrivate(), cluster.controller.getPublic());
    }
}
