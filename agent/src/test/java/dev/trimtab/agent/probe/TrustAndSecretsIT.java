package dev.trimtab.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.Assertion.Severity;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.RequestSpec;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may sign a certificate, what is asked of its chain, and headers that nobody may see. */
class TrustAndSecretsIT {
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpProber PROBER = new HttpProber(AllowedRanges.of("127.0.0.0/8"), InstantSource.system());
    private static final String SECRET = "k3y-of-the-probe";
    private static final Assertion OK =
            new Assertion.Status(new TreeSet<>(Set.of(200)), FailureClass.STATUS, Severity.FAILED);

    @TempDir
    Path dir;

    @AfterAll
    static void close() throws Exception {
        PROBER.close();
        VERTX.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void one_old_bundle_that_refuses_is_told_and_is_no_outage() throws Exception {
        X509Bundle ours = Edges.authority();
        X509Bundle old = Edges.authority();
        String good = Edges.pem(Files.createDirectory(dir.resolve("good")), ours);
        String stale = Edges.pem(Files.createDirectory(dir.resolve("stale")), old);
        int port = page(ours, Duration.ofDays(90));

        assertThat(look(trusting(port, stale)).look().outcome()).isEqualTo(new Outcome.Fail(FailureClass.TLS));
        Sight both = look(trusting(port, stale, good));
        assertThat(both.look().outcome()).as(both.look().detail()).isEqualTo(new Outcome.Pass());
        assertThat(both.look().detail()).contains("trust " + stale + " refuses");
        assertThat(both.evidence().get().notes()).containsExactly("trust " + stale + " refuses the certificate");
        assertThat(look(trusting(port, RequestSpec.PLATFORM, good)).look().outcome())
                .isEqualTo(new Outcome.Pass());
        assertThat(look(trusting(port, RequestSpec.PLATFORM, stale)).look().outcome())
                .isEqualTo(new Outcome.Fail(FailureClass.TLS));
        assertThat(look(trusting(port, dir + "/none", good)).look().outcome())
                .as("a profile that cannot be read is our fault")
                .isEqualTo(new Outcome.Blind());
    }

    @Test
    void all_profiles_may_be_asked_for_and_a_broken_assertion_may_merely_degrade() throws Exception {
        X509Bundle ours = Edges.authority();
        String good = Edges.pem(Files.createDirectory(dir.resolve("good")), ours);
        int port = page(ours, Duration.ofDays(90));
        Assertion all =
                new Assertion.Tls(Optional.empty(), 0, 0, Optional.empty(), true, FailureClass.TLS, Severity.DEGRADED);

        Check check = https(
                port,
                Checks.request(https(port, null))
                        .trust(RequestSpec.PLATFORM, good)
                        .done(),
                OK,
                all);
        assertThat(look(check).look().outcome()).isEqualTo(new Outcome.Degraded(FailureClass.TLS));
    }

    @Test
    void a_name_in_another_certificate_is_refused_by_every_profile() throws Exception {
        X509Bundle ours = Edges.authority();
        String good = Edges.pem(Files.createDirectory(dir.resolve("good")), ours);
        int port = Edges.serve(
                VERTX,
                Edges.tls(Edges.server(ours, Duration.ofDays(9), "elsewhere.example.test")),
                request -> request.response().end("page"));
        assertThat(look(trusting(port, good, RequestSpec.PLATFORM)).look().outcome())
                .isEqualTo(new Outcome.Fail(FailureClass.TLS));
    }

    @Test
    void issuer_and_days_left_are_asked_of_the_chain() throws Exception {
        X509Bundle ours = Edges.authority();
        String good = Edges.pem(Files.createDirectory(dir.resolve("good")), ours);
        int port = page(ours, Duration.ofDays(20));
        RequestSpec request = Checks.request(https(port, null)).trust(good).done();

        assertThat(look(https(port, request, OK, chain(15, "CN=test auth")))
                        .look()
                        .outcome())
                .isEqualTo(new Outcome.Pass());
        Look old = look(https(port, request, OK, chain(30, "CN=test"))).look();
        assertThat(old.outcome()).isEqualTo(new Outcome.Fail(FailureClass.TLS));
        assertThat(old.detail()).contains("CN=edge has 19 days left, fewer than 30");
        Look other = look(https(port, request, OK, chain(0, "O=Somebody"))).look();
        assertThat(other.outcome()).isEqualTo(new Outcome.Fail(FailureClass.TLS));
        assertThat(other.detail()).contains("issued by CN=test authority");
    }

    @Test
    void a_secret_header_admits_the_probe_is_read_again_and_is_never_shown() throws Exception {
        Path file = Files.writeString(dir.resolve("key"), SECRET + "\n");
        int port = Edges.serve(VERTX, new HttpServerOptions(), request -> {
            String key = request.getHeader("x-probe-key");
            request.response()
                    .setStatusCode(SECRET.equals(key) ? 200 : 403)
                    .end("you sent " + key + " for ops@example.com, csrf_token=abcdef0123456789");
        });
        Check plain = Checks.http(port, OK);
        Check check = Checks.asking(
                Checks.request(plain).secret("X-Probe-Key", file.toString()).done(), plain);

        Sight admitted = look(check);
        assertThat(admitted.look().outcome()).isEqualTo(new Outcome.Pass());
        Files.writeString(file, "another key");
        Sight refused = look(check);
        assertThat(refused.look().outcome()).isEqualTo(new Outcome.Fail(FailureClass.STATUS));
        LookEvidence shown = refused.evidence().get();
        assertThat(shown.body()).startsWith("you sent [redacted] for [redacted]");
        assertThat(shown + admitted.toString() + check)
                .doesNotContain("another key", SECRET, "ops@example", "abcdef0123456789");
        Files.writeString(file, "two\nlines");
        Look unusable = look(check).look();
        assertThat(unusable.outcome()).isEqualTo(new Outcome.Blind());
        assertThat(unusable.detail()).contains("X-Probe-Key").doesNotContain("lines");
        Files.delete(file);
        assertThat(look(check).look().outcome()).isEqualTo(new Outcome.Blind());
    }

    private static Assertion chain(int days, String issuer) {
        return new Assertion.Tls(
                Optional.empty(), 0, days, Optional.of(issuer), false, FailureClass.TLS, Severity.FAILED);
    }

    private static int page(X509Bundle ca, Duration left) throws Exception {
        return Edges.serve(
                VERTX,
                Edges.tls(Edges.server(ca, left, Checks.HOST)),
                request -> request.response().putHeader("cf-ray", "1234-FRA").end("our home page"));
    }

    private static Check trusting(int port, String... trust) {
        return https(port, Checks.request(https(port, null)).trust(trust).done(), OK);
    }

    private static Check https(int port, RequestSpec request, Assertion... assertions) {
        Check check = Checks.check(RequestSpec.Scheme.HTTPS, port, Checks.HOST, "", Duration.ofSeconds(20), assertions);
        return request == null ? check : Checks.asking(request, check);
    }

    private static Sight look(Check check) throws Exception {
        return PROBER.look(check, Look.Turn.INTERVAL).get(60, TimeUnit.SECONDS);
    }
}
