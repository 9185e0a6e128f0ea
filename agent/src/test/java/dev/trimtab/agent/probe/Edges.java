package dev.trimtab.agent.probe;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Stand-in edges on loopback, and their certificates. */
final class Edges {
    private Edges() {}

    static int serve(Vertx vertx, HttpServerOptions options, Handler<HttpServerRequest> page) throws Exception {
        return vertx.createHttpServer(options)
                .requestHandler(page)
                .listen(SocketAddress.inetSocketAddress(0, "127.0.0.1"))
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .actualPort();
    }

    static int raw(Vertx vertx, String answer) throws Exception {
        return vertx.createNetServer()
                .connectHandler(
                        socket -> socket.handler(request -> socket.write(answer).onComplete(done -> socket.close())))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .actualPort();
    }

    static X509Bundle authority() throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=test authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    static X509Bundle server(X509Bundle ca, Duration left, String... names) throws Exception {
        CertificateBuilder builder = new CertificateBuilder()
                .ecp256()
                .subject("CN=edge")
                .addExtendedKeyUsageServerAuth()
                .notBefore(Instant.now().minus(Duration.ofDays(5)))
                .notAfter(Instant.now().plus(left));
        for (String name : names) {
            builder.addSanDnsName(name);
        }
        return builder.buildIssuedBy(ca);
    }

    static HttpServerOptions tls(X509Bundle certificate) {
        return new HttpServerOptions()
                .setSsl(true)
                .setSni(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setKeyValue(Buffer.buffer(certificate.getPrivateKeyPEM()))
                        .setCertValue(Buffer.buffer(certificate.getCertificatePathPEM())));
    }

    static String pem(Path dir, X509Bundle ca) throws Exception {
        return Files.writeString(dir.resolve("ca.pem"), ca.getCertificatePEM()).toString();
    }
}
