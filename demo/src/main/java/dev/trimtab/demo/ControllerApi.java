package dev.trimtab.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The controller's API, as a client with a bearer token sees it. */
final class ControllerApi {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    /** A page; a demo has a few hundred events in all. */
    private static final int EVENTS_MAX = 100;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final String token;
    private final HttpClient client;

    ControllerApi(URI base, String token) {
        this.base = base;
        this.token = token;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(ANSWER_MAX)
                .build();
    }

    /** The body of a 200, or empty: not up yet, not known yet, busy. */
    Optional<JsonNode> get(String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(ANSWER_MAX)
                .header("authorization", "Bearer " + token)
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? Optional.of(JSON.readTree(response.body())) : Optional.empty();
        } catch (IOException notNow) {
            return Optional.empty();
        }
    }

    /** The events after a cursor, or from the oldest remembered one when it is empty. */
    ApiEvent.Page events(String after) throws InterruptedException {
        String cursor = after.isEmpty() ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8);
        return get("/v1/events?limit=" + EVENTS_MAX + cursor)
                .map(ApiEvent.Page::of)
                .orElse(ApiEvent.Page.NOTHING);
    }

    /** What is believed and planned of each CDN of a name; empty when the controller does not know yet. */
    SortedMap<String, CdnView> cdns(String name) throws InterruptedException {
        return get("/v1/names/" + name).map(CdnView::all).orElse(new TreeMap<>());
    }

    /** One line for each vote on a CDN. */
    List<String> votes(String name, String cdn) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        get("/v1/names/" + name + "/health")
                .ifPresent(health -> health.path("regions")
                        .forEach(region -> region.path("targets").forEach(target -> {
                            if (target.path("cdn").asText().equals(cdn)) {
                                target.path("votes").forEach(vote -> lines.add(vote(vote)));
                            }
                        })));
        return lines;
    }

    private static String vote(JsonNode vote) {
        return vote.path("vantage").asText() + " (" + vote.path("network").asText() + ") votes "
                + vote.path("state").asText() + ": " + vote.path("reason").asText();
    }
}
