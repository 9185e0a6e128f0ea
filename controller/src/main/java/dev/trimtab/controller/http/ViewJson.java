package dev.trimtab.controller.http;

import dev.trimtab.core.judge.Mute;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.loop.Delivery;
import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.plan.Place;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.plan.Standing;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Ruling;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.core.verify.Verification;
import dev.trimtab.store.StoreState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A round view as the API shows it. Shares are basis points, times RFC 3339 in UTC, durations milliseconds. */
final class ViewJson {
    /** Rounds are a second apart; a view this old is said to be old. */
    static final Duration STALE_AFTER = Duration.ofSeconds(15);

    private ViewJson() {}

    static JsonObject overview(RoundView view, StoreState store, Instant now) {
        Summary summary = Summary.of(view, store, now);
        JsonArray names = new JsonArray();
        view.names().values().forEach(name -> names.add(brief(name)));
        JsonArray orphans = new JsonArray();
        view.orphans().forEach(orphan -> orphans.add(orphan.value()));
        return new JsonObject()
                .put("asOf", view.at().toString())
                .put("stale", now.isAfter(view.at().plus(STALE_AFTER)))
                .put("level", word(summary.level()))
                .put("sentence", summary.sentence())
                .put("problems", new JsonArray(summary.problems()))
                .put("leader", leader(view))
                .put("store", StoreJson.of(store))
                .put("configDigest", view.spec().digest())
                .put("vantages", vantages(view))
                .put("levers", levers(view))
                .put("names", names)
                .put("orphans", orphans);
    }

    private static JsonObject leader(RoundView view) {
        JsonObject json = new JsonObject()
                .put("leading", view.lease().isPresent())
                .put("newestFence", view.leader().fence())
                .put("sentence", view.leader().sentence());
        view.leader().leader().ifPresent(identity -> json.put("identity", identity));
        view.lease()
                .ifPresent(lease -> json.put("fence", lease.fence())
                        .put("until", view.at().plus(lease.left()).toString())
                        .put("leftMillis", lease.left().toMillis()));
        return json;
    }

    /** What trial writes tell of each provider; the last ones, the newest last. */
    private static JsonArray levers(RoundView view) {
        JsonArray list = new JsonArray();
        view.levers().forEach((provider, lever) -> {
            JsonArray trials = new JsonArray();
            lever.newest()
                    .forEach(trial -> trials.add(new JsonObject()
                            .put("at", trial.at().toString())
                            .put("accepted", trial.accepted())
                            .put("answer", trial.answer())));
            list.add(new JsonObject()
                    .put("provider", provider.value())
                    .put("state", word(lever.state()))
                    .put(
                            "lastAccepted",
                            lever.lastAccepted().map(Instant::toString).orElse(null))
                    .put("trials", trials));
        });
        return list;
    }

    private static JsonArray vantages(RoundView view) {
        JsonArray list = new JsonArray();
        view.vantages()
                .values()
                .forEach(vantage -> list.add(new JsonObject()
                        .put("vantage", vantage.id().value())
                        .put("network", vantage.network().toString())
                        .put("region", region(view, vantage))
                        .put("fresh", vantage.fresh())
                        .put(
                                "reportAgeMs",
                                vantage.reportAge().map(Duration::toMillis).orElse(null))
                        .put("observations", vantage.observations())
                        .put("muted", vantage.muted().map(ViewJson::mute).orElse(null))));
        return list;
    }

    private static JsonObject mute(Mute mute) {
        return new JsonObject()
                .put("why", word(mute.why()))
                .put("since", mute.since().toString())
                .put("reason", mute.reason());
    }

    private static String region(RoundView view, RoundView.VantageView vantage) {
        var spec = view.spec().vantages().get(vantage.id());
        return spec == null ? RegionId.DEFAULT.value() : spec.region().value();
    }

    /** The row of a name in lists. */
    static JsonObject brief(NameView view) {
        JsonArray regions = new JsonArray();
        view.spec().regions().forEach(region -> regions.add(region(view, region)));
        JsonArray hosts = new JsonArray();
        view.spec().hosts().forEach(host -> hosts.add(host.value()));
        return new JsonObject()
                .put("name", view.spec().name().value())
                .put("hosts", hosts)
                .put("automation", word(view.spec().automation()))
                .put("steered", view.spec().steered())
                .put("notSteeredBecause", view.spec().notSteeredBecause())
                .put("disposition", word(view.decision().disposition()))
                .put("because", view.decision().because())
                .put("division", word(view.division()))
                .put("changesLastHour", view.changes().size())
                .put("regions", regions)
                .put("deliveries", deliveries(view))
                .put("interventions", interventions(view));
    }

    private static JsonArray interventions(NameView view) {
        JsonArray list = new JsonArray();
        view.interventions().forEach(intervention -> list.add(InterventionJson.of(intervention)));
        return list;
    }

