package dev.trimtab.controller.http;

import dev.trimtab.core.event.AuditEntry;
import dev.trimtab.core.event.Event;
import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.port.InterventionStore.Durability;
import dev.trimtab.core.port.StoreException;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Ruling;
import dev.trimtab.core.spec.Automation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Drains, pins and freezes: shown as a plan first, then stored, then carried out by the loop. Blocking. */
final class InterventionRoutes {
    /** Whom the one bearer token stands for. */
    static final String ACTOR = "api-token";

    private final ApiPorts ports;
    private final SecureRandom random = new SecureRandom();

    InterventionRoutes(ApiPorts ports) {
        this.ports = ports;
    }

    /** The three kinds, by the path that they live under. */
    enum Kind {
        DRAIN("drains", Event.Type.DRAIN_STARTED, Event.Type.DRAIN_ENDED),
        PIN("pins", Event.Type.PIN_STARTED, Event.Type.PIN_ENDED),
        FREEZE("freezes", Event.Type.FREEZE_STARTED, Event.Type.FREEZE_ENDED);

        private final String path;
        private final Event.Type started;
        private final Event.Type ended;

        Kind(String path, Event.Type started, Event.Type ended) {
            this.path = path;
            this.started = started;
            this.ended = ended;
        }

        String path() {
            return path;
        }

        String word() {
            return ViewJson.word(this);
        }
    }

    JsonObject list(Kind kind) {
        Instant now = ports.clock().instant();
        var lease = ports.view().get().flatMap(RoundView::lease);
        JsonArray items = new JsonArray();
        ports.interventions().all().stream()
                .filter(one -> InterventionJson.kind(one).equals(kind.word()))
                .forEach(one -> items.add(InterventionJson.of(one, now, lease)
                        .put("durable", ViewJson.word(ports.interventions().durability(one.id())))));
        return new JsonObject().put("items", items);
    }

    /** What it would do. */
    JsonObject preview(Kind kind, JsonObject body) {
        Asked asked = ask(kind, body);
        return plan(asked).put("dryRun", true).put("intervention", InterventionJson.of(asked.intervention));
    }

    /** Does it. */
    JsonObject start(Kind kind, JsonObject body) {
        Asked asked = ask(kind, body);
        refuseHeld(asked);
        refuseChanged(asked);
        JsonObject plan = plan(asked);
        Durability durability = durably(() -> store(kind, asked));
        record(kind.started, asked.intervention, "started");
        ports.wake().run();
        return InterventionJson.of(asked.intervention, ports.clock().instant(), asked.view.lease())
                .put("durable", ViewJson.word(durability))
                .put("plan", plan);
    }

    /** Written down before it is done; what cannot wait for a store that is away is kept by this controller alone. */
    private Durability store(Kind kind, Asked asked) {
        AuditEntry entry = entry(kind, "start", asked.intervention);
        if (asked.urgent && asked.intervention instanceof Intervention.Drain drain) {
            ports.audit().appendUrgently(entry);
            return ports.interventions().putUrgently(drain);
        }
        ports.audit().append(entry);
        ports.interventions().put(asked.intervention);
        return Durability.STORE;
    }

    private AuditEntry entry(Kind kind, String verb, Intervention intervention) {
        return new AuditEntry(
                intervention.id() + " " + verb,
                ports.clock().instant(),
                ACTOR,
                kind.word() + "." + verb,
                intervention.id(),
                InterventionJson.sentence(intervention));
    }

    JsonObject end(Kind kind, String id) {
        Optional<Intervention> known = ports.interventions().all().stream()
                .filter(one -> one.id().equals(id) && InterventionJson.kind(one).equals(kind.word()))
                .findFirst();
        if (known.isEmpty()) {
            throw new ApiProblem(
                    ApiProblem.Code.NOT_FOUND, "there is no " + kind.word() + " of that id; GET /v1/" + kind.path);
        }
        Instant now = ports.clock().instant();
        Intervention ended = durably(() -> {
                    AuditEntry entry = entry(kind, "end", known.get());
                    if (ports.interventions().durability(id) == Durability.LOCAL) {
                        ports.audit().appendUrgently(entry);
                    } else {
                        ports.audit().append(entry);
                    }
                    return ports.interventions().end(id, now);
                })
                .orElseThrow(() -> new ApiProblem(
                        ApiProblem.Code.CONFLICT,
                        kind.word() + " " + id + " has ended already, at "
                                + known.get().claim().until()));
        record(kind.ended, ended, "ended by " + ACTOR);
        ports.wake().run();
        return InterventionJson.of(ended).put("state", "ended");
    }

