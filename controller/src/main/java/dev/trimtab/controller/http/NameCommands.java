package dev.trimtab.controller.http;

import dev.trimtab.core.event.AuditEntry;
import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.observe.LookRequest;
import dev.trimtab.core.port.StoreException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What an operator can ask of one name beside interventions: approve a plan, retire the name. Blocking. */
final class NameCommands {
    /** A name has a handful of record sets. */
    private static final int RECORDS_MAX = 100;

    private final ApiPorts ports;

    NameCommands(ApiPorts ports) {
        this.ports = ports;
    }

    JsonObject approve(SteeredName name, JsonObject body) {
        if (!(body.getValue("digest") instanceof String digest) || !digest.matches("[0-9a-f]{16}")) {
            throw invalid("/digest", "is required: the plan's digest, 16 hex digits");
        }
        written("approve", name, "plan " + digest + " of " + name + " is approved");
        return switch (ports.approvals().approve(name, digest, InterventionRoutes.ACTOR)) {
            case Approvals.Result.Approved approved -> {
                ports.wake().run();
                yield new JsonObject()
                        .put("name", name.value())
                        .put("digest", digest)
                        .put("state", "approved");
            }
            case Approvals.Result.Stale stale -> throw new ApiProblem(ApiProblem.Code.PLAN_CHANGED, stale.why());
        };
    }

    /** Every vantage looks at these targets now and shows what it sees; nothing is decided by it. */
    JsonObject look(NameView name, JsonObject body) {
        Object cdn = body.getValue("cdn");
        List<TargetId> targets = name.spec().targets().stream()
                .map(target -> new TargetId(name.spec().name(), target.cdn()))
                .filter(target -> cdn == null || target.cdn().value().equals(cdn))
                .toList();
        if (targets.isEmpty()) {
            throw invalid("/cdn", "must be a CDN of " + name.spec().name() + ", or left out for all of them");
        }
        targets.forEach(target -> ports.looking().ask().accept(new LookRequest(target)));
        return new JsonObject()
                .put("name", name.spec().name().value())
                .put(
                        "asked",
                        new JsonArray(targets.stream()
                                .map(target -> target.cdn().value())
                                .toList()));
    }

    /** A retired name is mostly configured no longer, so it is not looked up. */
    JsonObject retire(String text, JsonObject body) {
        SteeredName name;
        try {
            name = SteeredName.of(text);
        } catch (IllegalArgumentException notAName) {
            throw new ApiProblem(ApiProblem.Code.NOT_FOUND, "that is not a DNS name");
        }
        Object confirm = body.getValue("confirm");
        if (!(confirm instanceof String word) || !(word.equals(name.value()) || word.equals(name.withoutDot()))) {
            throw invalid("/confirm", "must repeat the name: " + name);
        }
        if (!(body.getValue("records") instanceof JsonArray array)
                || array.size() > RECORDS_MAX
                || array.stream().anyMatch(record -> !(record instanceof String))) {
            throw invalid(
                    "/records",
                    "is required: the records to remove, up to " + RECORDS_MAX
                            + " strings; an empty list asks what is held");
        }
        List<String> records = array.stream().map(Object::toString).toList();
        written("retire", name, name + " is retired, records listed: " + records.size());
        return switch (ports.retirement().retire(name, records, InterventionRoutes.ACTOR)) {
            case Retirement.Result.Retired retired ->
                new JsonObject().put("name", name.value()).put("removed", new JsonArray(retired.removed()));
            case Retirement.Result.Refused refused -> throw new ApiProblem(ApiProblem.Code.CONFLICT, refused.why());
            case Retirement.Result.NotBuilt missing ->
                throw new ApiProblem(ApiProblem.Code.NOT_BUILT_YET, missing.why());
        };
    }

    /** In the audit before it is done. */
    private void written(String action, SteeredName name, String sentence) {
        Instant now = ports.clock().instant();
        try {
            ports.audit()
                    .append(new AuditEntry(
                            action + " " + name + " " + UUID.randomUUID(),
                            now,
                            InterventionRoutes.ACTOR,
                            "name." + action,
                            name.value(),
                            sentence));
        } catch (StoreException away) {
            throw InterventionRoutes.unstored(away);
        }
    }

    private static ApiProblem invalid(String pointer, String detail) {
        return new ApiProblem(
                ApiProblem.Code.VALIDATION_FAILED,
                pointer + " " + detail,
                List.of(new ApiProblem.Fault(pointer, detail)),
                new JsonObject());
    }
}
