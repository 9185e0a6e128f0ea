package dev.trimtab.core.plan;

import dev.trimtab.core.judge.Attribution;
import dev.trimtab.core.judge.Counts;
import dev.trimtab.core.judge.Evidence;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.LimitsSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.QuorumSpec;
import dev.trimtab.core.spec.RegionSpec;
import dev.trimtab.core.spec.ReturnWindow;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A name with its CDNs, whose verdicts a test sets, planned round after round in virtual time. */
final class PlanBench {
    static final CdnId A = new CdnId("a");
    static final CdnId B = new CdnId("b");
    static final CdnId ORIGIN = new CdnId("origin");
    static final CdnId SORRY = new CdnId("sorry");
    static final RegionId EU = new RegionId("eu");
    static final RegionId AF = new RegionId("af");

    private static final Instant T0 = Instant.parse("2026-11-25T10:00:00Z");
    private static final SteeredName NAME = SteeredName.of("www.steer.example.com");

    final TreeMap<CdnId, CdnSpec> cdns = new TreeMap<>();
    final TreeMap<CdnId, Integer> weights = new TreeMap<>();
    final TreeMap<RegionId, SortedMap<CdnId, Verdict>> verdicts = new TreeMap<>();
    final TreeMap<CdnId, Double> hits = new TreeMap<>();
    final List<Move> moves = new ArrayList<>();
    private final List<RegionId> regions;
    private final TreeMap<RegionId, Integer> users = new TreeMap<>();

    FailbackSpec.Mode failback = FailbackSpec.Mode.AUTO;
    private Optional<ReturnWindow> window = Optional.empty();
    final TreeMap<CdnId, Double> asked = new TreeMap<>();
    /** Plans are made and not published: what stands stays. */
    boolean unpublished;

    double demand = 1;
    Instant now = T0;
    Optional<Plan> current = Optional.empty();
    Optional<Instant> changedAt = Optional.empty();
    Places places = Places.NONE;
    String because = "";
    Interventions interventions = Interventions.NONE;

    /** Two edges at 70 and 30, an origin that carries 15 %; everything is healthy. */
    PlanBench(Map<RegionId, Integer> users) {
        this.users.putAll(users);
        this.regions = List.copyOf(this.users.keySet());
        edge(A, 70);
        edge(B, 30);
        cdns.put(ORIGIN, new CdnSpec(ORIGIN, CdnKind.ORIGIN, 1_500, false, List.of()));
        weights.put(ORIGIN, 0);
        for (RegionId region : regions) {
            verdicts.put(region, new TreeMap<>());
            cdns.keySet().forEach(cdn -> says(region, cdn, Verdict.State.HEALTHY, 0));
        }
    }

    PlanBench() {
        this(Map.of(RegionId.DEFAULT, Shares.WHOLE));
    }

    void edge(CdnId cdn, int weight) {
        cdns.put(cdn, new CdnSpec(cdn, CdnKind.EDGE, Shares.WHOLE, false, List.of()));
        weights.put(cdn, weight);
    }

    void says(RegionId region, CdnId cdn, Verdict.State state, double fails) {
        says(region, cdn, state, fails, 1);
    }

    /** A verdict from 1 000 looks of which this part failed. */
    void says(RegionId region, CdnId cdn, Verdict.State state, double fails, double latencyFactor) {
        Counts counts = new Counts(1_000, (int) (1_000 * fails));
        says(region, cdn, state, counts, counts, latencyFactor);
    }

    /** A verdict from newest looks and those of half an hour. */
    void says(RegionId region, CdnId cdn, Verdict.State state, Counts newest, Counts halfHour, double latencyFactor) {
        Evidence evidence = new Evidence(
                newest, newest, newest, halfHour, halfHour, Map.of(), Evidence.BASELINE_START, latencyFactor, (int)
                        (100 * latencyFactor));
        String fails = newest + " and " + halfHour + " failed";
        verdicts.computeIfAbsent(region, it -> new TreeMap<>())
                .put(
                        cdn,
                        new Verdict(
                                new TargetId(NAME, cdn),
                                region,
                                state,
                                now,
                                Optional.empty(),
                                3,
                                3,
                                List.of(),
                                state + ": " + fails,
                                Attribution.NONE,
                                evidence));
    }

    void says(CdnId cdn, Verdict.State state, double fails) {
        regions.forEach(region -> says(region, cdn, state, fails));
    }

