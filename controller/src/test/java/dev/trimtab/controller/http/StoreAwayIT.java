package dev.trimtab.controller.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trimtab.core.event.AuditLink;
import dev.trimtab.store.StoreState;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API says and does while the store is away. */
class StoreAwayIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DRAIN =
            "{\"cdn\":\"west\",\"names\":[\"*\"],\"ttl\":\"2h\",\"reason\":\"it fails\",\"emergency\":%s}";

    @TempDir
    Path directory;

    private RunningApi api;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void lose_the_store() throws Exception {
        api = new RunningApi(directory);
        api.interventions.away.set(true);
        api.store.set(new StoreState("postgresql", false, Rounds.NOW, "PostgreSQL at db:5432/trimtab cannot be used"));
    }

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @Test
    void what_must_be_durable_is_refused_with_503_and_changes_nothing() throws Exception {
        HttpResponse<String> refused = send("POST", "/v1/drains", DRAIN.formatted("false"));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        JsonNode problem = JSON.readTree(refused.body());
        assertThat(problem.path("code").asText()).isEqualTo("store-unavailable");
        assertThat(problem.path("detail").asText()).contains("it was not accepted", "the store is away");
        assertThat(api.interventions.all()).isEmpty();
        assertThat(api.wakes).hasValue(0);
    }

    @Test
    void an_emergency_drain_is_accepted_and_says_that_it_is_on_one_disk() throws Exception {
        HttpResponse<String> accepted = send("POST", "/v1/drains", DRAIN.formatted("true"));
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(201);
        JsonNode drain = JSON.readTree(accepted.body());
        assertThat(contract().faults("/v1/drains", "post", 201, drain)).isEmpty();
        assertThat(drain.path("durable").asText()).isEqualTo("local");
        assertThat(api.interventions.all()).hasSize(1);
        assertThat(JSON.readTree(send("GET", "/v1/drains", "").body())
                        .path("items")
                        .get(0)
                        .path("durable")
                        .asText())
                .isEqualTo("local");
        assertThat(send("POST", "/v1/pins", "{\"emergency\":true}").statusCode())
                .as("only drains are")
                .isEqualTo(400);
    }

    @Test
    void every_change_is_in_the_audit_before_it_is_made() throws Exception {
        api.interventions.away.set(false);
        JsonNode drain = JSON.readTree(
                send("POST", "/v1/drains", DRAIN.formatted("false")).body());
        assertThat(drain.path("durable").asText()).isEqualTo("store");
        String id = drain.path("id").asText();
        api.now.set(api.now.get().plusSeconds(5));
        assertThat(send("DELETE", "/v1/drains/" + id, "").statusCode()).isEqualTo(200);
        assertThat(api.audit.chains().get("test"))
                .extracting(AuditLink::entry)
                .extracting(entry -> entry.action() + " " + entry.subject() + " " + entry.actor())
                .containsExactly("drain.start " + id + " api-token", "drain.end " + id + " api-token");
        api.interventions.away.set(true);
        send("POST", "/v1/drains", DRAIN.formatted("false"));
        assertThat(api.audit.chains().get("test"))
                .as("the attempt is told of, though it was refused")
                .hasSize(3);
    }

    @Test
    void the_overview_says_it_first() throws Exception {
        JsonNode overview = JSON.readTree(send("GET", "/v1/overview", "").body());
        assertThat(contract().faults("/v1/overview", "get", 200, overview)).isEmpty();
        assertThat(overview.path("level").asText()).isEqualTo("alarm");
        assertThat(overview.path("sentence").asText()).contains("The store is away since", "PostgreSQL at db:5432");
        assertThat(overview.path("store").path("reachable").asBoolean()).isFalse();
        assertThat(overview.path("store").path("kind").asText()).isEqualTo("postgresql");
    }

    private Contract contract() throws Exception {
        return new Contract(JSON.readTree(send("GET", "/v1/openapi.json", "").body()));
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(api.url + path))
                        .header("Authorization", "Bearer " + RunningApi.TOKEN)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
