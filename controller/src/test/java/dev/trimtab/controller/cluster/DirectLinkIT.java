package dev.trimtab.controller.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trimtab.agent.link.DirectLink;
import dev.trimtab.contract.VantageLinkContract;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.Envelope;
import dev.trimtab.core.observe.KeyPem;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.ReportCodec;
import dev.trimtab.core.port.ObservationFeed;
import dev.trimtab.core.port.VantageLink;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.LimitsSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.ProbeSpec;
import dev.trimtab.core.spec.QuorumSpec;
import dev.trimtab.core.spec.RequestSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.core.spec.VantageSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The direct link against a real member, and what the member makes of those who lie to it. */
@SuppressWarnings("NullAway.Init") // set before each test
final class DirectLinkIT extends VantageLinkContract {
    private static final VantageId FRA = new VantageId("fra");
    private static final VantageId NYC = new VantageId("nyc");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KeyPair controller = keys();
    private final KeyPair fra = keys();
    private final KeyPair nyc = keys();
    private final BlockingQueue<String> refused = new LinkedBlockingQueue<>();
    private final BlockingQueue<Refusal> counted = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> changed = new LinkedBlockingQueue<>();
    private final Spec spec = spec();

    private InetSocketAddress address = new InetSocketAddress(0);
    private Cluster cluster;
    private DirectLink link;
    private DirectLink otherLink;