    private static JsonObject region(NameView view, RegionId region) {
        Optional<Shares> configured = configured(view, region);
        Optional<Shares> wanted = view.decision().wanted().map(plan -> plan.in(region));
        Optional<Shares> published = view.publication().map(done -> done.plan().in(region));
        Optional<Shares> held = view.deliveries().values().stream()
                .flatMap(delivery -> delivery.held().stream())
                .map(RecordSet::shares)
                .findFirst();
        JsonArray targets = new JsonArray();
        for (TargetSpec target : view.spec().targets()) {
            CdnId cdn = target.cdn();
            Optional<Verdict> verdict = verdict(view, region, cdn);
            targets.add(new JsonObject()
                    .put("cdn", cdn.value())
                    .put("answer", target.answer().toString())
                    .put("state", verdict.map(v -> v.state().name()).orElse("UNKNOWN"))
                    .put("since", verdict.map(v -> v.since().toString()).orElse(null))
                    .put(
                            "cause",
                            verdict.flatMap(Verdict::cause).map(c -> c.word()).orElse(null))
                    .put("reason", verdict.map(Verdict::reason).orElse("no verdict yet"))
                    .put("standing", standing(view.places().of(region, cdn)))
                    .put("configuredBp", configured.map(s -> s.of(cdn)).orElse(null))
                    .put("wantedBp", wanted.map(s -> s.of(cdn)).orElse(null))
                    .put("publishedBp", published.map(s -> s.of(cdn)).orElse(null))
                    .put("heldBp", held.map(s -> s.of(cdn)).orElse(null)));
        }
        return new JsonObject().put("region", region.value()).put("targets", targets);
    }

    /** Everything of one name. */
    static JsonObject full(NameView view) {
        JsonObject json = brief(view);
        JsonArray providers = new JsonArray();
        view.spec().providers().forEach(provider -> providers.add(provider.value()));
        return json.put("type", word(view.spec().type()))
                .put("ttlSeconds", view.spec().ttl().toSeconds())
                .put("providers", providers)
                .put(
                        "quorum",
                        new JsonObject()
                                .put("networks", view.spec().quorum().networks())
                                .put("reporting", view.spec().quorum().reporting()))
                .put("decision", decision(view.decision()))
                .put("lastMove", view.lastMove().map(ViewJson::decision).orElse(null))
                .put(
                        "publication",
                        view.publication()
                                .map(done -> new JsonObject()
                                        .put("generation", done.generation().toString())
                                        .put("move", word(done.move()))
                                        .put("at", done.at().toString())
                                        .put("plan", plan(done.plan())))
                                .orElse(null));
    }

    static JsonObject health(NameView view) {
        JsonArray regions = new JsonArray();
        for (RegionId region : view.spec().regions()) {
            JsonArray targets = new JsonArray();
            for (TargetSpec target : view.spec().targets()) {
                verdict(view, region, target.cdn()).ifPresent(verdict -> targets.add(verdict(verdict)));
            }
            regions.add(new JsonObject().put("region", region.value()).put("targets", targets));
        }
        return new JsonObject().put("name", view.spec().name().value()).put("regions", regions);
    }

    private static JsonObject verdict(Verdict verdict) {
        JsonArray votes = new JsonArray();
        verdict.votes()
                .forEach(vote -> votes.add(new JsonObject()
                        .put("vantage", vote.vantage().value())
                        .put("network", vote.network().toString())
                        .put("family", word(vote.family()))
                        .put("state", vote.state().name())
                        .put("since", vote.since().toString())
                        .put("cause", vote.cause().map(c -> c.word()).orElse(null))
                        .put("reason", vote.reason())));
        return new JsonObject()
                .put("cdn", verdict.target().cdn().value())
                .put("state", verdict.state().name())
                .put("since", verdict.since().toString())
                .put("cause", verdict.cause().map(c -> c.word()).orElse(null))
                .put("reporting", verdict.reporting())
                .put("agreeing", verdict.agreeing())
                .put("reason", verdict.reason())
                .put("attribution", word(verdict.attribution()))
                .put("votes", votes);
    }

    static JsonObject weights(NameView view) {
        JsonArray regions = new JsonArray();
        for (RegionId region : view.spec().regions()) {
            regions.add(new JsonObject()
                    .put("region", region.value())
                    .put(
                            "configured",
                            configured(view, region).map(ViewJson::shares).orElse(null))
                    .put(
                            "wanted",
                            view.decision()
                                    .wanted()
                                    .map(plan -> shares(plan.in(region)))
                                    .orElse(null))
                    .put(
                            "published",
                            view.publication()
                                    .map(done -> shares(done.plan().in(region)))
                                    .orElse(null)));
        }
        return new JsonObject()
                .put("name", view.spec().name().value())
                .put("regions", regions)
                .put("providers", deliveries(view));
    }

    static JsonArray deliveries(NameView view) {
        JsonArray list = new JsonArray();
        view.deliveries().values().forEach(delivery -> list.add(delivery(delivery)));
        return list;
    }

