package dev.trimtab.controller.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The fake refuses what an API server refuses: asked by plain requests, not by what is tested with it. */
class FakeKubernetesTest {
    private static final String LEASES =
            "/apis/coordination.k8s.io/v1/namespaces/" + FakeKubernetes.NAMESPACE + "/leases";
    private static final String MERGE = "application/merge-patch+json";

    private final FakeKubernetes fake = new FakeKubernetes();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        fake.close();
        client.shutdownNow();
    }

    private record Answer(int code, JsonNode body) {
        String version() {
            return body.path("metadata").path("resourceVersion").asText();
        }
    }

    private Answer send(String method, String path, String type, String body) throws Exception {
        return send(method, path, type, body, "token-1");
    }

    private Answer send(String method, String path, String type, String body, String token)
            throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(fake.base().resolve(path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", type)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), new ObjectMapper().readTree(response.body()));
    }

    private Answer create(String more) throws Exception {
        return send("POST", LEASES, "application/json", "{\"metadata\":{\"name\":\"one\"" + more + "}}");
    }

    @Test
    void a_version_that_is_old_is_a_conflict_and_changes_nothing() throws Exception {
        Answer created = create(",\"annotations\":{\"kept\":\"yes\"}");
        assertThat(created.code()).isEqualTo(201);
        String insist = "{\"metadata\":{\"resourceVersion\":\"" + created.version()
                + "\"},\"spec\":{\"holderIdentity\":\"a\"}}";
        Answer patched = send("PATCH", LEASES + "/one", MERGE, insist);
        assertThat(patched.code()).isEqualTo(200);
        assertThat(patched.version()).isNotEqualTo(created.version());
        assertThat(patched.body()
                        .path("metadata")
                        .path("annotations")
                        .path("kept")
                        .asText())
                .isEqualTo("yes");
        Answer late = send("PATCH", LEASES + "/one", MERGE, insist.replace("\"a\"", "\"b\""));
        assertThat(late.code()).isEqualTo(409);
        assertThat(late.body().path("reason").asText()).isEqualTo("Conflict");
        assertThat(send("GET", LEASES + "/one", MERGE, "").body()).isEqualTo(patched.body());
    }

    @Test
    void what_an_api_server_refuses_is_refused() throws Exception {
        assertThat(send("GET", LEASES + "/one", MERGE, "").code()).isEqualTo(404);
        assertThat(send("PATCH", LEASES + "/one", MERGE, "{}").code()).isEqualTo(404);
        assertThat(create(",\"resourceVersion\":\"5\"").code()).isEqualTo(400);
        assertThat(create(",\"annotations\":{\"number\":5}").code()).isEqualTo(400);
        assertThat(create("").code()).isEqualTo(201);
        assertThat(create("").code()).isEqualTo(409);
        assertThat(send("GET", LEASES + "/one", MERGE, "", "another").code()).isEqualTo(401);
        assertThat(send("PATCH", LEASES + "/one", "application/json", "{}").code())
                .isEqualTo(415);
        assertThat(send("PATCH", LEASES + "/one", MERGE, "{\"spec\":{\"renewTime\":\"2026-11-25T10:00:00Z\"}}")
                        .code())
                .isEqualTo(400);
        assertThat(send("PATCH", LEASES + "/one", MERGE, "{\"spec\":{\"leaseDurationSeconds\":0}}")
                        .code())
                .isEqualTo(422);
    }

    @Test
    void a_lease_that_was_deleted_and_made_anew_has_a_version_of_its_own() throws Exception {
        String first = create("").version();
        fake.deleteAll();
        assertThat(create("").version()).isNotEqualTo(first);
    }
}
