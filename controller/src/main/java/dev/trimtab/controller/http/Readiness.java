package dev.trimtab.controller.http;

import dev.trimtab.core.loop.RoundView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether this controller can serve, and what troubles it. A follower, a controller without a quorum and one on its last
 * good configuration can serve: taking them out of the service would take the operator's way in with them.
 */
record Readiness(State state, List<String> problems) {
    enum State {
        READY,
        /** No configuration or no round yet. */
        STARTING
    }

    static Readiness of(Optional<RoundView> view, List<String> troubles) {
        List<String> problems = new ArrayList<>(troubles);
        if (view.isEmpty()) {
            problems.add("the first round has not been made");
            return new Readiness(State.STARTING, problems);
        }
        problems.addAll(Summary.blind(view.get()));
        problems.addAll(Summary.levers(view.get()));
        view.get()
                .names()
                .forEach((name, shown) -> shown.deliveries().values().stream()
                        .filter(delivery -> !delivery.trouble().isEmpty())
                        .forEach(delivery -> problems.add(
                                name + " at provider " + delivery.provider() + ": " + delivery.trouble())));
        return new Readiness(State.READY, problems);
    }

    JsonObject json(Optional<RoundView> view) {
        return new JsonObject()
                .put("ready", state == State.READY)
                .put("leading", view.flatMap(RoundView::lease).isPresent())
                .put("problems", new JsonArray(problems));
    }
}
