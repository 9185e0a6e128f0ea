package dev.trimtab.controller.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trimtab.controller.cluster.EvidenceShelf;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.LookRequest;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Phases;
import dev.trimtab.core.spec.FailureClass;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is shown at 3 a.m., and how he asks for more. */
class EvidenceApiIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "/v1/names/www.steer.example.com";

    @TempDir
    Path directory;

    private RunningApi api;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        api = new RunningApi(directory);
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        client.close();
        api.close();
    }

    @Test
    void explain_and_evidence_show_what_looks_saw_as_the_contract_says() throws Exception {
        for (int i = 0; i < 30; i++) {
            api.shown.add(shown("vantage-" + i));
        }
        Contract contract = new Contract(send("GET", "/v1/openapi.json", "", 200));
        JsonNode all = send("GET", NAME + "/evidence", "", 200);
        JsonNode explained = send("GET", NAME + "/explain", "", 200);

        assertThat(contract.faults("/v1/names/{name}/evidence", "get", 200, all))
                .isEmpty();
        assertThat(contract.faults("/v1/names/{name}/explain", "get", 200, explained))
                .isEmpty();
        assertThat(all.path("items")).hasSize(30);
        assertThat(explained.path("evidence")).hasSize(EvidenceJson.EXPLAINED_MAX);
        assertThat(explained.path("text").toString())
                .contains("Seen from vantage-0 at 1970-01-01T00:00:00Z: west home fail (content), status 200, 11 bytes")
                .contains("cf-ray: 8f1-FRA; before that: status: status 503.");
        JsonNode one = explained.path("evidence").path(0);
        assertThat(one.path("vantage").asText()).isEqualTo("vantage-0");
        assertThat(one.path("outcome").asText()).isEqualTo("fail");
        assertThat(one.path("class").asText()).isEqualTo("content");
        assertThat(one.path("before").asText()).isEqualTo("status: status 503");
        assertThat(one.path("address").asText()).isEqualTo("192.0.2.1:443");
        assertThat(one.path("headers").path("cf-ray").asText()).isEqualTo("8f1-FRA");
        assertThat(one.path("certificates").path(0).path("nameCount").asInt()).isEqualTo(10_000);
        assertThat(one.path("body").asText()).isEqualTo("<html>sorry");
    }

    @Test
    void vantages_are_asked_to_look_now() throws Exception {
        assertThat(send("POST", NAME + "/look", "{\"cdn\":\"west\"}", 202)
                        .path("asked")
                        .toString())
                .isEqualTo("[\"west\"]");
        assertThat(api.asked).containsExactly(new LookRequest(new TargetId(Rounds.WWW, new CdnId("west"))));
        assertThat(send("POST", NAME + "/look", "{}", 202).path("asked")).hasSizeGreaterThan(1);
        assertThat(send("POST", NAME + "/look", "{\"cdn\":\"nowhere\"}", 400)
                        .path("detail")
                        .asText())
                .contains("/cdn must be a CDN of www.steer.example.com.");
        assertThat(send("POST", NAME + "/look", "{\"cdn\":7}", 400).path("code").asText())
                .isEqualTo("validation-failed");
        assertThat(send("POST", "/v1/names/none.example.com/look", "{}", 404)
                        .path("code")
                        .asText())
                .isEqualTo("not-found");
    }

    private static EvidenceShelf.Shown shown(String vantage) {
        CheckId check = new CheckId(
                new TargetId(Rounds.WWW, new CdnId("west")),
                new HostName("www.example.com"),
                new ProbeId("home"),
                CheckId.Family.V6);
        Look look = new Look(
                check,
                Look.Turn.CONFIRMATION,
                new Outcome.Fail(FailureClass.CONTENT),
                new Phases(1, 2, 3, 4, 10),
                "status 200, 11 bytes of body without what must be there");
        LookEvidence evidence = new LookEvidence(
                look,
                Instant.EPOCH,
                "192.0.2.1:443",
                "HTTP/2, TLSv1.3",
                new TreeMap<>(Map.of("cf-ray", "8f1-FRA")),
                List.of(new LookEvidence.ShownCertificate(
                        "CN=www", "CN=ca", Instant.EPOCH, Instant.EPOCH, List.of("www.example.com"), 10_000, "ab")),
                List.of("trust old refuses the certificate"),
                "<html>sorry",
                Optional.of("status: status 503"));
        return new EvidenceShelf.Shown(new VantageId(vantage), Instant.EPOCH, evidence);
    }

    private JsonNode send(String method, String path, String body, int status) throws Exception {
        HttpResponse<String> answer = client.send(
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
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }
}
