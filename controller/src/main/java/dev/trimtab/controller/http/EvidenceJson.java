package dev.trimtab.controller.http;

import dev.trimtab.controller.cluster.EvidenceShelf.Shown;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Look;
import dev.trimtab.core.observe.LookEvidence;
import dev.trimtab.core.observe.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What looks have shown, as JSON: a server's own words in it are data, already cut and redacted by the agent. */
final class EvidenceJson {
    /** With an explanation; all of it has a path of its own. */
    static final int EXPLAINED_MAX = 20;

    private static final List<String> PLACES = List.of("cf-ray", "x-amz-cf-pop", "x-served-by", "x-cache", "age");

    private EvidenceJson() {}

    static JsonArray of(List<Shown> shown) {
        JsonArray items = new JsonArray();
        shown.forEach(one -> items.add(of(one)));
        return items;
    }

    /** For a person: who saw what, where, and which place of the network answered. */
    static String sentence(Shown shown) {
        LookEvidence evidence = shown.evidence();
        Look look = evidence.look();
        String failure = failure(look.outcome());
        Map<String, String> headers = evidence.headers();
        String places = PLACES.stream()
                .filter(name -> headers.containsKey(name))
                .map(name -> "; " + name + ": " + headers.get(name))
                .collect(Collectors.joining());
        return "Seen from " + shown.vantage() + " at " + evidence.at() + ": "
                + look.check().target().cdn() + " " + look.check().probe() + " " + outcome(look.outcome())
                + (failure == null ? "" : " (" + failure + ")") + ", " + look.detail()
                + (evidence.protocol().isEmpty() ? "" : ", " + evidence.protocol()) + places
                + evidence.before().map(words -> "; before that: " + words).orElse("") + ".";
    }

    private static JsonObject of(Shown shown) {
        LookEvidence evidence = shown.evidence();
        Look look = evidence.look();
        CheckId check = look.check();
        JsonObject headers = new JsonObject();
        evidence.headers().forEach(headers::put);
        JsonArray chain = new JsonArray();
        evidence.chain()
                .forEach(certificate -> chain.add(new JsonObject()
                        .put("subject", certificate.subject())
                        .put("issuer", certificate.issuer())
                        .put("notBefore", certificate.notBefore().toString())
                        .put("notAfter", certificate.notAfter().toString())
                        .put("names", new JsonArray(certificate.names()))
                        .put("nameCount", certificate.nameCount())
                        .put("sha256", certificate.sha256())));
        return new JsonObject()
                .put("vantage", shown.vantage().value())
                .put("arrived", shown.arrived().toString())
                .put("at", evidence.at().toString())
                .put("cdn", check.target().cdn().value())
                .put("host", check.host().value())
                .put("probe", check.probe().value())
                .put("family", check.family() == CheckId.Family.V4 ? "ipv4" : "ipv6")
                .put("turn", word(look.turn()))
                .put("outcome", outcome(look.outcome()))
                .put("class", failure(look.outcome()))
                .put("detail", look.detail())
                .put("before", evidence.before().orElse(null))
                .put("address", evidence.address())
                .put("protocol", evidence.protocol())
                .put(
                        "phases",
                        new JsonObject()
                                .put("dnsMicros", look.phases().dnsMicros())
                                .put("connectMicros", look.phases().connectMicros())
                                .put("tlsMicros", look.phases().tlsMicros())
                                .put("firstByteMicros", look.phases().firstByteMicros())
                                .put("totalMicros", look.phases().totalMicros()))
                .put("headers", headers)
                .put("certificates", chain)
                .put("notes", new JsonArray(evidence.notes()))
                .put("body", evidence.body());
    }

    private static String outcome(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Pass pass -> "pass";
            case Outcome.Degraded degraded -> "degraded";
            case Outcome.Fail fail -> "fail";
            case Outcome.Blind blind -> "blind";
        };
    }

    private static @Nullable String failure(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Degraded degraded -> degraded.failureClass().word();
            case Outcome.Fail fail -> fail.failureClass().word();
            case Outcome.Pass pass -> null;
            case Outcome.Blind blind -> null;
        };
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