    /** A request, understood, and what would follow from it. */
    private record Asked(
            Intervention intervention,
            Optional<String> expectPlanDigest,
            boolean urgent,
            RoundView view,
            SortedMap<SteeredName, Decision> decisions) {}

    private Asked ask(Kind kind, JsonObject body) {
        RoundView view = ports.view()
                .get()
                .orElseThrow(() -> new ApiProblem(ApiProblem.Code.NO_ROUND_YET, "the first round has not been made"));
        Instant now = ports.clock().instant();
        Set<RegionId> planned = view.names().values().stream()
                .flatMap(name -> name.verdicts().keySet().stream())
                .collect(Collectors.toSet());
        InterventionRequest request = new InterventionRequest(body, view.spec(), planned);
        String id = newId(kind, now);
        Intervention wished = switch (kind) {
            case DRAIN -> request.drain(id, ACTOR, now);
            case PIN -> request.pin(id, ACTOR, now);
            case FREEZE -> request.freeze(id, ACTOR, now);
        };
        List<Intervention> all = new ArrayList<>(ports.interventions().all());
        all.add(wished);
        SortedMap<SteeredName, Decision> decisions =
                new java.util.TreeMap<>(ports.dryRun().decide(all));
        decisions.keySet().removeIf(name -> !affects(wished, view, name));
        return new Asked(wished, request.expectPlanDigest(), request.urgent(), view, decisions);
    }

    private static boolean affects(Intervention wished, RoundView view, SteeredName name) {
        NameView shown = view.names().get(name);
        if (shown == null || !wished.concerns(name)) {
            return false;
        }
        return !(wished instanceof Intervention.Drain drain)
                || shown.spec().target(drain.cdn()).isPresent();
    }

    /** A freeze moves nothing, so no rule can stand against it. */
    private static void refuseHeld(Asked asked) {
        JsonArray blockedBy = new JsonArray();
        asked.decisions.forEach((name, decision) -> {
            if (decision.ruling() instanceof Ruling.Hold hold
                    && !asked.intervention.claim().overridesRules().contains(hold.rule())) {
                blockedBy.add(ViewJson.ruling(hold).put("name", name.value()));
            }
        });
        if (asked.intervention instanceof Intervention.Freeze || blockedBy.isEmpty()) {
            return;
        }
        JsonObject first = blockedBy.getJsonObject(0);
        throw new ApiProblem(
                ApiProblem.Code.SAFETY_RULE_BLOCKED,
                first.getString("name") + " is held by " + first.getString("rule") + ": " + first.getString("reason")
                        + "; lifted by: " + first.getString("lifts")
                        + "; or name the rule in overrideRules, or leave the name out",
                List.of(),
                new JsonObject().put("blockedBy", blockedBy));
    }

    private static void refuseChanged(Asked asked) {
        String digest = digest(asked.decisions);
        if (asked.expectPlanDigest.isPresent() && !asked.expectPlanDigest.get().equals(digest)) {
            throw new ApiProblem(
                    ApiProblem.Code.PLAN_CHANGED,
                    "plan " + asked.expectPlanDigest.get() + " was reviewed, and now it would be " + digest
                            + "; look at it again with ?dryRun=true",
                    List.of(),
                    new JsonObject().put("planDigest", digest));
        }
    }

    private static JsonObject plan(Asked asked) {
        JsonArray names = new JsonArray();
        JsonArray warnings = new JsonArray();
        asked.decisions.forEach((name, decision) -> {
            NameView view = asked.view.names().get(name);
            if (view != null) {
                names.add(change(view, decision));
                warn(asked, view, decision, warnings);
            }
        });
        if (asked.view.lease().isEmpty()) {
            warnings.add(warning("waiting-for-leader", "*", "this controller does not lead; it waits until one does"));
        }
        if (asked.decisions.isEmpty()) {
            warnings.add(warning("no-effect", "*", "no configured name is concerned"));
        }
        boolean allowed = asked.decisions.values().stream().noneMatch(d -> d.ruling() instanceof Ruling.Hold);
        return new JsonObject()
                .put("allowed", allowed)
                .put("planDigest", digest(asked.decisions))
                .put("names", names)
                .put("warnings", warnings);
    }

