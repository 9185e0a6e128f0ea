package dev.trimtab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StandInEdgeTest {
    private static final String HOST = "www.example.com";
    private static final long SECONDS_MAX = 30;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private HttpClient client;
    private StandInEdge edge;
    private int control;

    private record Seen(int status, String body, Optional<String> mitigated) {}

    @BeforeEach
    void start() throws Exception {
        DevelopmentCa ca = DevelopmentCa.create(folder, Instant.now());
        DevelopmentCa.Leaf leaf = ca.leaf("edge-a", HOST);
        edge = new StandInEdge(vertx, "edge-a", HOST, 0, leaf.certificate(), leaf.key());
        get(edge.start());
        control = get(new StandInControl(vertx, edge).start(0));
        client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setKeepAlive(false)
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(ca.certificate().toString())));
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.close());
    }

    @Test
    void serves_our_page_with_its_proof_for_its_host() throws Exception {
        Seen seen = get(look(HOST));

        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.body()).containsPattern("data-build=\"[0-9a-f]{7,40}\"").contains("edge-a");
    }

    @Test
    void knows_no_other_host() throws Exception {
        Seen seen = get(look("www.steer.example.com"));

        assertThat(seen.status()).isEqualTo(421);
        assertThat(seen.body()).doesNotContain("data-build");
    }

    @Test
    void a_500_is_answered_with_a_500_until_it_is_mended() throws Exception {
        remote().become(StandInMode.ERROR500);
        assertThat(get(look(HOST)).status()).isEqualTo(500);

        remote().become(StandInMode.OK);
        assertThat(get(look(HOST)).status()).isEqualTo(200);
    }

    @Test
    void a_challenge_says_so_in_its_header_and_lacks_our_proof() throws Exception {
        remote().become(StandInMode.CHALLENGE);
        Seen seen = get(look(HOST));

        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.mitigated()).contains("challenge");
        assertThat(seen.body()).doesNotContain("data-build");
    }

    @Test
    void a_foreign_page_looks_well_and_lacks_our_proof() throws Exception {
        remote().become(StandInMode.FOREIGN);
        Seen seen = get(look(HOST));

        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.body()).doesNotContain("data-build");
    }

    @ParameterizedTest
    @EnumSource(names = {"SILENT", "SLOW"})
    void a_silent_or_slow_edge_keeps_its_client_waiting(StandInMode mode) throws Exception {
        remote().become(mode);
        Future<Seen> unanswered = look(HOST, 300);

        assertThatThrownBy(() -> get(unanswered)).hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void a_refusing_edge_has_no_open_port_and_the_same_one_again_when_mended() throws Exception {
        int port = edge.port();
        remote().become(StandInMode.REFUSE);
        assertThatThrownBy(() -> get(look(HOST))).hasCauseInstanceOf(ConnectException.class);

        remote().become(StandInMode.OK);
        assertThat(edge.port()).isEqualTo(port);
        assertThat(get(look(HOST)).status()).isEqualTo(200);
    }

    @Test
    void nonsense_on_the_control_port_changes_nothing() throws Exception {
        assertThat(get(control("explode"))).isEqualTo(400);
        assertThat(get(control("x".repeat(100_000)))).isEqualTo(413);
        assertThat(edge.mode()).isEqualTo(StandInMode.OK);
    }

    private StandInRemote remote() {
        return new StandInRemote("edge-a", control);
    }

    private Future<Seen> look(String host) {
        return look(host, TimeUnit.SECONDS.toMillis(SECONDS_MAX));
    }

    private Future<Seen> look(String host, long timeoutMillis) {
        RequestOptions options = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(edge.port(), "127.0.0.1"))
                .setHost(HOST)
                .setPort(443)
                .setURI("/")
                .setIdleTimeout(timeoutMillis);
        return client.request(options)
                .compose(request -> {
                    request.authority(io.vertx.core.net.HostAndPort.create(host, 443));
                    return request.send();
                })
                .compose(response -> response.body()
                        .map(body -> new Seen(
                                response.statusCode(),
                                body.toString(),
                                Optional.ofNullable(response.getHeader("cf-mitigated")))));
    }

    private Future<Integer> control(String body) {
        return vertx.createHttpClient()
                .request(HttpMethod.POST, control, "127.0.0.1", "/mode")
                .compose(request -> request.send(body))
                .map(response -> response.statusCode());
    }

    private static <T> T get(Future<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(SECONDS_MAX, TimeUnit.SECONDS);
    }
}
