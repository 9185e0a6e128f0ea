package dev.trimtab.controller.leadership;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The API server as a pod reaches it: by its service account's token, which is read for each request since it is renewed
 * in place, and by its authority's certificate, which is read again when it changes.
 */
public final class KubernetesApi implements AutoCloseable {
    /** Where a pod finds its account. */
    public static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    private final URI base;
    private final Path account;
    private byte[] authority = {};
    private Optional<HttpClient> client = Optional.empty();

    /** What came of a request. */
    sealed interface Answer {
        record Status(int code, String body) implements Answer {}

        /** Carried out, perhaps. */
        record None(String reason) implements Answer {}
    }

    /**
     * @param base such as {@code https://10.96.0.1:443}
     * @param account folder with {@code token}, {@code ca.crt} (for https) and {@code namespace}
     */
    public KubernetesApi(URI base, Path account) {
        this.base = base;
        this.account = account;
    }

    /**
     * As every pod knows it.
     *
     * @throws IOException when this is no pod; a sentence
     */
    public static KubernetesApi of(Map<String, String> variables) throws IOException {
        Path account = Path.of(variables.getOrDefault("TRIMTAB_KUBERNETES_ACCOUNT", ACCOUNT.toString()));
        String host = variables.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        String given = variables.getOrDefault("TRIMTAB_KUBERNETES_API", "");
        if (given.isEmpty() && host.isEmpty()) {
            throw new IOException(
                    "leadership by Kubernetes needs its API: run in a pod, where KUBERNETES_SERVICE_HOST is"
                            + " set, or set TRIMTAB_KUBERNETES_API such as https://10.96.0.1:443");
        }
        String bracketed = host.contains(":") ? "[" + host + "]" : host;
        URI base = URI.create(
                given.isEmpty()
                        ? "https://" + bracketed + ":" + variables.getOrDefault("KUBERNETES_SERVICE_PORT", "443")
                        : given);
        return new KubernetesApi(base, account);
    }

    /** The namespace that the account belongs to. */
    String namespace() throws IOException {
        return Files.readString(account.resolve("namespace")).strip();
    }

    Answer send(String method, String path, String contentType, String body, Duration timeout) {
        try {
            HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                    .timeout(timeout)
                    .header("Authorization", "Bearer " + token())
                    .header("Accept", "application/json")
                    .header("Content-Type", contentType)
                    .method(
                            method,
                            body.isEmpty()
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body))
                    .build();
            CompletableFuture<HttpResponse<String>> sent =
                    client().sendAsync(request, HttpResponse.BodyHandlers.ofString());
            try {
                HttpResponse<String> response = sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
                return new Answer.Status(response.statusCode(), response.body());
            } finally {
                sent.cancel(true);
            }
        } catch (TimeoutException late) {
            return silent(timeout);
        } catch (ExecutionException failed) {
            return failed.getCause() instanceof HttpTimeoutException
                    ? silent(timeout)
                    : new Answer.None(this + ": " + failed.getCause());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unusable) {
            return new Answer.None(this + " cannot be asked: " + withoutSecret(unusable));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return new Answer.None("this controller is ending");
        }
    }

    private Answer silent(Duration timeout) {
        return new Answer.None(this + " did not answer within " + timeout.toMillis() + " ms");
    }

    /** What the JDK says of a header that it refuses shows the header. */
    private String withoutSecret(Exception unusable) {
        return unusable instanceof IllegalArgumentException
                ? "the token in " + account + " is no token"
                : unusable.toString();
    }

    private String token() throws IOException {
        return Files.readString(account.resolve("token")).strip();
    }

    private synchronized HttpClient client() throws IOException, GeneralSecurityException {
        boolean secure = base.getScheme().equals("https");
        byte[] now = secure ? Files.readAllBytes(account.resolve("ca.crt")) : new byte[0];
        if (client.isEmpty() || !Arrays.equals(now, authority)) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .connectTimeout(Duration.ofSeconds(3));
            HttpClient fresh = secure ? builder.sslContext(trusting(now)).build() : builder.build();
            client.ifPresent(HttpClient::shutdownNow);
            client = Optional.of(fresh);
            authority = now;
        }
        return client.get();
    }

    private static SSLContext trusting(byte[] pem) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate each :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
            store.setCertificateEntry("authority-" + number++, each);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Override
    public String toString() {
        return base.toString();
    }

    @Override
    public synchronized void close() {
        client.ifPresent(HttpClient::shutdownNow);
        client = Optional.empty();
    }
}