    /** What a controller starts, in its order. */
    private record Cluster(
            ClusterMember member, AssignmentPublisher publisher, ClusterFeed feed, SuspicionRelay relay) {
        void close() {
            relay.close();
            feed.close();
            publisher.close();
            member.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
        }
        // The agents are there before the controller: that must not fail.
        link = DirectLink.connect(settings(FRA, fra));
        otherLink = DirectLink.connect(settings(NYC, nyc));
        cluster = cluster();
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
    protected void awaitArrived(Report report) {
        await().atMost(PATIENCE)
                .until(() -> Optional.ofNullable(cluster.feed().newest().get(report.vantage()))
                        .map(received -> received.report().equals(report))
                        .orElse(false));
    }

    @Test
    void the_client_comes_back_after_the_member_was_away() throws Exception {
        Assignment assignment = assigned();
        cluster.close();
        assertThat(link.report(report(assignment, 1, 1))).isFalse();
        cluster = cluster();
        await().atMost(PATIENCE).until(() -> link.report(report(assignment, 1, 2)));
        awaitArrived(report(assignment, 1, 2));
    }

    @Test
    void forged_and_replayed_reports_are_refused_and_told_once() throws Exception {
        Assignment assignment = assigned();
        assertThat(link.report(report(assignment, 5, 5))).isTrue();
        awaitArrived(report(assignment, 5, 5));
        assertThat(changed).isNotEmpty();

        put("fra", sealed(nyc, "fra", report(assignment, 9, 9), assignment));
        awaitRefused(Refusal.ENVELOPE, 1);
        put("fra", sealed(fra, "fra", report(assignment, 5, 4), assignment));
        awaitRefused(Refusal.REPLAYED, 1);
        put("fra", sealed(fra, "fra", new Report(NYC, 9, 9, assignment.digest(), List.of()), assignment));
        awaitRefused(Refusal.OTHER_VANTAGE, 1);
        put("stranger", sealed(fra, "fra", report(assignment, 9, 9), assignment));
        awaitRefused(Refusal.UNKNOWN_VANTAGE, 1);
        put("fra", new byte[] {1, 2, 3});
        awaitRefused(Refusal.ENVELOPE, 2);

        assertThat(cluster.feed().newest()).containsOnlyKeys(FRA);
        awaitArrived(report(assignment, 5, 5));
        assertThat(refused)
                .containsExactly(
                        "fra: wrong signature",
                        "unknown vantages: no such vantage in the " + "configuration, or it has no publicKey");
    }

    @Test
    void an_assignment_without_the_controllers_signature_changes_nothing() throws Exception {
        BlockingQueue<Assignment> assignments = new LinkedBlockingQueue<>();
        link.onAssignment(assignments::add);
        Assignment first = assignments.poll(60, TimeUnit.SECONDS);
        assertThat(first).isNotNull();
        byte[] forged =
                Envelope.seal(nyc.getPrivate(), Envelope.Kind.ASSIGNMENT, "controller", Instant.now(), new byte[] {1});
        cluster.member().assignments().set("fra", forged);
        // The true one comes after the forged one on the same path: once a listener added later hears it, both were
        // judged.
        cluster.publisher().take(spec);
        assertThat(assigned()).isEqualTo(first);
        assertThat(assignments).isEmpty();
    }

    @Test
    void a_taken_port_is_one_sentence() {
        assertThatThrownBy(() -> ClusterMember.start(new ClusterMember.Settings(address, List.of(), "test")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot listen for the cluster on ")
                .hasMessageContaining(Integer.toString(address.getPort()));
    }

    private Assignment assigned() throws InterruptedException {
        BlockingQueue<Assignment> assignments = new LinkedBlockingQueue<>();
        link.onAssignment(assignments::add);
        return Optional.ofNullable(assignments.poll(60, TimeUnit.SECONDS)).orElseThrow();
    }

    private static Report report(Assignment assignment, long epoch, long sequence) {
        return new Report(FRA, epoch, sequence, assignment.digest(), List.of());
    }

    private static byte[] sealed(KeyPair keys, String signer, Report report, Assignment assignment) {
        return sealed(keys, signer, Instant.now(), report, assignment);
    }

    private static byte[] sealed(KeyPair keys, String signer, Instant at, Report report, Assignment assignment) {
        return Envelope.seal(
                keys.getPrivate(), Envelope.Kind.REPORT, signer, at, ReportCodec.encode(report, assignment));
    }

    private void put(String vantage, byte[] bytes) {
        cluster.member().reports().set(vantage, bytes);
    }

    private void awaitRefused(Refusal refusal, long times) {
        await().atMost(PATIENCE)
                .until(() -> counted.stream().filter(refusal::equals).count() == times);
    }

    private DirectLink.Settings settings(VantageId vantage, KeyPair keys) {
        return new DirectLink.Settings(vantage, List.of(address), "test", keys.getPrivate(), controller.getPublic());
    }

    private Cluster cluster() throws IOException {
        ClusterMember member = ClusterMember.start(new ClusterMember.Settings(address, List.of(), "test"));
        AssignmentPublisher publisher =
                new AssignmentPublisher(member, controller.getPrivate(), InstantSource.system());
        Refusals refusals = new Refusals(InstantSource.system(), new Refusals.Listener() {
            @Override
            public void refused(String vantage, Refusal why) {
                counted.add(why);
            }

            @Override
            public void told(String vantage, Refusal why, String reason) {
                refused.add(vantage + ": " + reason);
            }
        });
        ClusterFeed feed =
                new ClusterFeed(member, publisher, refusals, InstantSource.system(), new ClusterFeed.Watcher() {
                    @Override
                    public void changed() {
                        changed.add("changed");
                    }

                    @Override
                    public void accepted(ObservationFeed.Received received, Assignment assignment) {
                        assertThat(received.report().assignment()).isEqualTo(assignment.digest());
                    }
                });
        SuspicionRelay relay = new SuspicionRelay(member, controller.getPrivate(), InstantSource.system());
        relay.start(spec);
        publisher.start(spec);
        feed.start(spec);
        return new Cluster(member, publisher, feed, relay);
    }

    private Spec spec() {
        CdnId a = new CdnId("a");
        SteeredName name = SteeredName.of("www.steer.example.com");
        ProbeSpec probe = new ProbeSpec(
                new ProbeId("home"),
                ProbeKind.APPLICATION,
                new RequestSpec(
                        "GET",
                        RequestSpec.Scheme.HTTPS,
                        "/",
                        "{host}",
                        List.of(RequestSpec.Protocol.HTTP1),
                        new TreeMap<>(),
                        0,
                        1024,
                        ""),
                List.of());
        TargetSpec target = new TargetSpec(a, new Answer.Cname(new HostName("a.example.net")), new TreeMap<>(), "");
        NameSpec names = new NameSpec(
                name,
                List.of(new HostName("www.example.com")),
                NameSpec.RecordType.CNAME,
                Duration.ofSeconds(30),
                List.of(probe.id()),
                List.of(RegionId.DEFAULT),
                new QuorumSpec(1, 1),
                List.of(target),
                List.of(a),
                List.of(),
                new DetectSpec(Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 6, Duration.ofMinutes(5)),
                new FailbackSpec(
                        FailbackSpec.Mode.AUTO,
                        Duration.ofMinutes(20),
                        Duration.ofHours(2),
                        true,
                        100,
                        1000,
                        Duration.ofMinutes(5)),
                new LimitsSpec(1000, 18, 6),
                Automation.AUTO,
                new TreeMap<>(),
                true,
                "");
        SortedMap<VantageId, VantageSpec> vantages = new TreeMap<>();
        vantages.put(FRA, vantage(FRA, 64500, fra));
        vantages.put(NYC, vantage(NYC, 64501, nyc));
        return new Spec(
                "digest",
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                one(a, new CdnSpec(a, CdnKind.EDGE, 10_000, false, List.of())),
                vantages,
                List.of(),
                one(probe.id(), probe),
                one(name, names));
    }

    private static VantageSpec vantage(VantageId id, long asn, KeyPair keys) {
        return new VantageSpec(id, RegionId.DEFAULT, new Network(asn), Optional.of(KeyPem.base64(keys.getPublic())));
    }

    private static <K extends Comparable<K>, V> SortedMap<K, V> one(K key, V value) {
        SortedMap<K, V> map = new TreeMap<>();
        map.put(key, value);
        return map;
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