    void window(ReturnWindow open) {
        failback = FailbackSpec.Mode.WINDOW;
        window = Optional.of(open);
    }

    /** What would be planned now. */
    Planner.Output offered() {
        return Planner.plan(input(), now);
    }

    /** One round; what it plans is published at once. */
    Plan round() {
        Planner.Output output = Planner.plan(input(), now);
        Plan plan = output.plan().orElseThrow();
        if (unpublished) {
            TreeMap<Places.Key, Place> kept = new TreeMap<>(output.places().byRegionAndCdn());
            kept.replaceAll((key, place) -> {
                Place old = places.of(key.region(), key.cdn());
                return old.away() && !place.away() ? old : place;
            });
            places = new Places(kept);
            return plan;
        }
        if (!current.map(plan::sameSharesAs).orElse(false)) {
            moves.add(output.move());
            changedAt = Optional.of(now);
        }
        current = Optional.of(plan);
        places = output.places();
        because = output.because();
        return plan;
    }

    /** Rounds every ten seconds for this long. */
    Plan after(Duration span) {
        Instant end = now.plus(span);
        Plan plan = current.orElseGet(this::round);
        while (now.isBefore(end)) {
            now = now.plusSeconds(10);
            plan = round();
        }
        return plan;
    }

    int share(RegionId region, CdnId cdn) {
        return current.orElseThrow().in(region).of(cdn);
    }

    int share(CdnId cdn) {
        return share(regions.get(0), cdn);
    }

    private Planner.Input input() {
        NameSpec name = name();
        return new Planner.Input(
                spec(name),
                name,
                regions.contains(RegionId.DEFAULT) ? regions : withDefault(),
                all(),
                interventions,
                current,
                changedAt,
                places,
                Division.WEIGHTS,
                new Signals(demand, hits, new TreeMap<>(), asked),
                new TreeMap<>());
    }

    private List<RegionId> withDefault() {
        List<RegionId> all = new ArrayList<>(regions);
        all.add(RegionId.DEFAULT);
        return all;
    }

    /** Nobody lives in {@code default} unless the test says so; it is judged as the first region. */
    private SortedMap<RegionId, SortedMap<CdnId, Verdict>> all() {
        TreeMap<RegionId, SortedMap<CdnId, Verdict>> all = new TreeMap<>(verdicts);
        all.putIfAbsent(RegionId.DEFAULT, verdicts.get(regions.get(0)));
        return all;
    }

    private NameSpec name() {
        List<TargetSpec> targets = cdns.keySet().stream()
                .map(cdn -> {
                    TreeMap<RegionId, Integer> perRegion = new TreeMap<>();
                    perRegion.put(RegionId.DEFAULT, weights.get(cdn));
                    regions.forEach(region -> perRegion.put(region, weights.get(cdn)));
                    return new TargetSpec(cdn, new Answer.Cname(new HostName(cdn + ".example.net")), perRegion, "");
                })
                .toList();
        return new NameSpec(
                NAME,
                List.of(new HostName("www.example.com")),
                NameSpec.RecordType.CNAME,
                Duration.ofSeconds(30),
                List.of(new ProbeId("home")),
                regions,
                new QuorumSpec(2, 2),
                targets,
                List.copyOf(cdns.keySet()),
                List.of(),
                new DetectSpec(Duration.ofSeconds(10), Duration.ofSeconds(4), 2, 6, Duration.ofMinutes(5)),
                new FailbackSpec(
                        failback,
                        Duration.ofMinutes(20),
                        Duration.ofHours(2),
                        true,
                        100,
                        1_000,
                        Duration.ofMinutes(5),
                        window),
                new LimitsSpec(1_000, 18, 6),
                Automation.AUTO,
                new TreeMap<>(),
                true,
                "");
    }

    private Spec spec(NameSpec name) {
        TreeMap<RegionId, RegionSpec> specs = new TreeMap<>();
        users.forEach(
                (region, part) -> specs.put(region, new RegionSpec(region, List.of(), List.of(), List.of(), part)));
        TreeMap<SteeredName, NameSpec> names = new TreeMap<>();
        names.put(NAME, name);
        return new Spec(
                "digest",
                new TreeMap<>(),
                new TreeMap<>(),
                specs,
                cdns,
                new TreeMap<>(),
                List.of(),
                new TreeMap<>(),
                names);
    }
}
