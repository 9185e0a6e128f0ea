package dev.trimtab.controller.http;

import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.port.Leadership;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** Interventions as the API shows them. */
final class InterventionJson {
    private InterventionJson() {}

    static JsonObject of(Intervention intervention) {
        JsonObject json = new JsonObject().put("id", intervention.id()).put("kind", kind(intervention));
        switch (intervention) {
            case Intervention.Drain drain ->
                json.put("cdn", drain.cdn().value())
                        .put("names", drain.names().isEmpty() ? new JsonArray().add("*") : words(drain.names()))
                        .put("regions", drain.regions().isEmpty() ? new JsonArray().add("*") : words(drain.regions()));
            case Intervention.Pin pin ->
                json.put("name", pin.name().value())
                        .put("region", pin.region().map(Object::toString).orElse("*"))
                        .put("shares", ViewJson.shares(pin.shares()));
            case Intervention.Freeze freeze ->
                json.put("name", freeze.name().map(Object::toString).orElse("*"))
                        .put("scope", ViewJson.word(freeze.scope()));
        }
        Intervention.Claim claim = intervention.claim();
        return json.put("actor", claim.actor())
                .put("reason", claim.reason())
                .put("since", claim.since().toString())
                .put("until", claim.until().toString())
                .put("overrideRules", words(claim.overridesRules()));
    }

    /** With its state; without a leader an active one waits. */
    static JsonObject of(Intervention intervention, Instant now, Optional<Leadership.Lease> lease) {
        String state = !intervention.activeAt(now) ? "ended" : lease.isPresent() ? "active" : "waiting-for-leader";
        return of(intervention).put("state", state);
    }

    static String kind(Intervention intervention) {
        return switch (intervention) {
            case Intervention.Drain drain -> "drain";
            case Intervention.Pin pin -> "pin";
            case Intervention.Freeze freeze -> "freeze";
        };
    }

    static String sentence(Intervention intervention) {
        String what = switch (intervention) {
            case Intervention.Drain drain -> drain.cdn() + " is drained";
            case Intervention.Pin pin -> "pinned to " + pin.shares();
            case Intervention.Freeze freeze -> "frozen (" + ViewJson.word(freeze.scope()) + ")";
        };
        Intervention.Claim claim = intervention.claim();
        return what + " by " + claim.actor() + " until " + claim.until() + ": " + claim.reason();
    }

    private static JsonArray words(Iterable<?> values) {
        JsonArray list = new JsonArray();
        values.forEach(value -> list.add(value.toString()));
        return list;
    }
}
