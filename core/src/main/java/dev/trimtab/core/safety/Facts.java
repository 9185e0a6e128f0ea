package dev.trimtab.core.safety;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.Fact;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Where the numbers of {@link Fact} come from. */
final class Facts {
    private final SafetyReview.Input input;
    private final Instant now;

    Facts(SafetyReview.Input input, Instant now) {
        this.input = input;
        this.now = now;
    }

    FactValue of(Fact fact, Optional<CdnId> cdn) {
        return switch (fact) {
            case EDGES_LIVE -> overRegions(region -> LiveEdge.liveEdges(input, region, input.wanted()));
            case TARGETS_HEALTHY -> verdicts(verdict -> verdict.state() == Verdict.State.HEALTHY);
            case TARGETS_UNKNOWN -> verdicts(verdict -> verdict.state() == Verdict.State.UNKNOWN);
            case NETWORKS_REPORTING -> networksReporting();
            case TELEMETRY_AGE -> telemetryAge();
            case SHARE_OF ->
                overRegions(region ->
                        cdn.map(of -> input.wanted().in(region).of(of)).orElse(0));
            case SHARE_MOVED -> overRegions(input::moved);
            case CHANGES_LAST_HOUR ->
                FactValue.of(input.changes().stream()
                        .filter(at -> at.isAfter(now.minus(ChangesPerHour.HOUR)))
                        .count());
            case NAMES_CHANGING -> FactValue.of(namesChanging());
            case ORIGIN_SHARE -> overRegions(region -> shareOf(region, CdnKind.ORIGIN));
            case ORIGIN_PROJECTED_SHARE -> projected();
            case ORIGIN_RPS -> originRps();
            case ORIGIN_PROJECTED_RPS -> projectedRps();
            case LEVERS_LOST ->
                FactValue.of(input.name().providers().stream()
                        .filter(input.around()::lost)
                        .count());
            case TARGETS_OUT ->
                overRegions(region -> input.name().targets().stream()
                        .filter(target -> target.weight(region) > 0)
                        .filter(target -> input.wanted().in(region).of(target.cdn()) == 0)
                        .count());
        };
    }

    private FactValue overRegions(ToLongFunction<RegionId> number) {
        LongSummaryStatistics all =
                input.wanted().shares().keySet().stream().mapToLong(number).summaryStatistics();
        return new FactValue.Range(all.getMin(), all.getMax());
    }

    private FactValue verdicts(Predicate<Verdict> which) {
        return overRegions(
                region -> verdictsIn(region).values().stream().filter(which).count());
    }

    private SortedMap<CdnId, Verdict> verdictsIn(RegionId region) {
        return input.verdicts().getOrDefault(region, new TreeMap<>());
    }

    private FactValue networksReporting() {
        return overRegions(region -> input.name().targets().stream()
                .filter(target ->
                        input.wanted().in(region).of(target.cdn()) > 0 || input.before(region, target.cdn()) > 0)
                .mapToLong(target -> {
                    Verdict verdict = verdictsIn(region).get(target.cdn());
                    return verdict == null ? 0 : verdict.reporting();
                })
                .min()
                .orElse(0));
    }

    private int namesChanging() {
        TreeSet<SteeredName> names = new TreeSet<>();
        names.add(input.name().name());
        input.name()
                .targets()
                .forEach(target -> names.addAll(
                        input.around().fleet().left().apply(target.cdn()).keySet()));
        return names.size();
    }

    private FactValue telemetryAge() {
        return input.around()
                .evidenceAt()
                .map(at -> FactValue.of(Math.max(0, Duration.between(at, now).toMillis())))
                .orElseGet(() -> new FactValue.NotKnown(
                        "fewer than " + input.name().quorum().reporting() + " networks report"));
    }

    private long shareOf(RegionId region, CdnKind kind) {
        return input.name().targets().stream()
                .map(TargetSpec::cdn)
                .filter(cdn -> input.spec().cdn(cdn).kind() == kind)
                .mapToLong(cdn -> input.wanted().in(region).of(cdn))
                .sum();
    }

    private FactValue projected() {
        ProjectedLoad load = ProjectedLoad.of(input);
        if (!load.unsaid().isEmpty()) {
            return new FactValue.NotKnown(
                    "no hit ratio is known of " + load.unsaid() + ": declare their caches, or feed a signal");
        }
        return load.bp(input.wanted())
                .<FactValue>map(FactValue::of)
                .orElseGet(() -> new FactValue.NotKnown("the name has no origin with a cap among its targets"));
    }

    private FactValue originRps() {
        Signals signals = input.around().signals();
        Optional<CdnSpec> origin = ProjectedLoad.origin(input.spec(), input.name());
        if (origin.isEmpty()) {
            return new FactValue.NotKnown("the name has no origin among its targets");
        }
        Double rps = signals.originRps().get(origin.get().id());
        return rps == null
                ? new FactValue.NotKnown("no signal tells the requests a second of "
                        + origin.get().id())
                : FactValue.of(Math.round(rps));
    }

    /** Load scales with the projection: what the origin serves now is what the present plan asks of it. */
    private FactValue projectedRps() {
        FactValue present = originRps();
        FactValue planned = projected();
        if (!(present instanceof FactValue.Range now) || !(planned instanceof FactValue.Range after)) {
            return present instanceof FactValue.NotKnown ? present : planned;
        }
        int before = input.current()
                .flatMap(plan -> ProjectedLoad.of(input).bp(plan))
                .orElse(0);
        return before == 0
                ? new FactValue.NotKnown("nothing is published yet that its present load could be compared with")
                : FactValue.of(Math.round((double) now.high() * after.high() / before));
    }
}
