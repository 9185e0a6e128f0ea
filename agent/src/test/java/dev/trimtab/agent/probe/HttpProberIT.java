package dev.trimtab.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.Assertion.Severity;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.RequestSpec;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpProberIT {
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpProber PROBER = new HttpProber(AllowedRanges.of("127.0.0.0/8"), InstantSource.system());
    private static final Assertion OK =
            new Assertion.Status(new TreeSet<>(Set.of(200)), FailureClass.STATUS, Severity.FAILED);
    private static final Assertion OURS = new Assertion.Body(
            Optional.of("our [a-z]+ page"), Optional.empty(), 1024, FailureClass.CONTENT, Severity.FAILED);

    @BeforeAll
    static void warmUp() {
        PROBER.warmUp();
    }

    @AfterAll
    static void close() throws Exception {
        PROBER.close();
        VERTX.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void our_page_passes_and_every_look_asks_afresh() throws Exception {
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        int port = Edges.serve(VERTX, new HttpServerOptions(), request -> {
            asked.add(request.uri());
            request.response().end("our home page");
        });
        Look first = look(Checks.http(port, OK, OURS));
        Look second = look(Checks.http(port, OK, OURS));
        assertThat(first.outcome()).as(first.detail()).isEqualTo(new Outcome.Pass());
        assertThat(second.outcome()).isEqualTo(new Outcome.Pass());
        assertThat(first.phases().totalMicros())
                .isGreaterThanOrEqualTo(first.phases().firstByteMicros());
        assertThat(asked).hasSize(2).doesNotHaveDuplicates().allMatch(uri -> uri.matches("/\\?n=[0-9a-f]{16}"));
    }

    @Test
    void an_error_status_fails_with_or_without_an_assertion() throws Exception {
        int port = Edges.serve(
                VERTX,
                new HttpServerOptions(),
                request -> request.response().setStatusCode(500).end("our sad page"));
        assertThat(look(Checks.http(port, OK)).outcome()).isEqualTo(new Outcome.Fail(FailureClass.STATUS));
        assertThat(look(Checks.http(port)).outcome()).isEqualTo(new Outcome.Fail(FailureClass.STATUS));
    }

    @Test
    void somebody_elses_page_with_200_fails() throws Exception {
        int port = Edges.serve(
                VERTX, new HttpServerOptions(), request -> request.response().end("domain for sale"));
        assertThat(look(Checks.http(port, OK, OURS)).outcome()).isEqualTo(new Outcome.Fail(FailureClass.CONTENT));
    }

    @Test
    void a_challenge_is_recognised_by_header_and_by_body_whatever_the_status() throws Exception {
        for (int status : new int[] {200, 403, 503}) {
            int byHeader = Edges.serve(
                    VERTX,
                    new HttpServerOptions(),
                    request -> request.response()
                            .setStatusCode(status)
                            .putHeader("CF-Mitigated", "challenge")
                            .end("our home page"));
            int byBody = Edges.serve(
                    VERTX,
                    new HttpServerOptions(),
                    request -> request.response()
                            .setStatusCode(status)
                            .end("<html><title>Just a moment...</title>our home page"));
            Outcome challenge = new Outcome.Fail(FailureClass.CHALLENGE);
            assertThat(look(Checks.http(byHeader, OK, OURS)).outcome()).isEqualTo(challenge);
            assertThat(look(Checks.http(byBody, OK, OURS)).outcome()).isEqualTo(challenge);
        }
    }

    @Test
    void a_json_path_is_followed() throws Exception {
        int port = Edges.serve(
                VERTX,
                new HttpServerOptions(),
                request -> request.response().end("{\"parts\":[{\"state\":\"ok\"}],\"n\":3}"));
        assertThat(look(Checks.http(port, json("$.parts[0].state", "ok"), json("$.n", "3")))
                        .outcome())
                .isEqualTo(new Outcome.Pass());
        assertThat(look(Checks.http(port, json("$.parts[1].state", "ok"))).outcome())
                .isEqualTo(new Outcome.Fail(FailureClass.CONTENT));
    }

    @Test
    void a_failed_assertion_beats_a_degraded_one() throws Exception {
        int port = Edges.serve(
                VERTX, new HttpServerOptions(), request -> request.response().end("our home page"));
        Assertion slow = new Assertion.Timing(
                Assertion.Phase.TOTAL, Duration.ofNanos(1000), FailureClass.LATENCY, Severity.DEGRADED);
        Assertion wrong = new Assertion.Header(
                "x-build", false, Optional.of("7"), Optional.empty(), FailureClass.HEADER, Severity.FAILED);
        assertThat(look(Checks.http(port, slow, OK)).outcome()).isEqualTo(new Outcome.Degraded(FailureClass.LATENCY));
        assertThat(look(Checks.http(port, slow, wrong)).outcome()).isEqualTo(new Outcome.Fail(FailureClass.HEADER));
    }

    @Test
    void a_body_without_end_is_read_up_to_the_limit_and_judged() throws Exception {
        int port = Edges.serve(VERTX, new HttpServerOptions(), request -> {
            request.response().setChunked(true).write("our home page");
            writeForEver(request);
        });
        assertThat(look(Checks.http(port, OK, OURS)).outcome()).isEqualTo(new Outcome.Pass());
    }

    @Test
    void refused_silent_cut_short_and_garbage_are_told_apart() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        assertThat(look(Checks.http(closed, OK)).outcome()).isEqualTo(new Outcome.Fail(FailureClass.CONNECT));
        try (ServerSocket silent = new ServerSocket(0)) {
            Check hurried = Checks.check(
                    RequestSpec.Scheme.HTTP, silent.getLocalPort(), Checks.HOST, "", Duration.ofMillis(200), OK);
            assertThat(look(hurried).outcome()).isEqualTo(new Outcome.Fail(FailureClass.TIMEOUT));
        }
        Outcome protocol = new Outcome.Fail(FailureClass.PROTOCOL);
        for (String answer : new String[] {
            "SSH-2.0-nothing\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\ncut",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nno\r\n",
            "HTTP/1.1 200 OK\r\nx: " + "y".repeat(100_000) + "\r\n\r\n",
            ""
        }) {
            Look look = look(Checks.http(Edges.raw(VERTX, answer), OK));
            assertThat(look.outcome()).as(look.detail()).isEqualTo(protocol);
        }
    }

    @Test
    void sni_host_and_certificate_are_those_of_the_host_asked_for(@TempDir Path dir) throws Exception {
        X509Bundle ca = Edges.authority();
        int port = Edges.serve(
                VERTX,
                Edges.tls(Edges.server(ca, Duration.ofDays(30), Checks.HOST, "other.example.test")),
                request -> request.response()
                        .setStatusCode(
                                Checks.HOST.equals(request.connection().indicatedServerName())
                                                && Checks.HOST.equals(request.getHeader("host"))
                                        ? 200
                                        : 421)
                        .end("our home page"));
        String trust = Edges.pem(dir, ca);
        Look look = look(https(port, Checks.HOST, trust, OK, OURS, days(14)));
        assertThat(look.outcome()).as(look.detail()).isEqualTo(new Outcome.Pass());
        assertThat(look.phases().tlsMicros()).isPositive();
        assertThat(look(https(port, "other.example.test", trust, OK)).outcome())
                .isEqualTo(new Outcome.Fail(FailureClass.STATUS));
        assertThat(look(https(port, "www.elsewhere.test", trust, OK)).outcome())
                .isEqualTo(new Outcome.Fail(FailureClass.TLS));
        assertThat(look(https(port, Checks.HOST, trust, OK, days(60))).outcome())
                .isEqualTo(new Outcome.Fail(FailureClass.TLS));
    }

    @Test
    void expired_and_untrusted_certificates_fail_and_a_trust_file_is_read_again(@TempDir Path dir) throws Exception {
        X509Bundle ca = Edges.authority();
        Handler<HttpServerRequest> page = request -> request.response().end("our home page");
        int expired = Edges.serve(VERTX, Edges.tls(Edges.server(ca, Duration.ofDays(-1), Checks.HOST)), page);
        int good = Edges.serve(VERTX, Edges.tls(Edges.server(ca, Duration.ofDays(30), Checks.HOST)), page);
        String trust = Edges.pem(dir, ca);
        Outcome tls = new Outcome.Fail(FailureClass.TLS);
        assertThat(look(https(expired, Checks.HOST, trust, OK)).outcome()).isEqualTo(tls);
        assertThat(look(https(good, Checks.HOST, "", OK)).outcome()).isEqualTo(tls);
        assertThat(look(https(good, Checks.HOST, trust, OK)).outcome()).isEqualTo(new Outcome.Pass());
        Path other = Files.writeString(dir.resolve("new"), Edges.authority().getCertificatePEM() + "\n");
        Files.move(other, Path.of(trust), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(look(https(good, Checks.HOST, trust, OK)).outcome()).isEqualTo(tls);
        Files.delete(Path.of(trust));
        Look blind = look(https(good, Checks.HOST, trust, OK));
        assertThat(blind.outcome()).isEqualTo(new Outcome.Blind());
        assertThat(blind.detail()).contains("trust file");
    }

    @Test
    void a_redirect_is_judged_as_it_is_unless_the_check_follows_it_and_never_to_another_host() throws Exception {
        int port = Edges.serve(VERTX, new HttpServerOptions(), request -> {
            if ("/home".equals(request.path())) {
                request.response().end("our home page");
            } else {
                String where = "/away".equals(request.path()) ? "http://elsewhere.test/" : "/home";
                request.response()
                        .setStatusCode(302)
                        .putHeader("Location", where)
                        .end();
            }
        });
        Outcome status = new Outcome.Fail(FailureClass.STATUS);
        assertThat(look(following(port, "/", 0)).outcome()).isEqualTo(status);
        assertThat(look(following(port, "/", 1)).outcome()).isEqualTo(new Outcome.Pass());
        assertThat(look(following(port, "/away", 1)).outcome()).isEqualTo(status);
    }

    @Test
    void a_wildcard_stands_for_the_leftmost_label_only() {
        CertificateNames names = new CertificateNames(List.of("*.example.test"));
        assertThat(names.include("WWW.example.test")).isTrue();
        assertThat(names.include("a.www.example.test")).isFalse();
        assertThat(names.include("example.test")).isFalse();
    }

    @Test
    void a_name_that_does_not_resolve_fails_as_dns() throws Exception {
        Check check = Checks.http(80, OK);
        Check unresolvable = new Check(
                check.id(), check.answer(), "nowhere.invalid:80", check.request(), check.assertions(), check.detect());
        assertThat(look(unresolvable).outcome()).isEqualTo(new Outcome.Fail(FailureClass.DNS));
    }

    @Test
    void loopback_is_refused_unless_allowed_and_the_refusal_names_the_setting() throws Exception {
        try (HttpProber strict = new HttpProber(AllowedRanges.PUBLIC_ONLY, InstantSource.system())) {
            Look look = strict.look(Checks.http(1, OK), Look.Turn.INTERVAL)
                    .get(30, TimeUnit.SECONDS)
                    .look();
            assertThat(look.outcome()).isEqualTo(new Outcome.Blind());
            assertThat(look.detail()).contains("TRIMTAB_ALLOW_RANGES");
        }
    }

    private static Look look(Check check) throws Exception {
        return PROBER.look(check, Look.Turn.INTERVAL).get(60, TimeUnit.SECONDS).look();
    }

    private static Check https(int port, String host, String trust, Assertion... assertions) {
        return Checks.check(RequestSpec.Scheme.HTTPS, port, host, trust, Duration.ofSeconds(20), assertions);
    }

    private static Check following(int port, String path, int redirects) {
        Check check = Checks.http(port, OK);
        RequestSpec asked = check.request();
        RequestSpec request = new RequestSpec(
                asked.method(),
                asked.scheme(),
                path,
                asked.host(),
                asked.protocols(),
                asked.headers(),
                redirects,
                asked.bodyBytesMax(),
                "");
        return new Check(check.id(), check.answer(), check.probeAt(), request, check.assertions(), check.detect());
    }

    private static Assertion json(String path, String value) {
        return new Assertion.Json(path, value, FailureClass.CONTENT, Severity.FAILED);
    }

    private static Assertion days(int left) {
        return new Assertion.Tls(Optional.of(Checks.HOST), left, FailureClass.TLS, Severity.FAILED);
    }

    private static void writeForEver(HttpServerRequest request) {
        Buffer block = Buffer.buffer(new byte[16 * 1024]);
        request.response().write(block).onSuccess(done -> writeForEver(request));
    }
}
