package dev.trimtab.controller.cluster;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.LookRequest;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.ReportCodec;
import dev.trimtab.core.port.ObservationFeed;
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

/** The controllers' side of a link, as a controller starts it, for two vantages; and what it counts and tells. */
public final class LinkedCluster implements AutoCloseable {
    public static final VantageId FRA = new VantageId("fra");
    public static final VantageId NYC = new VantageId("nyc");

    public final KeyPair controller = keys();
    public final KeyPair fra = keys();
    public final KeyPair nyc = keys();
    public final BlockingQueue<String> refused = new LinkedBlockingQueue<>();
    public final BlockingQueue<Refusal> counted = new LinkedBlockingQueue<>();
    public final BlockingQueue<String> changed = new LinkedBlockingQueue<>();
    public final Spec spec = spec();
    public final InetSocketAddress address;

    private ClusterMember member;
    private AssignmentPublisher publisher;
    private ClusterFeed feed;
    private SuspicionRelay relay;
    private EvidenceShelf evidence;
    private Refusals refusals;

    /** Takes a free port; nothing listens on it yet. */
    public LinkedCluster() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
        }
    }

    public void start() throws IOException {
        start(InstantSource.system());
    }

    public void start(InstantSource clock) throws IOException {
        member = ClusterMember.start(new ClusterMember.Settings(address, List.of(), "test"));
        publisher = new AssignmentPublisher(member, controller.getPrivate(), clock);
        refusals = new Refusals(clock, new Refusals.Listener() {
            @Override
            public void refused(String vantage, Refusal why) {
                counted.add(why);
            }

            @Override
            public void told(String vantage, Refusal why, String reason) {
                refused.add(vantage + ": " + reason);
            }
        });
        feed = new ClusterFeed(member, publisher, refusals, clock, new ClusterFeed.Watcher() {
            @Override
            public void changed() {
                changed.add("changed");
            }

            @Override
            public void accepted(ObservationFeed.Received received, Assignment assignment) {
                assertThat(received.report().assignment()).isEqualTo(assignment.digest());
            }
        });
        relay = new SuspicionRelay(member, controller.getPrivate(), clock);
        evidence = new EvidenceShelf(member, refusals, clock);
        evidence.start(spec);
        relay.start(spec);
        publisher.start(spec);
        feed.start(spec);
    }

    public ClusterMember member() {
        return member;
    }

    public AssignmentPublisher publisher() {
        return publisher;
    }

    public ClusterFeed feed() {
        return feed;
    }

    public VantageInlet inlet() {
        return new VantageInlet(member, feed, publisher, relay, evidence, refusals);
    }

    /** Takes over another configuration, as a controller does. */
    public void take(Spec next) {
        publisher.take(next);
        feed.take(next);
        relay.take(next);
        evidence.take(next);
    }

    /** The configuration without one of its vantages. */
    public Spec without(VantageId vantage) {
        SortedMap<VantageId, VantageSpec> left = new TreeMap<>(spec.vantages());
        left.remove(vantage);
        return new Spec(
                "without " + vantage,
                spec.credentials(),
                spec.providers(),
                spec.regions(),
                spec.cdns(),
                left,
                spec.controlGroup(),
                spec.probes(),
                spec.names());
    }

    public boolean holds(Report report) {
        return Optional.ofNullable(feed.newest().get(report.vantage()))
                .map(received -> received.report().equals(report))
                .orElse(false);
    }

    public boolean shows(LookEvidence wanted) {
        return evidence.of(wanted.look().check().target().name()).stream()
                .anyMatch(shown -> shown.evidence().equals(wanted));
    }

    /** What is kept of a name, the newest first. */
    public List<EvidenceShelf.Shown> shown(SteeredName name) {
        return evidence.of(name);
    }

    public void ask(LookRequest request) {
        relay.ask(request);
    }

    /** Sends as whoever reaches the cluster's port may. */
    public void show(byte[] bytes) {
        member.evidenceIn().publish(bytes);
    }

    /** Writes as whoever reaches the cluster's port may. */
    public void put(String vantage, byte[] bytes) {
        member.reports().set(vantage, bytes);
    }

    public long count(Refusal refusal) {
        return counted.stream().filter(refusal::equals).count();
    }

    public static Report report(Assignment assignment, long epoch, long sequence) {
        return new Report(assignment.vantage(), epoch, sequence, assignment.digest(), List.of());
    }

    public static byte[] sealed(KeyPair keys, String signer, Instant at, Report report, Assignment assignment) {
        return Envelope.seal(
                keys.getPrivate(), Envelope.Kind.REPORT, signer, at, ReportCodec.encode(report, assignment));
    }

    @Override
    public void close() {
        evidence.close();
        relay.close();
        feed.close();
        publisher.close();
        member.close();
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

    public static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
