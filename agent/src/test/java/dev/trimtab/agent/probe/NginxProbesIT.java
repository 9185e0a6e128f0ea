package dev.trimtab.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.CheckId.Family;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.Assertion.Severity;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.RequestSpec;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of probe that speaks with a web server, against nginx. */
class NginxProbesIT {
    private static final Assertion OK =
            new Assertion.Status(new TreeSet<>(Set.of(200)), FailureClass.STATUS, Severity.FAILED);
    private static final Assertion OURS = new Assertion.Body(
            Optional.of("data-build=\"1234567\""), Optional.empty(), 4096, FailureClass.CONTENT, Severity.FAILED);
    private static final HttpProber PROBER =
            new HttpProber(AllowedRanges.of("127.0.0.0/8,::1"), InstantSource.system());

    @TempDir
    private static Path dir;

    private static Daemon nginx;
    private static int plain;
    private static int tls;
    private static String trust;

    @BeforeAll
    static void start() throws Exception {
        plain = Daemon.freePort();
        tls = Daemon.freePort();
        X509Bundle ca = Edges.authority();
        X509Bundle edge = Edges.server(ca, Duration.ofDays(40), Checks.HOST);
        trust = Edges.pem(dir, ca);
        Files.writeString(dir.resolve("edge.pem"), edge.getCertificatePathPEM());
        Files.writeString(dir.resolve("edge.key"), edge.getPrivateKeyPEM());
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path conf = Files.writeString(dir.resolve("nginx.conf"), """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log stderr;
                events { worker_connections 256; }
                http {
                  log_format asked '$request_uri $http_x_probe_key $server_protocol';
                  access_log %1$s/access.log asked;
                  client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fcgi;
                  uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                  gzip on; gzip_min_length 1; gzip_types text/plain;
                  server {
                    listen 127.0.0.1:%2$d; listen [::1]:%2$d; listen 127.0.0.1:%3$d ssl http2; listen [::1]:%3$d ssl http2;
                    ssl_certificate %1$s/edge.pem; ssl_certificate_key %1$s/edge.key;
                    ssl_protocols TLSv1.2 TLSv1.3;
                    add_header X-Cache "HIT from fra3"; add_header CF-Ray "8f1-FRA";
                    location / { default_type text/html; return 200 '<html data-build="1234567">$http_host $server_protocol</html>'; }
                    location /behind { if ($http_x_probe_key != "open sesame") { return 403; } default_type text/html; return 200 '<html data-build="1234567">'; }
                    location /status.json { default_type application/json; return 200 '{"status":{"indicator":"major"}}'; }
                    location /fails { return 500 "token=abcdefgh12345678 broken"; }
                    location /moved { return 302 /behind; }
                  }
                }
                """.formatted(dir, plain, tls));
        nginx = Daemon.start(
                dir, List.of("/usr/sbin/nginx", "-p", dir.toString(), "-c", conf.toString()), () -> listens(plain));
        PROBER.warmUp();
    }

