package dev.trimtab.controller.http;

import dev.trimtab.core.event.Event;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.port.EventSink;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.store.Store;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

/** What Prometheus reads: counters from events, gauges from the newest round. Labels are configured words, never free text. */
public final class Metrics implements EventSink {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, MultiGauge> gauges = new HashMap<>();
    private final SortedMap<String, SortedMap<String, Long>> refused = new ConcurrentSkipListMap<>();
    private final AtomicInteger configGood = new AtomicInteger(1);

    /** @param version of this build */
    public Metrics(String version) {
        registry.gauge("trimtab.build.info", Tags.of("version", version), 1);
        registry.gauge("trimtab.config.last.reload.successful", configGood);
    }

    /** What is known of the store, at each scrape. */
    public void watch(Store store) {
        Gauge.builder("trimtab.store.up", store, watched -> watched.state().up() ? 1 : 0)
                .strongReference(true)
                .register(registry);
        FunctionCounter.builder("trimtab.store.writes", store, Store::writes).register(registry);
        FunctionCounter.builder("trimtab.store.failures", store, Store::failures)
                .register(registry);
        FunctionCounter.builder(
                        "trimtab.store.decisions.dropped",
                        store,
                        watched -> watched.decisions().dropped())
                .register(registry);
    }

    @Override
    public void accept(Event event) {
        count(
                "trimtab.events",
                Tags.of(
                        "type",
                        event.type().word(),
                        "severity",
                        event.type().severity().word()));
        switch (event.type()) {
            case DECISION_MADE, DECISION_HELD, DECISION_RECORDED, PLAN_RECOMMENDED ->
                count(
                        "trimtab.decisions",
                        Tags.of("name", name(event), "result", event.type().word()));
            case WRITE_ACCEPTED, WRITE_FAILED, WRITE_IN_DOUBT ->
                count(
                        "trimtab.provider.requests",
                        Tags.of(
                                "provider",
                                Optional.ofNullable(event.facts().get("provider"))
                                        .orElse("unknown"),
                                "result",
                                event.type().word().substring("write.".length())));
            case STALE_WRITE_REPAIRED ->
                count(
                        "trimtab.stale.writes.repaired",
                        Tags.of(
                                "provider",
                                Optional.ofNullable(event.facts().get("provider"))
                                        .orElse("unknown")));
            case CONFIG_LOADED -> configGood.set(1);
            case CONFIG_REJECTED -> configGood.set(0);
            default -> {
                // The rest is counted by type alone.
            }
        }
    }

    /** The exposition text, with gauges brought up to the given round. */
    synchronized String scrape(Optional<RoundView> view) {
        view.ifPresent(this::show);
        return registry.scrape();
    }

    private void show(RoundView view) {
        rows("trimtab.leader", List.of(row(Tags.empty(), view.lease().isPresent() ? 1 : 0)));
        rows("trimtab.fence", List.of(row(Tags.empty(), (double) view.leader().fence())));
        List<MultiGauge.Row<?>> reports = new ArrayList<>();
        view.vantages()
                .values()
                .forEach(vantage -> vantage.reportAge()
                        .ifPresent(age -> reports.add(row(
                                Tags.of("vantage", vantage.id().value()),
                                view.at().minus(age).toEpochMilli() / 1000.0))));
        rows("trimtab.vantage.last.report.timestamp.seconds", reports);
        List<MultiGauge.Row<?>> mutes = new ArrayList<>();
        view.vantages()
                .values()
                .forEach(vantage -> mutes.add(row(
                        Tags.of("vantage", vantage.id().value()),
                        vantage.muted().isPresent() ? 1 : 0)));
        rows("trimtab.vantage.muted", mutes);
        levers(view);
        List<MultiGauge.Row<?>> states = new ArrayList<>();
        List<MultiGauge.Row<?>> quorums = new ArrayList<>();
        List<MultiGauge.Row<?>> weights = new ArrayList<>();
        List<MultiGauge.Row<?>> freezes = new ArrayList<>();
        view.names().values().forEach(name -> {
            Tags ofName = Tags.of("name", name.spec().name().value());
            freezes.add(
                    row(ofName, name.interventions().stream().anyMatch(Intervention.Freeze.class::isInstance) ? 1 : 0));
            for (RegionId region : name.spec().regions()) {
                Tags ofRegion = ofName.and("region", region.value());
                quorums.add(row(ofRegion, reportingRatio(view, region)));
                weights(name, region, ofRegion, weights);
                for (TargetSpec target : name.spec().targets()) {
                    states(name, region, target, ofRegion, states);
                }
            }
        });
        rows("trimtab.cdn.state", states);
        rows("trimtab.quorum.reporting.ratio", quorums);
        rows("trimtab.weight.ratio", weights);
        rows("trimtab.freeze.active", freezes);
    }

