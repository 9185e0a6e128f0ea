package dev.trimtab.controller.gateway;

import static dev.trimtab.controller.cluster.LinkedCluster.FRA;
import static dev.trimtab.controller.cluster.LinkedCluster.NYC;
import static dev.trimtab.controller.cluster.LinkedCluster.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trimtab.agent.link.GatewayLink;
import dev.trimtab.contract.VantageLinkContract;
import dev.trimtab.controller.cluster.LinkedCluster;
import dev.trimtab.controller.cluster.Refusal;
import dev.trimtab.core.event.Event;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.LookRequest;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.port.VantageLink;
import dev.trimtab.link.TlsFiles;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway's link over real sockets and real TLS, and the gateway's life with certificates. */
@SuppressWarnings("NullAway.Init") // set before each test
final class GatewayLinkIT extends VantageLinkContract {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private TestAuthority authority;
    private LinkedCluster cluster;
    private Gateway first;
    private Gateway second;
    private GatewayLink link;
    private GatewayLink otherLink;
    private int port;
    private int secondPort;

    @BeforeEach
    void start() throws Exception {
        authority = new TestAuthority();
        authority.gateway(folder.resolve("gateway"), "localhost");
        authority.vantage(folder.resolve("fra"), "fra");
        authority.vantage(folder.resolve("nyc"), "nyc");
        Files.writeString(folder.resolve("revoked"), "# nothing yet\n");
        port = freePort();
        secondPort = freePort();
        cluster = new LinkedCluster();
        // The agents are there before the gateways: that must not fail.
        link = link(FRA, "fra", cluster.fra, port, secondPort);
        otherLink = link(NYC, "nyc", cluster.nyc, port);
        cluster.start();
        first = gateway(port);
        second = gateway(secondPort);
    }

    @AfterEach
    void stop() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        cluster.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
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
    void when_its_gateway_ends_an_agent_goes_to_another_and_sends_on() throws Exception {
        Assignment assignment = assigned(link);
        awaitSent(link, assignment, 1);

        first.close();
        awaitSent(link, assignment, 100);
        second.close();
        assertThat(link.report(report(assignment, 1, 200))).isFalse();
        first = gateway(port);
        awaitSent(link, assignment, 300);
    }

    @Test
    void a_renewed_certificate_is_taken_up_by_a_new_connection_and_nothing_is_restarted() throws Exception {
        Assignment assignment = assigned(link);
        awaitSent(link, assignment, 1);
        BigInteger old = serial("fra");

        authority.vantage(folder.resolve("fra"), "fra");
        // The proof that the new one is used: the old one is taken no longer, and reports arrive.
        await().atMost(PATIENCE)
                .until(() -> first.serials(FRA).equals(List.of(serial("fra")))
                        || second.serials(FRA).equals(List.of(serial("fra"))));
        Files.writeString(folder.resolve("revoked"), old.toString(16) + " # was fra's\n");
        awaitSent(link, assignment, 100);
        assertThat(cluster.count(Refusal.REVOKED)).isZero();
    }

