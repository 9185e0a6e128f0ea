package dev.trimtab.controller.leadership;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trimtab.core.port.LeaseRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A Lease of Kubernetes (coordination.k8s.io/v1). A change is a merge patch that insists on the {@code resourceVersion} that
 * was read. The fence is an annotation of ours, so that it goes on growing whoever counts transitions; holder, times and
 * transitions are kept as everybody expects, for people and their tools: nobody here judges by them.
 */
public final class KubernetesLease implements LeaseRecord {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FENCE = "trimtab.dev/fence";
    private static final String TURN = "trimtab.dev/turn";
    private static final String MILLIS = "trimtab.dev/lease-milliseconds";

    /** The API server takes a MicroTime with six digits after the point and no other. */
    private static final DateTimeFormatter MICRO_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final KubernetesApi api;
    private final String namespace;
    private final String name;
    private final InstantSource clock;

    /**
     * @param name of the Lease; one for each installation
     * @param clock for the times that people read
     * @throws IOException when the account's namespace cannot be read
     */
    public KubernetesLease(KubernetesApi api, String name, InstantSource clock) throws IOException {
        this.api = api;
        this.namespace = api.namespace();
        this.name = name;
        this.clock = clock;
    }

    private String collection() {
        return "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases";
    }

    @Override
    public Reading read(Duration timeout) {
        return switch (api.send("GET", collection() + "/" + name, "application/json", "", timeout)) {
            case KubernetesApi.Answer.None(String reason) -> new Reading.Unreadable(reason);
            case KubernetesApi.Answer.Status(int code, String body) ->
                switch (code) {
                    case 200 -> found(body);
                    case 404 -> new Reading.Found(Optional.empty(), ABSENT);
                    default -> new Reading.Unreadable(sentence(code, body, "get"));
                };
        };
    }

    private Reading found(String body) {
        try {
            JsonNode lease = JSON.readTree(body);
            JsonNode notes = lease.path("metadata").path("annotations");
            if (!notes.has(FENCE) || !notes.has(TURN) || !notes.has(MILLIS)) {
                return new Reading.Unreadable(this + " exists and is not Trimtab's: it has no annotation " + FENCE
                        + "; delete it, or set TRIMTAB_LEASE_NAME to another name");
            }
            Held held = new Held(
                    lease.path("spec").path("holderIdentity").asText(""),
                    Long.parseLong(notes.path(FENCE).asText()),
                    Duration.ofMillis(Long.parseLong(notes.path(MILLIS).asText())),
                    Long.parseLong(notes.path(TURN).asText()));
            return new Reading.Found(Optional.of(held), version(lease));
        } catch (JsonProcessingException | IllegalArgumentException notOurs) {
            return new Reading.Unreadable(this + " is not as Trimtab writes it: " + notOurs.getMessage());
        }
    }

    private static String version(JsonNode lease) {
        return lease.path("metadata").path("resourceVersion").asText();
    }

    @Override
    public Writing write(Held next, String from, Duration timeout) {
        boolean first = from.equals(ABSENT);
        String body = body(next, from).toString();
        KubernetesApi.Answer answer = first
                ? api.send("POST", collection(), "application/json", body, timeout)
                : api.send("PATCH", collection() + "/" + name, "application/merge-patch+json", body, timeout);
        return switch (answer) {
            case KubernetesApi.Answer.None(String reason) -> new Writing.Unknown(reason);
            case KubernetesApi.Answer.Status(int code, String said) ->
                switch (code) {
                    case 200, 201 -> written(said);
                    case 404 -> first ? new Writing.Unknown(sentence(code, said, "create")) : new Writing.Conflict();
                    case 409 -> new Writing.Conflict();
                    default -> new Writing.Unknown(sentence(code, said, first ? "create" : "patch"));
                };
        };
    }

    private Writing written(String body) {
        try {
            return new Writing.Written(version(JSON.readTree(body)));
        } catch (JsonProcessingException garbled) {
            return new Writing.Unknown(this + " answered what is no JSON");
        }
    }

    private ObjectNode body(Held next, String from) {
        ObjectNode lease = JSON.createObjectNode();
        lease.put("apiVersion", "coordination.k8s.io/v1").put("kind", "Lease");
        ObjectNode metadata = lease.putObject("metadata").put("name", name).put("namespace", namespace);
        if (!from.equals(ABSENT)) {
            metadata.put("resourceVersion", from);
        }
        metadata.putObject("annotations")
                .put(FENCE, Long.toString(next.fence()))
                .put(TURN, Long.toString(next.turn()))
                .put(MILLIS, Long.toString(next.lease().toMillis()));
        Instant now = clock.instant();
        lease.putObject("spec")
                .put("holderIdentity", next.holder())
                .put(
                        "leaseDurationSeconds",
                        Math.max(1, Math.toIntExact(next.lease().toSeconds())))
                .put("renewTime", MICRO_TIME.format(now))
                .put("leaseTransitions", (int) Math.min(next.fence(), Integer.MAX_VALUE));
        return lease;
    }

    private String sentence(int code, String body, String verb) {
        String message;
        try {
            message = JSON.readTree(body).path("message").asText("");
        } catch (JsonProcessingException noJson) {
            message = "";
        }
        String hint = code == 401 || code == 403
                ? "; the service account needs get, create and patch of leases in namespace " + namespace
                : "";
        return this + ": " + verb + " was answered with " + code + " " + message + hint;
    }

    @Override
    public String toString() {
        return "Lease " + namespace + "/" + name + " at " + api;
    }

    @Override
    public void close() {
        api.close();
    }
}