    private void levers(RoundView view) {
        List<MultiGauge.Row<?>> states = new ArrayList<>();
        List<MultiGauge.Row<?>> accepted = new ArrayList<>();
        view.levers().forEach((provider, lever) -> {
            Tags ofProvider = Tags.of("provider", provider.value());
            states.add(row(ofProvider, lever.state().troubled() ? 0 : 1));
            lever.lastAccepted().ifPresent(at -> accepted.add(row(ofProvider, at.toEpochMilli() / 1000.0)));
        });
        rows("trimtab.provider.lever", states);
        rows("trimtab.provider.canary.last.success.timestamp.seconds", accepted);
    }

    private static double reportingRatio(RoundView view, RegionId region) {
        var judges = Summary.judges(view, region);
        long all = judges.stream().map(judge -> judge.network()).distinct().count();
        long reporting = judges.stream()
                .filter(judge -> Optional.ofNullable(view.vantages().get(judge.id()))
                        .map(vantage -> vantage.fresh() && vantage.muted().isEmpty())
                        .orElse(false))
                .map(judge -> judge.network())
                .distinct()
                .count();
        return all == 0 ? 0 : (double) reporting / all;
    }

    /** One series per state, so that nobody has to know numbers by heart. */
    private static void states(
            NameView name, RegionId region, TargetSpec target, Tags ofRegion, List<MultiGauge.Row<?>> into) {
        Verdict.State now =
                ViewJson.verdict(name, region, target.cdn()).map(Verdict::state).orElse(Verdict.State.UNKNOWN);
        for (Verdict.State state : Verdict.State.values()) {
            into.add(row(
                    ofRegion.and("cdn", target.cdn().value(), "state", ViewJson.word(state)), state == now ? 1 : 0));
        }
    }

    private static void weights(NameView name, RegionId region, Tags ofRegion, List<MultiGauge.Row<?>> into) {
        Map<String, Optional<Shares>> views = Map.of(
                "configured",
                ViewJson.configured(name, region),
                "wanted",
                name.decision().wanted().map(plan -> plan.in(region)),
                "held",
                name.deliveries().values().stream()
                        .flatMap(delivery -> delivery.held().stream())
                        .map(RecordSet::shares)
                        .findFirst());
        views.forEach((word, shares) -> shares.ifPresent(split -> name.spec()
                .targets()
                .forEach(target -> into.add(row(
                        ofRegion.and("cdn", target.cdn().value(), "view", word),
                        (double) split.of(target.cdn()) / Shares.WHOLE)))));
    }

    private static MultiGauge.Row<?> row(Tags tags, double value) {
        return MultiGauge.Row.of(tags, value);
    }

    private void rows(String name, List<MultiGauge.Row<?>> rows) {
        gauges.computeIfAbsent(name, any -> MultiGauge.builder(name).register(registry))
                .register(rows, true);
    }

    private void count(String name, Tags tags) {
        Counter.builder(name).tags(tags).register(registry).increment();
    }

    /** A report, or a connection that would bring one, was refused. */
    public void reportRefused(String vantage, String reason) {
        count("trimtab.reports.refused", Tags.of("vantage", vantage, "reason", reason));
        refused.computeIfAbsent(vantage, any -> new ConcurrentSkipListMap<>()).merge(reason, 1L, Long::sum);
    }

    /** How many were refused since the start, by vantage and reason. */
    public SortedMap<String, SortedMap<String, Long>> reportsRefused() {
        return Collections.unmodifiableSortedMap(refused);
    }

    /**
     * A certificate to watch.
     *
     * @param whose such as {@code gateway}, or a vantage's name
     * @param secondsLeft asked at each scrape
     */
    public void certificate(String whose, DoubleSupplier secondsLeft) {
        Gauge.builder("trimtab.certificate.expires.seconds", secondsLeft, DoubleSupplier::getAsDouble)
                .tags("certificate", whose)
                .strongReference(true)
                .register(registry);
    }

    private static String name(Event event) {
        return event.name().map(name -> name.value()).orElse("");
    }
}