    private static JsonObject delivery(Delivery delivery) {
        boolean accepted = delivery.acceptedAt().isAfter(Instant.EPOCH);
        return new JsonObject()
                .put("provider", delivery.provider().value())
                .put("state", word(delivery.state()))
                .put("generation", delivery.generation().toString())
                .put("acceptedAt", accepted ? delivery.acceptedAt().toString() : null)
                .put("held", delivery.held().map(set -> shares(set.shares())).orElse(null))
                .put(
                        "verification",
                        delivery.verification().map(ViewJson::verification).orElse(null))
                .put("attempts", delivery.attempts())
                .put("retryAt", delivery.attempts() > 0 ? delivery.retryAt().toString() : null)
                .put("trouble", delivery.trouble());
    }

    private static JsonObject verification(Verification verification) {
        JsonObject json = new JsonObject();
        return switch (verification) {
            case Verification.Converged converged ->
                json.put("state", "converged").put("detail", converged.servers() + " servers answer as written");
            case Verification.Spreading spreading ->
                json.put("state", "spreading").put("detail", spreading.what());
            case Verification.Diverged diverged -> json.put("state", "diverged").put("detail", diverged.what());
            case Verification.Unseen unseen -> json.put("state", "unseen").put("detail", unseen.why());
        };
    }

    static JsonObject decision(Decision decision) {
        return new JsonObject()
                .put("at", decision.at().toString())
                .put("move", word(decision.move()))
                .put("disposition", word(decision.disposition()))
                .put("because", decision.because())
                .put("ruling", ruling(decision.ruling()))
                .put("rules", rules(decision))
                .put("planDigest", decision.wanted().map(Plan::digest).orElse(null))
                .put("plan", decision.wanted().map(ViewJson::plan).orElse(null));
    }

    private static JsonArray rules(Decision decision) {
        JsonArray rules = new JsonArray();
        decision.rules()
                .forEach(result -> rules.add(new JsonObject()
                        .put("rule", result.rule())
                        .put("outcome", word(result.outcome()))
                        .put("numbers", result.numbers())
                        .put("lifts", result.lifts())));
        return rules;
    }

    static JsonObject ruling(Ruling ruling) {
        return switch (ruling) {
            case Ruling.Allow allow -> new JsonObject().put("result", "allow");
            case Ruling.Hold hold ->
                new JsonObject()
                        .put("result", "hold")
                        .put("rule", hold.rule())
                        .put("reason", hold.reason())
                        .put("lifts", hold.lifts());
        };
    }

    private static JsonObject plan(Plan plan) {
        JsonArray regions = new JsonArray();
        plan.shares()
                .forEach((region, split) -> regions.add(new JsonObject()
                        .put("region", region.value())
                        .put("shares", shares(split))
                        .put("reasons", new JsonArray(plan.reasons().getOrDefault(region, java.util.List.of())))));
        return new JsonObject().put("digest", plan.digest()).put("regions", regions);
    }

    static JsonObject standing(Place place) {
        JsonObject json = new JsonObject();
        switch (place.standing()) {
            case Standing.In in -> json.put("state", "in");
            case Standing.Out out ->
                json.put("state", "out")
                        .put("since", out.since().toString())
                        .put("holdDownMs", out.holdDown().toMillis())
                        .put(
                                "cleanSince",
                                out.cleanSince().map(Instant::toString).orElse(null))
                        .put("returnsAt", out.returnsAt().map(Instant::toString).orElse(null));
            case Standing.Eased eased ->
                json.put("state", "eased")
                        .put("capBp", eased.capBp())
                        .put("steppedAt", eased.steppedAt().toString())
                        .put(
                                "cleanSince",
                                eased.cleanSince().map(Instant::toString).orElse(null));
            case Standing.Returning returning ->
                json.put("state", "returning")
                        .put("capBp", returning.capBp())
                        .put("steppedAt", returning.steppedAt().toString());
            case Standing.Drained drained -> json.put("state", "drained").put("intervention", drained.interventionId());
        }
        return json;
    }

    /** The split that the configuration asks for; empty where it gives no weight at all. */
    static Optional<Shares> configured(NameView view, RegionId region) {
        TreeMap<CdnId, Long> weights = new TreeMap<>();
        view.spec().targets().stream()
                .sorted(Comparator.comparing(TargetSpec::cdn))
                .forEach(target -> weights.put(target.cdn(), (long) target.weight(region)));
        return weights.values().stream().anyMatch(weight -> weight > 0)
                ? Optional.of(Shares.inProportion(weights))
                : Optional.empty();
    }

    static Optional<Verdict> verdict(NameView view, RegionId region, CdnId cdn) {
        Map<CdnId, Verdict> ofRegion = view.verdicts().get(region);
        return ofRegion == null ? Optional.empty() : Optional.ofNullable(ofRegion.get(cdn));
    }

    static JsonObject shares(Shares shares) {
        JsonObject json = new JsonObject();
        shares.bp().forEach((cdn, bp) -> json.put(cdn.value(), bp));
        return json;
    }

    /** An enum's constant as the API writes it: {@code AWAIT_APPROVAL} is {@code await-approval}. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
