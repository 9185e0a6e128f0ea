package dev.trimtab.controller.leadership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * The leases of one namespace as an API server keeps them: one revision counts for all of them, a write that names an old
 * one is a conflict, times have six digits after the point. The next requests may be troubled as told.
 */
final class FakeKubernetes implements AutoCloseable {
    /** What happens to a request. */
    enum Trouble {
        /** 500, nothing done. */
        FAILS,
        /** 429, nothing done. */
        BUSY,
        /** Nothing is done, and no answer comes. */
        SILENT,
        /** It is done, and no answer comes. */
        DONE_AND_SILENT
    }

    static final String NAMESPACE = "steering";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/" + NAMESPACE + "/leases";
    private static final Pattern MICRO_TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Map<String, ObjectNode> leases = new TreeMap<>();
    private final Deque<Trouble> troubles = new ArrayDeque<>();
    private String token = "token-1";
    private long revision = 1_000;

    private record Answer(int code, String body) {}

    FakeKubernetes() {
        this(Optional.empty());
    }

    FakeKubernetes(Optional<SSLContext> tls) {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try {
            if (tls.isPresent()) {
                HttpsServer secure = HttpsServer.create(any, 0);
                secure.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
                server = secure;
            } else {
                server = HttpServer.create(any, 0);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    URI base() {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The folder of an account that may do everything here. */
    Path account(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("token"), token() + "\n");
            Files.writeString(folder.resolve("namespace"), NAMESPACE);
            return folder;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Only this token counts from now on. */
    synchronized void token(String next) {
        token = next;
    }

    private synchronized String token() {
        return token;
    }

    synchronized void next(Trouble trouble) {
        troubles.add(trouble);
    }

    /** Somebody deletes every lease. */
    synchronized void deleteAll() {
        leases.clear();
        revision++;
    }

    synchronized Optional<JsonNode> lease(String name) {
        return Optional.ofNullable(leases.get(name)).map(ObjectNode::deepCopy);
    }

    private void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Optional<Trouble> trouble;
        Optional<Answer> answer;
        synchronized (this) {
            trouble = Optional.ofNullable(troubles.poll());
            answer = trouble.isEmpty() || trouble.get() == Trouble.DONE_AND_SILENT
                    ? Optional.of(answer(exchange, body))
                    : Optional.empty();
        }
        if (trouble.equals(Optional.of(Trouble.FAILS))) {
            answer = Optional.of(status(500, "InternalError", "etcdserver: request timed out"));
        } else if (trouble.equals(Optional.of(Trouble.BUSY))) {
            answer = Optional.of(status(429, "TooManyRequests", "too many requests"));
        } else if (trouble.isPresent()) {
            hold();
            exchange.close();
            return;
        }
        byte[] bytes = answer.orElseThrow().body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.get().code(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void hold() {
        try {
            ending.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer answer(HttpExchange exchange, String body) throws IOException {
        if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return status(401, "Unauthorized", "Unauthorized");
        }
        String path = exchange.getRequestURI().getPath();
        String type = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                .orElse("");
        if (path.equals(LEASES) && exchange.getRequestMethod().equals("POST")) {
            return type.equals("application/json") ? create(read(body)) : status(415, "UnsupportedMediaType", type);
        }
        if (!path.startsWith(LEASES + "/")) {
            return status(404, "NotFound", "the server could not find the requested resource");
        }
        String name = path.substring(LEASES.length() + 1);
        return switch (exchange.getRequestMethod()) {
            case "GET" ->
                Optional.ofNullable(leases.get(name))
                        .map(lease -> new Answer(200, lease.toString()))
                        .orElseGet(() -> notFound(name));
            case "PATCH" ->
                type.equals("application/merge-patch+json")
                        ? patch(name, read(body))
                        : status(415, "UnsupportedMediaType", type);
            default -> status(405, "MethodNotAllowed", exchange.getRequestMethod());
        };
    }

    private static ObjectNode read(String body) throws IOException {
        return (ObjectNode) JSON.readTree(body);
    }

    private Answer create(ObjectNode lease) {
        String name = lease.path("metadata").path("name").asText();
        if (lease.path("metadata").has("resourceVersion")) {
            return status(400, "BadRequest", "resourceVersion should not be set on objects to be created");
        }
        if (leases.containsKey(name)) {
            return status(409, "AlreadyExists", "leases.coordination.k8s.io \"" + name + "\" already exists");
        }
        return store(name, lease, 201);
    }

    private Answer patch(String name, ObjectNode patch) {
        ObjectNode old = leases.get(name);
        if (old == null) {
            return notFound(name);
        }
        JsonNode insists = patch.path("metadata").path("resourceVersion");
        if (!insists.isMissingNode() && !insists.equals(old.path("metadata").path("resourceVersion"))) {
            return status(
                    409,
                    "Conflict",
                    "Operation cannot be fulfilled on leases.coordination.k8s.io \"" + name
                            + "\": the object has been modified");
        }
        ObjectNode merged = old.deepCopy();
        merge(merged, patch);
        return store(name, merged, 200);
    }

    /** RFC 7396. */
    private static void merge(ObjectNode into, ObjectNode patch) {
        patch.properties().forEach(each -> {
            JsonNode value = each.getValue();
            if (value.isNull()) {
                into.remove(each.getKey());
            } else if (value instanceof ObjectNode deeper && into.get(each.getKey()) instanceof ObjectNode there) {
                merge(there, deeper);
            } else {
                into.set(each.getKey(), value.deepCopy());
            }
        });
    }

    private Answer store(String name, ObjectNode lease, int code) {
        JsonNode spec = lease.path("spec");
        if (spec.has("renewTime")
                && !MICRO_TIME.matcher(spec.path("renewTime").asText()).matches()) {
            return status(400, "BadRequest", "parsing time " + spec.path("renewTime"));
        }
        if (spec.has("leaseDurationSeconds")
                && spec.path("leaseDurationSeconds").asInt() <= 0) {
            return status(422, "Invalid", "spec.leaseDurationSeconds: must be greater than 0");
        }
        for (Map.Entry<String, JsonNode> note :
                lease.path("metadata").path("annotations").properties()) {
            if (!note.getValue().isTextual()) {
                return status(400, "BadRequest", "annotation " + note.getKey() + " is no string");
            }
        }
        ((ObjectNode) lease.path("metadata")).put("resourceVersion", Long.toString(++revision));
        leases.put(name, lease);
        return new Answer(code, lease.toString());
    }

    private static Answer notFound(String name) {
        return status(404, "NotFound", "leases.coordination.k8s.io \"" + name + "\" not found");
    }

    private static Answer status(int code, String reason, String message) {
        ObjectNode status = JSON.createObjectNode();
        status.put("kind", "Status").put("apiVersion", "v1").put("status", "Failure");
        status.put("message", message).put("reason", reason).put("code", code);
        return new Answer(code, status.toString());
    }

    @Override
    public void close() {
        ending.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
