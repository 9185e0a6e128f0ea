package dev.trimtab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControllerApiTest {
    private static final String EVENTS = """
            {"items":[
             {"id":"7.1","type":"verdict.changed","severity":"notice","at":"2026-11-24T10:00:00.250Z","name":"www.steer.example.com.",
              "sentence":"edge-a in default: HEALTHY → UNHEALTHY, 2 of 3 networks","facts":{"cdn":"edge-a","state":"UNHEALTHY"}},
             {"id":"7.2","type":"something.new"}],
             "next":"7.2"}
            """;
    private static final String NAME = """
            {"name":"www.steer.example.com.","regions":[{"region":"default","targets":[
             {"cdn":"edge-a","state":"UNHEALTHY","standing":{"state":"out"},"publishedBp":0},
             {"cdn":"edge-b","state":"HEALTHY","standing":{"state":"in"},"publishedBp":10000},
             {"cdn":"origin","state":"HEALTHY","standing":{"state":"in"},"publishedBp":null}]}]}
            """;
    private static final String HEALTH = """
            {"regions":[{"region":"default","targets":[{"cdn":"edge-a","votes":[
             {"vantage":"fra","network":"AS64500","family":"v4","state":"UNHEALTHY","reason":"2 failed looks in a row"}]}]}]}
            """;

    private final Vertx vertx = Vertx.vertx();
    private ControllerApi api;

    @BeforeEach
    void start() {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(ControllerApiTest::answer)
                .listen(0, "127.0.0.1")
                .await();
        api = new ControllerApi(URI.create("http://127.0.0.1:" + server.actualPort()), "secret");
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void events_are_read_with_their_facts_and_the_cursor_of_the_next_page() throws Exception {
        ApiEvent.Page page = api.events("");

        assertThat(page.events()).singleElement().satisfies(event -> {
            assertThat(event.verdict("edge-a", "UNHEALTHY")).isTrue();
            assertThat(event.verdict("edge-b", "UNHEALTHY")).isFalse();
        });
        assertThat(page.next()).isEqualTo("7.2");
        assertThat(api.events("7.2").events()).isEmpty();
    }

    @Test
    void a_names_cdns_are_read_with_verdict_standing_and_share() throws Exception {
        assertThat(api.cdns(Props.NAME))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "edge-a", new CdnView("UNHEALTHY", "out", Optional.of(0)),
                        "edge-b", new CdnView("HEALTHY", "in", Optional.of(10_000)),
                        "origin", new CdnView("HEALTHY", "in", Optional.empty())));
    }

    @Test
    void votes_name_vantage_network_and_reason() throws Exception {
        assertThat(api.votes(Props.NAME, "edge-a"))
                .containsExactly("fra (AS64500) votes UNHEALTHY: 2 failed looks in a row");
    }

    @Test
    void what_is_not_there_yet_is_empty() throws Exception {
        assertThat(api.get("/v1/overview")).isEmpty();
    }

    private static void answer(HttpServerRequest request) {
        if (!"Bearer secret".equals(request.getHeader("authorization"))) {
            request.response().setStatusCode(401).end();
            return;
        }
        switch (String.valueOf(request.path())) {
            case "/v1/events" ->
                request.response().end(request.getParam("after") == null ? EVENTS : "{\"items\":[],\"next\":\"7.2\"}");
            case "/v1/names/" + Props.NAME -> request.response().end(NAME);
            case "/v1/names/" + Props.NAME + "/health" -> request.response().end(HEALTH);
            default -> request.response().setStatusCode(503).end();
        }
    }
}
