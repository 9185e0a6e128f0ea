package dev.trimtab.controller.gateway;

import static dev.trimtab.controller.cluster.LinkedCluster.FRA;
import static dev.trimtab.controller.cluster.LinkedCluster.report;
import static dev.trimtab.controller.cluster.LinkedCluster.sealed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trimtab.controller.cluster.LinkedCluster;
import dev.trimtab.controller.cluster.Refusal;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Assignment;
import dev.trimtab.core.observe.AssignmentCodec;
import dev.trimtab.core.observe.Envelope;
import dev.trimtab.core.observe.LinkMessage;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.observe.Suspicion;
import dev.trimtab.core.observe.SuspicionCodec;
import dev.trimtab.link.TlsFiles;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody can do to a gateway who has a vantage's certificate, or none: at worst, lie for that one vantage. */
@SuppressWarnings("NullAway.Init") // set before each test
final class GatewayIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Instant now = Instant.now();
    private TestAuthority authority;
    private LinkedCluster cluster;
    private Gateway gateway;
    private TlsFiles.Settings fra;
    private int port;

    @BeforeEach
    void start() throws Exception {
        authority = new TestAuthority();
        fra = authority.vantage(folder.resolve("fra"), "fra");
        TlsFiles.Settings own = authority.gateway(folder.resolve("gateway"), "localhost");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        cluster = new LinkedCluster();
        cluster.start();
        gateway = Gateway.start(
                vertx,
                new Gateway.Settings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), own, Optional.empty()),
                cluster.inlet(),
                new CertificateNews(event -> {}, (whose, left) -> {}, InstantSource.system()),
                InstantSource.system());
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        cluster.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void a_stolen_certificate_without_the_signing_key_cannot_report() throws Exception {
        try (RawClient thief = RawClient.connect(port, fra)) {
            Assignment assignment = assignment(thief);
            KeyPair own = LinkedCluster.keys();

            refused(thief, sealed(own, "fra", Instant.now(), report(assignment, 1, 1), assignment), Refusal.ENVELOPE);
            refused(thief, new byte[] {1, 2, 3}, Refusal.ENVELOPE);
            assertThat(cluster.feed().newest()).isEmpty();
        }
    }

    @Test
    void a_stolen_agent_speaks_for_its_own_vantage_only() throws Exception {
        try (RawClient thief = RawClient.connect(port, fra)) {
            Assignment assignment = assignment(thief);
            Report ofNyc = new Report(LinkedCluster.NYC, 9, 9, assignment.digest(), List.of());

            refused(thief, sealed(cluster.fra, "fra", Instant.now(), ofNyc, assignment), Refusal.OTHER_VANTAGE);
            refused(thief, sealed(cluster.fra, "nyc", Instant.now(), ofNyc, assignment), Refusal.OTHER_VANTAGE);
            // Not even what nyc itself has signed: a connection carries its own vantage's alone.
            refused(thief, sealed(cluster.nyc, "nyc", Instant.now(), ofNyc, assignment), Refusal.ENVELOPE);
            thief.send(new LinkMessage.Carried(0, suspicion(cluster.nyc, LinkedCluster.NYC, assignment)));

            taken(thief, sealed(cluster.fra, "fra", Instant.now(), report(assignment, 1, 1), assignment));
            await().atMost(PATIENCE).until(() -> cluster.holds(report(assignment, 1, 1)));
            assertThat(cluster.feed().newest()).containsOnlyKeys(FRA);
            assertThat(cluster.count(Refusal.OTHER_VANTAGE)).isEqualTo(3);
        }
    }

    @Test
    void replayed_late_and_early_reports_are_refused() throws Exception {
        try (RawClient client = RawClient.connect(port, fra)) {
            Assignment assignment = assignment(client);
            byte[] good = sealed(cluster.fra, "fra", Instant.now(), report(assignment, 5, 5), assignment);
            taken(client, good);
            await().atMost(PATIENCE).until(() -> cluster.holds(report(assignment, 5, 5)));

            refused(client, good, Refusal.REPLAYED);
            refused(
                    client,
                    sealed(cluster.fra, "fra", Instant.now(), report(assignment, 5, 4), assignment),
                    Refusal.REPLAYED);
            refused(
                    client,
                    sealed(cluster.fra, "fra", now.minusSeconds(120), report(assignment, 5, 6), assignment),
                    Refusal.CLOCK);
            refused(
                    client,
                    sealed(cluster.fra, "fra", now.plusSeconds(120), report(assignment, 5, 6), assignment),
                    Refusal.CLOCK);
            long tomorrow = now.plus(Duration.ofDays(1)).toEpochMilli();
            refused(
                    client,
                    sealed(cluster.fra, "fra", Instant.now(), report(assignment, tomorrow, 1), assignment),
                    Refusal.CLOCK);

            taken(client, sealed(cluster.fra, "fra", Instant.now(), report(assignment, 5, 6), assignment));
        }
    }

    @Test
    void too_much_and_too_large_ends_the_connection_and_nobody_elses() throws Exception {
        try (RawClient other = RawClient.connect(port, authority.vantage(folder.resolve("nyc"), "nyc"));
                RawClient flood = RawClient.connect(port, fra);
                RawClient huge = RawClient.connect(port, fra)) {
            Assignment ofOther = assignment(other);
            for (int i = 0; i < 4 * VantageConnection.OVER_RATE_MAX; i++) {
                flood.send(new LinkMessage.Carried(i + 1, new byte[] {1}));
            }
            assertThat(flood.closed.get(60, TimeUnit.SECONDS)).startsWith("1008 more than 20 reports");
            assertThat(cluster.count(Refusal.RATE)).isPositive();

            huge.send(new LinkMessage.Carried(1, new byte[Gateway.MESSAGE_BYTES_MAX + 1]));
            assertThat(huge.closed.get(60, TimeUnit.SECONDS)).isNotNull();
            await().atMost(PATIENCE).until(() -> cluster.count(Refusal.SIZE) > 0);

            Report report = report(ofOther, 1, 1);
            taken(other, sealed(cluster.nyc, "nyc", Instant.now(), report, ofOther));
        }
    }

    @Test
    void a_report_over_its_limit_is_refused_by_its_size() throws Exception {
        try (RawClient client = RawClient.connect(port, fra)) {
            refused(client, new byte[Gateway.MESSAGE_BYTES_MAX - 100], Refusal.SIZE);
        }
    }

    @Test
    void what_is_no_message_ends_the_connection() throws Exception {
        try (RawClient nonsense = RawClient.connect(port, fra);
                RawClient text = RawClient.connect(port, fra)) {
            nonsense.send(new byte[] {77, 1});
            assertThat(nonsense.closed.get(60, TimeUnit.SECONDS)).startsWith("1008 ");
            text.text("hello");
            assertThat(text.closed.get(60, TimeUnit.SECONDS)).startsWith("1008 ");
        }
    }

    @Test
    void of_too_many_connections_of_one_vantage_the_oldest_goes() throws Exception {
        try (RawClient oldest = RawClient.connect(port, fra);
                RawClient b = RawClient.connect(port, fra);
                RawClient c = RawClient.connect(port, fra);
                RawClient d = RawClient.connect(port, fra);
                RawClient e = RawClient.connect(port, fra)) {
            assertThat(oldest.closed.get(60, TimeUnit.SECONDS)).contains("more than 4 connections");
            assertThat(List.of(b, c, d, e)).noneMatch(client -> client.closed.isDone());
        }
    }

    @Test
    void who_is_silent_or_half_open_is_not_kept() throws Exception {
        try (Socket halfOpen = new Socket(InetAddress.getLoopbackAddress(), port);
                RawClient silent = RawClient.connect(port, fra)) {
            halfOpen.setSoTimeout(60_000);
            // No handshake: the gateway ends it by itself, and this read sees the end.
            assertThat(halfOpen.getInputStream().read()).isEqualTo(-1);
            assertThat(silent.closed.get(60, TimeUnit.SECONDS)).isNotNull();
            await().atMost(PATIENCE).until(() -> gateway.serials(FRA).isEmpty());
        }
    }

    @Test
    void a_certificate_that_names_no_vantage_or_two_is_refused() throws Exception {
        TlsFiles.Settings none = authority.uris(folder.resolve("none"), List.of("spiffe://example/fra"));
        TlsFiles.Settings two =
                authority.uris(folder.resolve("two"), List.of("trimtab:vantage:fra", "trimtab:vantage:nyc"));
        TlsFiles.Settings stranger = authority.vantage(folder.resolve("stranger"), "stranger");

        assertThat(rejection(none)).contains("URI:trimtab:vantage:NAME");
        assertThat(rejection(two)).contains("URI:trimtab:vantage:NAME");
        assertThat(rejection(stranger)).contains("no vantage stranger in the configuration");
        assertThat(cluster.count(Refusal.CERTIFICATE)).isEqualTo(2);
        assertThat(cluster.count(Refusal.UNKNOWN_VANTAGE)).isEqualTo(1);
    }

    @Test
    void without_a_certificate_of_this_ca_or_with_one_that_ran_out_or_with_old_tls_nobody_gets_in() throws Exception {
        TlsFiles.Settings foreign = new TestAuthority().vantage(folder.resolve("foreign"), "fra");
        TlsFiles.Settings over = authority.vantage(folder.resolve("over"), "fra", now.minusSeconds(60));

        assertThatThrownBy(() -> RawClient.connect(port, Optional.empty(), fra, Set.of("TLSv1.3")))
                .isInstanceOf(ExecutionException.class);
        assertThatThrownBy(() -> RawClient.connect(port, Optional.of(foreign), fra, Set.of("TLSv1.3")))
                .isInstanceOf(ExecutionException.class);
        assertThatThrownBy(() -> RawClient.connect(port, Optional.of(over), fra, Set.of("TLSv1.3")))
                .isInstanceOf(ExecutionException.class);
        assertThatThrownBy(() -> RawClient.connect(port, Optional.of(fra), fra, Set.of("TLSv1.2")))
                .isInstanceOf(ExecutionException.class);
        try (RawClient good = RawClient.connect(port, fra)) {
            assertThat(assignment(good).vantage()).isEqualTo(FRA);
        }
    }

    private String rejection(TlsFiles.Settings files) {
        try (RawClient unexpected = RawClient.connect(port, files)) {
            throw new AssertionError("connected, closed: " + unexpected.closed.isDone());
        } catch (Exception refused) {
            assertThat(refused).hasCauseInstanceOf(UpgradeRejectedException.class);
            UpgradeRejectedException answer = (UpgradeRejectedException) refused.getCause();
            assertThat(answer.getStatus()).isEqualTo(403);
            return answer.getBody().toString();
        }
    }

    private Assignment assignment(RawClient client) throws InterruptedException {
        LinkMessage.Carried first = client.await(LinkMessage.Carried.class);
        Envelope.Opened opened = (Envelope.Opened)
                Envelope.open(cluster.controller.getPublic(), Envelope.Kind.ASSIGNMENT, first.sealed());
        return ((AssignmentCodec.Decoded) AssignmentCodec.decode(opened.payload())).assignment();
    }

    private static byte[] suspicion(KeyPair keys, VantageId by, Assignment assignment) {
        Suspicion suspicion = new Suspicion(by, assignment.checks().get(0).id().target());
        return Envelope.seal(
                keys.getPrivate(),
                Envelope.Kind.SUSPICION,
                by.value(),
                Instant.now(),
                SuspicionCodec.encode(suspicion));
    }

    private static void taken(RawClient client, byte[] sealed) throws InterruptedException {
        client.send(new LinkMessage.Carried(4711, sealed));
        assertThat(client.await(LinkMessage.Arrived.class)).isEqualTo(new LinkMessage.Arrived(4711));
    }

    private static void refused(RawClient client, byte[] sealed, Refusal why) throws InterruptedException {
        client.send(new LinkMessage.Carried(42, sealed));
        LinkMessage.Refused refused = client.await(LinkMessage.Refused.class);
        assertThat(refused.word()).isEqualTo(why.name());
        assertThat(refused.sentence()).isNotEmpty();
    }
}
