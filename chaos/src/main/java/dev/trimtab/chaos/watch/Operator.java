package dev.trimtab.chaos.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trimtab.chaos.history.Entry;
import dev.trimtab.chaos.history.History;
import dev.trimtab.chaos.stage.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Somebody who commands at whatever controller comes to hand, and notes each acknowledgement. */
public final class Operator implements Runnable {
    private static final long PAUSE_MILLIS = 1_200;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is drained, pinned or frozen says nothing of edge-a, whose health the rounds change. */
    private enum Kind {
        DRAIN("""
                {"cdn":"edge-c","names":["www.here.example.","www.pdns.example."],"ttl":"1h","reason":"chaos"}"""),
        PIN("""
                {"name":"ops.here.example.","shares":{"edge-b":6000,"edge-c":4000},"ttl":"1h","reason":"chaos"}"""),
        FREEZE("""
                {"name":"ops.here.example.","ttl":"1h","reason":"chaos"}""");

        private final String body;

        Kind(String body) {
            this.body = body;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        String path() {
            return "/v1/" + word() + "s";
        }
    }

    private final Stage stage;
    private final History history;
    private final RandomGenerator random;
    private final Map<String, Kind> standing = new TreeMap<>();

    public Operator(Stage stage, History history, RandomGenerator random) {
        this.stage = stage;
        this.history = history;
        this.random = random;
    }

    /** Until its thread is interrupted. */
    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                List<String> ids = List.copyOf(standing.keySet());
                if (!ids.isEmpty() && random.nextInt(5) < 2) {
                    end(ids.get(random.nextInt(ids.size())));
                } else {
                    start(Kind.values()[random.nextInt(Kind.values().length)]);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private String anyController() {
        List<String> controllers = stage.topology().controllerHosts();
        return controllers.get(random.nextInt(controllers.size()));
    }

    private void start(Kind kind) {
        String controller = anyController();
        long at = history.now();
        Optional<Stage.Reply> reply = stage.call(controller, "POST", kind.path(), kind.body);
        JsonNode said = reply.map(answer -> json(answer.body())).orElse(JSON.missingNode());
        String id = said.path("id").asText("");
        if (reply.isPresent() && reply.get().status() == 201 && !id.isEmpty()) {
            standing.put(id, kind);
            history.add(new Entry.Acknowledged(
                    at,
                    history.now(),
                    controller,
                    "start",
                    kind.word(),
                    id,
                    said.path("durable").asText("store")));
        } else {
            if (reply.isPresent() && reply.get().status() == 400) {
                throw new IllegalStateException("the operator's own mistake: " + why(reply));
            }
            history.add(new Entry.Refused(at, history.now(), controller, "start", kind.word(), why(reply)));
        }
    }

    private void end(String id) {
        Kind kind = standing.getOrDefault(id, Kind.DRAIN);
        end(anyController(), kind, id);
    }

    private boolean end(String controller, Kind kind, String id) {
        long at = history.now();
        Optional<Stage.Reply> reply = stage.call(controller, "DELETE", kind.path() + "/" + id, "");
        int status = reply.map(Stage.Reply::status).orElse(0);
        if (status == 200) {
            standing.remove(id);
            history.add(new Entry.Acknowledged(at, history.now(), controller, "end", kind.word(), id, "store"));
            return true;
        }
        boolean inDoubt = status == 0 || status >= 500;
        if (inDoubt) {
            standing.remove(id);
        }
        history.add(new Entry.Refused(
                at, history.now(), controller, (inDoubt ? "end " : "refused-end ") + id, kind.word(), why(reply)));
        return false;
    }

    private static String why(Optional<Stage.Reply> reply) {
        return reply.map(answer -> "HTTP " + answer.status() + " "
                        + answer.body().substring(0, Math.min(300, answer.body().length())))
                .orElse("no answer");
    }

    /** What a controller lists as in force; empty when it does not answer. */
    public Optional<List<String>> listed(String controller) {
        List<String> ids = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            Optional<Stage.Reply> reply = stage.get(controller, kind.path()).filter(answer -> answer.status() == 200);
            if (reply.isEmpty()) {
                return Optional.empty();
            }
            json(reply.get().body()).path("items").forEach(item -> {
                if (!item.path("state").asText().equals("ended")) {
                    ids.add(item.path("id").asText());
                }
            });
        }
        return Optional.of(ids);
    }

    /** Ends everything that any controller lists, whoever began it; whether all of them answered and listed nothing. */
    public boolean endAll() {
        boolean nothing = true;
        for (String controller : stage.topology().controllerHosts()) {
            for (Kind kind : Kind.values()) {
                Optional<Stage.Reply> reply =
                        stage.get(controller, kind.path()).filter(answer -> answer.status() == 200);
                nothing &= reply.isPresent();
                for (JsonNode item :
                        json(reply.map(Stage.Reply::body).orElse("{}")).path("items")) {
                    if (!item.path("state").asText().equals("ended")) {
                        nothing = false;
                        end(controller, kind, item.path("id").asText());
                    }
                }
            }
        }
        standing.clear();
        return nothing;
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException noJson) {
            return JSON.missingNode();
        }
    }
}
