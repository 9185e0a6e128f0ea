package dev.trimtab.agent.zoo;

import dev.trimtab.agent.probe.Checks;
import dev.trimtab.core.observe.Check;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.spec.Assertion;
import dev.trimtab.core.spec.Assertion.Severity;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.RequestSpec;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/** Servers that mean no good, each behind a socket of its own, with the outcome that a look at it must have. */
final class Zoo implements AutoCloseable {
    /** Short, so that those who stall do not hold up a test. */
    static final Duration TIMEOUT = Duration.ofMillis(1500);

    private static final int BODY_BYTES_MAX = 64 * 1024;
    private static final int REDIRECTS_MAX = 10;

    /** One of them. */
    record Exhibit(String name, Check check, Outcome expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    private final Deque<Cage> cages = new ArrayDeque<>();
    private final List<Exhibit> exhibits = new ArrayList<>();
    private final String trust;
    private final X509Bundle authority;

    Zoo(Path folder) throws Exception {
        authority = new CertificateBuilder()
                .ecp256()
                .subject("CN=zoo authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        trust = Files.writeString(folder.resolve("zoo-ca.pem"), authority.getCertificatePEM())
                .toString();
        tame();
        heads();
        bodies();
        ways();
        handshakes();
        floods();
    }

    List<Exhibit> exhibits() {
        return exhibits;
    }

    /** The one who means well: in a soak its looks show that the others harm nobody. */
    private void tame() throws IOException {
        http("tame", new Outcome.Pass(), says(ok("our home page")));
    }

    private void heads() throws IOException {
        Outcome protocol = new Outcome.Fail(FailureClass.PROTOCOL);
        SplittableRandom random = new SplittableRandom(7);
        byte[] noise = new byte[4096];
        random.nextBytes(noise);
        http("garbage", protocol, says(noise));
        http("another protocol", protocol, says("220 mail.example.test ESMTP\r\n"));
        http("nothing at all", protocol, (socket, in, out) -> asked(in));
        http("half a head", protocol, says("HTTP/1.1 200 OK\r\nContent-Le"));
        http("endless status line", protocol, endless("HTTP/1.1 200 ", "OK and on and on "));
        http("endless headers", protocol, endless("HTTP/1.1 200 OK\r\n", "x-more: and more\r\n"));
        http("one endless header", protocol, endless("HTTP/1.1 200 OK\r\nx: ", "and more "));
        http("endless announcements", protocol, endless("", "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"));
        http("two lengths", protocol, says("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nhello"));
        http("negative length", protocol, says("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"));
        http("reset", new Outcome.Fail(FailureClass.CONNECT), (socket, in, out) -> {
            asked(in);
            socket.setSoLinger(true, 0);
        });
        http("silence", new Outcome.Fail(FailureClass.TIMEOUT), (socket, in, out) -> drain(in));
        http("one byte now and then", new Outcome.Fail(FailureClass.TIMEOUT), (socket, in, out) -> {
            asked(in);
            for (char letter : "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nour page".toCharArray()) {
                out.write(letter);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        });
    }

    private void bodies() throws IOException {
        Outcome protocol = new Outcome.Fail(FailureClass.PROTOCOL);
        Outcome content = new Outcome.Fail(FailureClass.CONTENT);
        http("endless body", content, endless("HTTP/1.1 200 OK\r\n\r\n", "not ours ".repeat(1000)));
        http(
                "endless chunks of one byte",
                content,
                endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n".repeat(1000)));
        String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        http("malformed chunk", protocol, says(chunked + "5\r\nhello\r\nzz\r\nno\r\n"));
        http("a chunk larger than everything", protocol, says(chunked + "FFFFFFFFFFFFFFFFFF\r\nx"));
        http("endless extension of a chunk", protocol, endless(chunked + "5;", "x=y;".repeat(1000)));
        http("endless trailers", protocol, endless(chunked + "0\r\n", "x-more: and more\r\n".repeat(1000)));
        http("cut short", protocol, says("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nour home"));
        byte[] bomb = bomb();
        http("gzip bomb", content, says(encoded("gzip", bomb)));
        http("endless gzip", content, endless(encoded("gzip", bomb), bomb));
        http("gzip that is none", protocol, says(encoded("gzip", "our home page".getBytes(StandardCharsets.US_ASCII))));
        http("an encoding that nobody knows", content, says(encoded("xyz", new byte[] {1, 2, 3})));
        exhibit(
                "deep JSON",
                content,
                Cage.plain(says(ok("[".repeat(50_000)))),
                RequestSpec.Scheme.HTTP,
                new Assertion.Json("$.status", "ok", FailureClass.CONTENT, Severity.FAILED));
        exhibit(
                "an expression's worst page",
                content,
                Cage.plain(says(ok("a".repeat(60_000) + "b"))),
                RequestSpec.Scheme.HTTP,
                new Assertion.Body(
                        Optional.of("(a+)+$"),
                        Optional.empty(),
                        BODY_BYTES_MAX,
                        FailureClass.CONTENT,
                        Severity.FAILED));
    }

    private void ways() throws IOException {
        Outcome status = new Outcome.Fail(FailureClass.STATUS);
        http("a thousand redirects", status, (socket, in, out) -> {
            String line = asked(in);
            int at = Integer.parseInt("0" + line.replaceAll("[^0-9]", "").replaceAll("11$", ""));
            out.write(("HTTP/1.1 302 Found\r\nLocation: /" + (at + 1) % 1000 + "\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        });
        for (String elsewhere : List.of(
                "http://169.254.169.254/latest/meta-data/",
                "//127.0.0.1:22/",
                "http://www.example.test@10.0.0.1/",
                "gopher://www.example.test/",
                "http://[::1]:80/",
                "%%%")) {
            http(
                    "redirect to " + elsewhere,
                    status,
                    says("HTTP/1.1 302 Found\r\nLocation: " + elsewhere + "\r\nContent-Length: 0\r\n\r\n"));
        }
    }

    private void handshakes() throws Exception {
        Outcome tls = new Outcome.Fail(FailureClass.TLS);
        Outcome timeout = new Outcome.Fail(FailureClass.TIMEOUT);
        https("TLS that is none", tls, Cage.plain(says("HTTP/1.1 400 Bad Request\r\n\r\n")));
        https("a handshake that never begins", timeout, Cage.plain((socket, in, out) -> drain(in)));
        https("half a handshake", timeout, Cage.plain((socket, in, out) -> {
            // A record of 122 bytes that is announced, and two of them.
            out.write(new byte[] {0x16, 3, 3, 0, 0x7A, 2, 0});
            drain(in);
        }));
        https("endless alerts", tls, Cage.plain(endless(new byte[0], new byte[] {0x15, 3, 3, 0, 2, 1, 90})));
        https("10 000 names", tls, Http2Animals.cage(certificate(10_000), Http2Animals.says(List.of())));
        https(
                "another host's certificate",
                tls,
                Http2Animals.cage(
                        new CertificateBuilder()
                                .ecp256()
                                .subject("CN=edge")
                                .notAfter(Instant.now().plus(Duration.ofDays(9)))
                                .addSanDnsName("elsewhere.example.test")
                                .buildIssuedBy(authority),
                        Http2Animals.says(List.of())));
    }

    private void floods() throws Exception {
        X509Bundle edge = certificate(1);
        Outcome protocol = new Outcome.Fail(FailureClass.PROTOCOL);
        byte[] none = new byte[0];
        h2("HTTP/2 flood of pings", protocol, edge, Http2Animals.flood(none, Http2Animals.ping()));
        h2("HTTP/2 flood of settings", protocol, edge, Http2Animals.flood(none, Http2Animals.settings()));
        h2("HTTP/2 flood of priorities", protocol, edge, Http2Animals.flood(none, Http2Animals.priority()));
        h2("HTTP/2 flood of windows", protocol, edge, Http2Animals.flood(none, Http2Animals.windowUpdate()));
        h2("HTTP/2 flood of the unknown", protocol, edge, Http2Animals.flood(none, Http2Animals.unknown()));
        h2(
                "HTTP/2 flood of empty data",
                protocol,
                edge,
                Http2Animals.flood(Http2Animals.head(), Http2Animals.emptyData()));
        h2(
                "HTTP/2 endless head",
                protocol,
                edge,
                Http2Animals.flood(Http2Animals.openHead(), Http2Animals.continuation()));
        h2("HTTP/2 reset", protocol, edge, Http2Animals.says(List.of(Http2Animals.reset())));
        h2("HTTP/2 farewell", protocol, edge, Http2Animals.says(List.of(Http2Animals.goAway())));
        h2("HTTP/2 push", protocol, edge, Http2Animals.says(List.of(Http2Animals.push())));
        h2("HTTP/2 oversized frame", protocol, edge, Http2Animals.says(List.of(Http2Animals.oversized())));
        h2("HTTP/2 body before its head", protocol, edge, Http2Animals.says(List.of(Http2Animals.emptyData())));
        h2("HTTP/2 noise", protocol, edge, Http2Animals.flood(none, Http2Animals.noise()));
        h2("HTTP/2 silence", new Outcome.Fail(FailureClass.TIMEOUT), edge, Http2Animals.says(List.of()));
    }

    private X509Bundle certificate(int names) throws Exception {
        CertificateBuilder builder = new CertificateBuilder()
                .ecp256()
                .subject("CN=edge")
                .addExtendedKeyUsageServerAuth()
                .notBefore(Instant.now().minus(Duration.ofDays(1)))
                .notAfter(Instant.now().plus(Duration.ofDays(30)))
                .addSanDnsName(Checks.HOST);
        for (int i = 1; i < names; i++) {
            builder.addSanDnsName("host-" + i + ".of-many.example.test");
        }
        return builder.buildIssuedBy(authority);
    }

    private void http(String name, Outcome expected, Cage.Animal animal) throws IOException {
        exhibit(
                name,
                expected,
                Cage.plain(animal),
                RequestSpec.Scheme.HTTP,
                new Assertion.Body(
                        Optional.of("our [a-z]+ page"),
                        Optional.empty(),
                        BODY_BYTES_MAX,
                        FailureClass.CONTENT,
                        Severity.FAILED));
    }

    private void https(String name, Outcome expected, Cage cage) {
        exhibit(name, expected, cage, RequestSpec.Scheme.HTTPS);
    }

    private void h2(String name, Outcome expected, X509Bundle edge, Cage.Animal animal) throws Exception {
        exhibit(name, expected, Http2Animals.cage(edge, animal), RequestSpec.Scheme.HTTPS);
    }

    private void exhibit(String name, Outcome expected, Cage cage, RequestSpec.Scheme scheme, Assertion... more) {
        cages.push(cage);
        List<Assertion> assertions = new ArrayList<>();
        assertions.add(new Assertion.Status(new TreeSet<>(List.of(200)), FailureClass.STATUS, Severity.FAILED));
        assertions.addAll(List.of(more));
        RequestSpec request = new RequestSpec(
                "GET",
                scheme,
                "/",
                Checks.HOST,
                List.of(RequestSpec.Protocol.H2, RequestSpec.Protocol.HTTP1),
                new TreeMap<>(),
                REDIRECTS_MAX,
                BODY_BYTES_MAX,
                trust);
        Check like = Checks.http(cage.port());
        exhibits.add(new Exhibit(
                name,
                new Check(
                        like.id(),
                        like.answer(),
                        like.probeAt(),
                        request,
                        assertions,
                        new DetectSpec(Duration.ofSeconds(1), TIMEOUT, 2, 6, Duration.ofMinutes(5))),
                expected));
    }

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static byte[] encoded(String coding, byte[] body) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(
                ("HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        whole.writeBytes(body);
        return whole.toByteArray();
    }

    /** Ten kilobytes that become ten megabytes. */
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 1000; i++) {
                gzip.write(new byte[10_000]);
            }
        }
        return packed.toByteArray();
    }

    private static Cage.Animal says(String answer) {
        return says(answer.getBytes(StandardCharsets.US_ASCII));
    }

    /** Answers so, and ends. */
    private static Cage.Animal says(byte[] answer) {
        return (socket, in, out) -> {
            asked(in);
            out.write(answer);
            out.flush();
            socket.shutdownOutput();
            drain(in);
        };
    }

    private static Cage.Animal endless(String first, String again) {
        return endless(first.getBytes(StandardCharsets.US_ASCII), again.getBytes(StandardCharsets.US_ASCII));
    }

    private static Cage.Animal endless(byte[] first, byte[] again) {
        return (socket, in, out) -> {
            asked(in);
            out.write(first);
            while (true) {
                out.write(again);
            }
        };
    }

    /** Reads something of what is asked. */
    private static String asked(InputStream in) throws IOException {
        byte[] request = new byte[1024];
        int read = in.read(request);
        String text = new String(request, 0, Math.max(0, read), StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\r');
        return end < 0 ? text : text.substring(0, end);
    }

    private static void drain(InputStream in) throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    @Override
    public void close() throws IOException {
        while (!cages.isEmpty()) {
            cages.pop().close();
        }
    }
}