    @Test
    void files_that_do_not_fit_together_change_nothing_until_they_do() throws Exception {
        Assignment assignment = assigned(link);
        awaitSent(link, assignment, 1);
        String key = Files.readString(folder.resolve("fra/tls.key"));

        authority.vantage(folder.resolve("other"), "fra");
        Files.copy(
                folder.resolve("other/tls.crt"),
                folder.resolve("fra/tls.crt"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        TlsFiles files = new TlsFiles(vertx, files("fra"));
        assertThat(files.changed())
                .get()
                .isInstanceOfSatisfying(
                        TlsFiles.Reading.Bad.class,
                        bad -> assertThat(bad.sentence())
                                .contains("does not belong to the certificate")
                                .doesNotContain(key));
        awaitSent(link, assignment, 10);

        Files.copy(
                folder.resolve("other/tls.key"),
                folder.resolve("fra/tls.key"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        await().atMost(PATIENCE)
                .until(() -> first.serials(FRA).equals(List.of(serial("fra")))
                        || second.serials(FRA).equals(List.of(serial("fra"))));
        awaitSent(link, assignment, 20);
    }

    @Test
    void a_gateways_own_certificate_is_renewed_while_it_runs() throws Exception {
        BigInteger old = served(port).getSerialNumber();

        authority.gateway(folder.resolve("gateway"), "localhost");

        await().atMost(PATIENCE).until(() -> served(port).getSerialNumber().equals(serial("gateway")));
        assertThat(served(port).getSerialNumber()).isNotEqualTo(old);
        awaitSent(link, assigned(link), 1);
    }

    @Test
    void a_revoked_certificate_ends_its_open_connection_and_gets_no_other() throws Exception {
        Assignment assignment = assigned(link);
        awaitSent(link, assignment, 1);
        awaitSent(otherLink, assigned(otherLink), 1);

        Files.writeString(folder.resolve("revoked"), serial("fra").toString(16) + "\n");

        await().atMost(PATIENCE)
                .until(() -> first.serials(FRA).isEmpty()
                        && second.serials(FRA).isEmpty()
                        && cluster.count(Refusal.REVOKED) > 2);
        assertThat(link.report(report(assignment, 1, 50))).isFalse();
        assertThat(cluster.refused)
                .anySatisfy(
                        told -> assertThat(told).startsWith("fra: certificate ").endsWith("is revoked"));
        awaitSent(otherLink, assigned(otherLink), 60);

        // A broken line gives nobody his certificate back.
        Files.writeString(folder.resolve("revoked"), "no number\n");
        await().atMost(PATIENCE)
                .until(() -> events.stream().anyMatch(event -> event.sentence().contains("line 1")));
        assertThat(link.report(report(assignment, 1, 70))).isFalse();

        Files.writeString(folder.resolve("revoked"), "\n");
        awaitSent(link, assignment, 80);
    }

    @Test
    void a_certificate_that_runs_out_ends_its_open_connection_and_is_warned_of() throws Exception {
        authority.vantage(folder.resolve("short"), "fra", Instant.now().plusSeconds(6));
        GatewayLink shortlived = link(FRA, "short", cluster.fra, port);
        link.close();
        awaitSent(shortlived, assigned(shortlived), 1);

        await().atMost(PATIENCE)
                .until(() -> events.stream()
                        .anyMatch(event -> event.type() == Event.Type.CERTIFICATE_TROUBLE
                                && event.sentence().contains("the certificate of vantage fra runs out in")));
        await().atMost(PATIENCE).until(() -> first.serials(FRA).isEmpty());
        assertThat(shortlived.report(report(assigned(shortlived), 1, 50))).isFalse();
    }

    @Test
    void a_vantage_that_leaves_the_configuration_is_sent_away() throws Exception {
        awaitSent(otherLink, assigned(otherLink), 1);

        cluster.take(cluster.without(NYC));

        await().atMost(PATIENCE).until(() -> first.serials(NYC).isEmpty());
        cluster.take(cluster.spec);
        awaitSent(otherLink, assigned(otherLink), 50);
    }

    @Test
    void an_agent_does_not_speak_with_a_gateway_of_another_name() throws Exception {
        Assignment assignment = assigned(link);
        link.close();
        authority.gateway(folder.resolve("elsewhere"), "elsewhere.example");
        int there = freePort();
        open.push(Gateway.start(vertx, settings(there, "elsewhere"), cluster.inlet(), news(), InstantSource.system()));
        GatewayLink misled = link(FRA, "fra", cluster.fra, there, port);

        // It must have tried both: the good one serves it, the other never does.
        awaitSent(misled, assignment(misled, assignment), 1);
        first.close();
        assertThat(misled.report(report(assignment, 1, 2))).isFalse();
    }

    @Test
    void what_keeps_a_gateway_from_starting_is_one_sentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> gateway(taken.getLocalPort()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on")
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
        }
        assertThatThrownBy(() -> Gateway.start(
                        vertx, settings(freePort(), "nowhere"), cluster.inlet(), news(), InstantSource.system()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nowhere/tls.crt");
        Files.delete(folder.resolve("revoked"));
        assertThatThrownBy(() -> gateway(freePort()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("revoked");
    }

    private Assignment assigned(GatewayLink of) throws InterruptedException {
        BlockingQueue<Assignment> assignments = new LinkedBlockingQueue<>();
        of.onAssignment(assignments::add);
        return Optional.ofNullable(assignments.poll(60, TimeUnit.SECONDS)).orElseThrow();
    }

    private Assignment assignment(GatewayLink of, Assignment expected) throws InterruptedException {
        assertThat(assigned(of)).isEqualTo(expected);
        return expected;
    }

    /** Sends, with growing numbers as an agent does, until one arrives. */
    private void awaitSent(GatewayLink by, Assignment assignment, long sequence) {
        long[] next = {sequence};
        await().atMost(PATIENCE).until(() -> by.report(report(assignment, 1, next[0]++)));
    }

    private GatewayLink link(VantageId vantage, String identity, KeyPair keys, int... ports) {
        List<InetSocketAddress> gateways = java.util.Arrays.stream(ports)
                .mapToObj(at -> InetSocketAddress.createUnresolved("localhost", at))
                .toList();
        GatewayLink made = GatewayLink.connect(new GatewayLink.Settings(
                vantage, gateways, files(identity), keys.getPrivate(), cluster.controller.getPublic()));
        open.push(made);
        return made;
    }

    private TlsFiles.Settings files(String identity) {
        Path own = folder.resolve(identity);
        return new TlsFiles.Settings(own.resolve("tls.crt"), own.resolve("tls.key"), own.resolve("ca.crt"));
    }

    private Gateway.Settings settings(int at, String identity) {
        return new Gateway.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), at),
                files(identity),
                Optional.of(folder.resolve("revoked")));
    }

    private CertificateNews news() {
        return new CertificateNews(events::add, (whose, left) -> {}, InstantSource.system());
    }

    private Gateway gateway(int at) throws IOException {
        Gateway gateway =
                Gateway.start(vertx, settings(at, "gateway"), cluster.inlet(), news(), InstantSource.system());
        open.push(gateway);
        return gateway;
    }

    private BigInteger serial(String identity) throws Exception {
        try (var in = Files.newInputStream(folder.resolve(identity).resolve("tls.crt"))) {
            return ((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in))
                    .getSerialNumber();
        }
    }

    private X509Certificate served(int at) throws Exception {
        return RawClient.certificateOf(at, files("fra"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