    @AfterAll
    static void end() {
        PROBER.close();
        if (nginx != null) {
            nginx.close();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Test
    void application_and_cached_object_over_http1_and_http2() throws Exception {
        for (ProbeKind kind : List.of(ProbeKind.APPLICATION, ProbeKind.CACHED_OBJECT)) {
            Sight one = look(Checks.as(kind, https("/", RequestSpec.Protocol.HTTP1)));
            assertThat(one.look().outcome()).as(one.look().detail()).isEqualTo(new Outcome.Pass());
            Sight two = look(Checks.as(kind, https("/", RequestSpec.Protocol.H2, RequestSpec.Protocol.HTTP1)));
            assertThat(two.look().outcome()).as(two.look().detail()).isEqualTo(new Outcome.Pass());
            LookEvidence shown = two.evidence().get();
            assertThat(shown.protocol()).isEqualTo("HTTP/2, TLSv1.3");
            assertThat(one.evidence().get().protocol()).isEqualTo("HTTP/1.1, TLSv1.3");
            assertThat(shown.address()).isEqualTo("127.0.0.1:" + tls);
            assertThat(shown.headers())
                    .containsEntry("x-cache", "HIT from fra3")
                    .containsEntry("cf-ray", "8f1-FRA");
            assertThat(shown.chain().getFirst().names()).containsExactly(Checks.HOST);
            assertThat(shown.body()).as("of one that passed").isEmpty();
            assertThat(two.look().phases().tlsMicros()).isPositive();
            assertThat(two.look().phases().totalMicros())
                    .isGreaterThanOrEqualTo(two.look().phases().firstByteMicros());
        }
    }

    @Test
    void http2_alone_is_not_given_up_for_http1() throws Exception {
        assertThat(look(https("/", RequestSpec.Protocol.H2)).look().outcome()).isEqualTo(new Outcome.Pass());
        io.vertx.core.Vertx vertx = io.vertx.core.Vertx.vertx();
        try {
            X509Bundle ca = Edges.authority();
            int port = Edges.serve(
                    vertx,
                    Edges.tls(Edges.server(ca, Duration.ofDays(9), Checks.HOST)).setUseAlpn(false),
                    request -> request.response().end("<html data-build=\"1234567\">"));
            String other = Edges.pem(Files.createDirectory(dir.resolve("other")), ca);
            Check only =
                    Checks.check(RequestSpec.Scheme.HTTPS, port, Checks.HOST, other, Duration.ofSeconds(20), OK, OURS);
            assertThat(look(Checks.asking(
                                    Checks.request(only)
                                            .protocols(RequestSpec.Protocol.H2)
                                            .done(),
                                    only))
                            .look()
                            .outcome())
                    .isEqualTo(new Outcome.Fail(FailureClass.PROTOCOL));
            assertThat(look(Checks.asking(
                                    Checks.request(only)
                                            .protocols(RequestSpec.Protocol.H2, RequestSpec.Protocol.HTTP1)
                                            .done(),
                                    only))
                            .look()
                            .outcome())
                    .isEqualTo(new Outcome.Pass());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_forced_miss_asks_for_what_nobody_asked_for_before() throws Exception {
        Check check = Checks.as(
                ProbeKind.FORCED_MISS, https("/?probe={nonce}", RequestSpec.Protocol.H2, RequestSpec.Protocol.HTTP1));
        assertThat(look(check).look().outcome()).isEqualTo(new Outcome.Pass());
        assertThat(look(check).look().outcome()).isEqualTo(new Outcome.Pass());
        List<String> asked = Files.readAllLines(dir.resolve("access.log")).stream()
                .filter(line -> line.startsWith("/?probe="))
                .toList();
        assertThat(asked).hasSizeGreaterThanOrEqualTo(2).doesNotHaveDuplicates();
    }

    @Test
    void a_pinned_look_goes_past_the_targets_dns_over_each_family() throws Exception {
        Check dead = https("/", RequestSpec.Protocol.HTTP1);
        for (Family family : Family.values()) {
            Check pinned = new Check(
                    Checks.over(family, dead).id(),
                    ProbeKind.PINNED,
                    new Answer.Addresses(List.of(InetAddress.getByName("127.0.0.1"), InetAddress.getByName("::1"))),
                    "",
                    Checks.request(dead).port(tls).done(),
                    dead.assertions(),
                    dead.detect());
            Sight sight = look(pinned);
            assertThat(sight.look().outcome()).as(sight.look().detail()).isEqualTo(new Outcome.Pass());
            assertThat(sight.evidence().get().address())
                    .isEqualTo(family == Family.V4 ? "127.0.0.1:" + tls : "0:0:0:0:0:0:0:1:" + tls);
        }
    }

    @Test
    void tcp_and_tls_stop_where_they_are_told_to() throws Exception {
        Sight tcp = look(Checks.as(ProbeKind.TCP, with(https("/", RequestSpec.Protocol.HTTP1))));
        assertThat(tcp.look().outcome()).isEqualTo(new Outcome.Pass());
        assertThat(tcp.look().phases().connectMicros()).isPositive();
        assertThat(tcp.look().phases().tlsMicros()).isZero();
        Sight shaken = look(Checks.as(
                ProbeKind.TLS,
                with(
                        https("/", RequestSpec.Protocol.HTTP1),
                        new Assertion.Tls(Optional.of(Checks.HOST), 30, FailureClass.TLS, Severity.FAILED))));
        assertThat(shaken.look().outcome()).as(shaken.look().detail()).isEqualTo(new Outcome.Pass());
        assertThat(shaken.look().phases().firstByteMicros()).isZero();
        Sight soon = look(Checks.as(
                ProbeKind.TLS,
                with(
                        https("/", RequestSpec.Protocol.HTTP1),
                        new Assertion.Tls(Optional.of(Checks.HOST), 60, FailureClass.TLS, Severity.DEGRADED))));
        assertThat(soon.look().outcome()).isEqualTo(new Outcome.Degraded(FailureClass.TLS));
        Check closed = Checks.as(ProbeKind.TCP, Checks.http(Daemon.freePort()));
        assertThat(look(closed).look().outcome()).isEqualTo(new Outcome.Fail(FailureClass.CONNECT));
    }

    @Test
    void behind_needs_the_key_and_public_needs_what_strangers_trust() throws Exception {
        Path key = Files.writeString(dir.resolve("key"), "open sesame");
        Check behind = Checks.as(ProbeKind.ORIGIN_BEHIND, https("/behind", RequestSpec.Protocol.HTTP1));
        Check opened = Checks.asking(
                Checks.request(behind).secret("x-probe-key", key.toString()).done(), behind);
        assertThat(look(opened).look().outcome()).isEqualTo(new Outcome.Pass());
        assertThat(look(behind).look().outcome()).isEqualTo(new Outcome.Fail(FailureClass.STATUS));
        Check strangers = Checks.as(ProbeKind.ORIGIN_PUBLIC, https("/", RequestSpec.Protocol.HTTP1));
        assertThat(look(Checks.asking(
                                Checks.request(strangers)
                                        .trust(RequestSpec.PLATFORM)
                                        .done(),
                                strangers))
                        .look()
                        .outcome())
                .isEqualTo(new Outcome.Fail(FailureClass.TLS));
    }

    @Test
    void a_vendors_status_is_asked_at_its_own_host_wherever_the_target_is() throws Exception {
        Assertion none = new Assertion.Json("$.status.indicator", "none", FailureClass.CONTENT, Severity.FAILED);
        Check target = Checks.check(
                RequestSpec.Scheme.HTTP, Daemon.freePort(), Checks.HOST, "", Duration.ofSeconds(20), OK, none);
        Check vendor = Checks.as(
                ProbeKind.VENDOR_STATUS,
                Checks.asking(
                        Checks.request(target)
                                .host("127.0.0.1")
                                .path("/status.json")
                                .port(plain)
                                .done(),
                        target));
        Look look = look(vendor).look();
        assertThat(look.outcome()).as(look.detail()).isEqualTo(new Outcome.Fail(FailureClass.CONTENT));
        assertThat(look.detail()).contains("$.status.indicator");
        assertThat(vendor.kind().userPath()).as("never a vote").isFalse();
    }

    @Test
    void what_failed_is_shown_without_what_nobody_should_see() throws Exception {
        LookEvidence shown =
                look(https("/fails", RequestSpec.Protocol.H2)).evidence().get();
        assertThat(shown.body()).isEqualTo("[redacted] broken");
        assertThat(shown.look().outcome()).isEqualTo(new Outcome.Fail(FailureClass.STATUS));
    }

    @Test
    void a_family_that_this_machine_does_not_have_is_not_held_against_a_target() throws Exception {
        Check check = https("/", RequestSpec.Protocol.HTTP1);
        Check unrouted = new Check(
                Checks.over(Family.V6, check).id(),
                ProbeKind.PINNED,
                new Answer.Addresses(List.of(InetAddress.getByName("2001:db8::7"))),
                "",
                check.request(),
                check.assertions(),
                check.detect());
        // On a machine with IPv6 the look is made and fails; either way it is no pass.
        Outcome outcome = look(unrouted).look().outcome();
        if (Resolution.routed(InetAddress.getByName("2001:db8::7"))) {
            assertThat(outcome).isInstanceOf(Outcome.Fail.class);
        } else {
            assertThat(outcome).isEqualTo(new Outcome.Blind());
        }
    }

    private static Check https(String path, RequestSpec.Protocol... protocols) {
        Check check = Checks.check(RequestSpec.Scheme.HTTPS, tls, Checks.HOST, trust, Duration.ofSeconds(20), OK, OURS);
        return Checks.asking(
                Checks.request(check).path(path).protocols(protocols).done(), check);
    }

    private static Check with(Check check, Assertion... assertions) {
        return new Check(
                check.id(),
                check.kind(),
                check.answer(),
                check.probeAt(),
                check.request(),
                List.of(assertions),
                check.detect());
    }

    private static Sight look(Check check) throws Exception {
        return PROBER.look(check, Look.Turn.INTERVAL).get(60, TimeUnit.SECONDS);
    }
}