    private static JsonObject change(NameView view, Decision decision) {
        JsonArray regions = new JsonArray();
        for (RegionId region : view.spec().regions()) {
            regions.add(new JsonObject()
                    .put("region", region.value())
                    .put(
                            "from",
                            view.publication()
                                    .map(done -> ViewJson.shares(done.plan().in(region)))
                                    .orElse(null))
                    .put(
                            "to",
                            decision.wanted()
                                    .map(wanted -> ViewJson.shares(wanted.in(region)))
                                    .orElse(null)));
        }
        return new JsonObject()
                .put("name", view.spec().name().value())
                .put("regions", regions)
                .put("move", ViewJson.word(decision.move()))
                .put("ruling", ViewJson.ruling(decision.ruling()))
                .put("disposition", ViewJson.word(decision.disposition()))
                .put("because", decision.because())
                .put("planDigest", decision.wanted().map(plan -> plan.digest()).orElse(null));
    }

    /** What users lose at a CDN that would be given more, and what would keep the plan from being written. */
    private static void warn(Asked asked, NameView view, Decision decision, JsonArray warnings) {
        SteeredName name = view.spec().name();
        if (view.spec().automation() == Automation.OBSERVE) {
            warnings.add(warning("mode-observe", name.value(), "automation is observe: nothing is written"));
        }
        if (!view.spec().steered()) {
            warnings.add(warning("not-steered", name.value(), view.spec().notSteeredBecause()));
        }
        decision.wanted()
                .ifPresent(wanted -> view.spec().targets().stream()
                        .filter(target -> view.spec().regions().stream()
                                .anyMatch(region -> wanted.in(region).of(target.cdn())
                                        > view.publication()
                                                .map(done ->
                                                        done.plan().in(region).of(target.cdn()))
                                                .orElse(0)))
                        .forEach(target -> asked.view
                                .spec()
                                .cdn(target.cdn())
                                .knownGaps()
                                .forEach(gap ->
                                        warnings.add(warning("known-gap", name.value(), target.cdn() + ": " + gap)))));
    }

    private static JsonObject warning(String code, String name, String text) {
        return new JsonObject().put("code", code).put("name", name).put("text", text);
    }

    /** One digest over the plans of all concerned names. */
    private static String digest(Map<SteeredName, Decision> decisions) {
        StringBuilder all = new StringBuilder();
        decisions.forEach((name, decision) -> all.append(name)
                .append(' ')
                .append(decision.wanted().map(plan -> plan.digest()).orElse("none"))
                .append('\n'));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(all.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private void record(Event.Type type, Intervention intervention, String verb) {
        ports.journal()
                .accept(Event.of(
                                type,
                                ports.clock().instant(),
                                InterventionJson.kind(intervention) + " " + intervention.id() + " " + verb + ": "
                                        + InterventionJson.sentence(intervention))
                        .with("id", intervention.id())
                        .with("actor", ACTOR));
    }

    private static <T> T durably(java.util.function.Supplier<T> store) {
        try {
            return store.get();
        } catch (StoreException away) {
            throw unstored(away);
        }
    }

    static ApiProblem unstored(StoreException away) {
        return new ApiProblem(
                ApiProblem.Code.STORE_UNAVAILABLE,
                (away.inDoubt()
                                ? "it is not known whether it was accepted: "
                                : "it was not accepted, because it cannot be stored: ")
                        + away.getMessage());
    }

    /** Sortable by time, and not to be guessed. */
    private String newId(Kind kind, Instant now) {
        String time = Long.toString(now.toEpochMilli(), 36);
        String rest = Long.toString(random.nextLong(36L * 36 * 36 * 36 * 36, 36L * 36 * 36 * 36 * 36 * 36), 36);
        return kind.word() + "-" + time + rest;
    }
}
