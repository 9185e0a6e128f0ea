package dev.trimtab.core.safety;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.plan.Division;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.Automation;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.FailbackSpec;
import dev.trimtab.core.spec.LimitsSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.PublishSpec;
import dev.trimtab.core.spec.QuorumSpec;
import dev.trimtab.core.spec.SafetyRuleSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One plan before the rules: two edges at 50/50, an origin that may bear 20 %, everything healthy, nothing spent. A test
 * says what is different. {@code -Dtrimtab.without=RULE} leaves a built-in rule out: its test must then fail.
 */
final class RuleBench {
    static final SteeredName WWW = SteeredName.of("www.steer.example.com");
    static final CdnId A = new CdnId("edge-a");
    static final CdnId B = new CdnId("edge-b");
    static final CdnId ORIGIN = new CdnId("origin");
    static final ProviderId NS1 = new ProviderId("one");
    static final ProviderId NS2 = new ProviderId("two");
    static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    /** What {@code -Dtrimtab.without} leaves out; empty in a normal run. */
    static final Optional<String> WITHOUT =
            Optional.ofNullable(System.getProperty("trimtab.without")).filter(rule -> !rule.isEmpty());

    final TreeMap<CdnId, CdnSpec> cdns = new TreeMap<>();
    final TreeMap<RegionId, TreeMap<CdnId, Verdict>> verdicts = new TreeMap<>();
    final List<TargetSpec> targets = new ArrayList<>(List.of(target(A, 50), target(B, 50), target(ORIGIN, 0)));
    final List<Instant> changes = new ArrayList<>();
    final Set<String> overridden = new TreeSet<>();
    final TreeSet<ProviderId> lost = new TreeSet<>();
    final List<SafetyRuleSpec> own = new ArrayList<>();
    final TreeMap<String, Instant> satisfiedSince = new TreeMap<>();
    Optional<Plan> current;
    Plan wanted;
    Move move = Move.ESCAPE;
    Division division = Division.WEIGHTS;
    Signals signals = Signals.NONE;
    Fleet fleet = Fleet.ALONE;
    Optional<Instant> evidenceAt = Optional.of(NOW.minusSeconds(1));

    RuleBench() {
        cdns.put(A, new CdnSpec(A, CdnKind.EDGE, Shares.WHOLE, false, List.of()));
        cdns.put(B, new CdnSpec(B, CdnKind.EDGE, Shares.WHOLE, false, List.of()));
        cdns.put(ORIGIN, new CdnSpec(ORIGIN, CdnKind.ORIGIN, 2_000, false, List.of()));
        says(A, Verdict.State.UNHEALTHY);
        says(B, Verdict.State.HEALTHY);
        says(ORIGIN, Verdict.State.HEALTHY);
        current = Optional.of(plan(5_000, 5_000, 0));
        wanted = plan(0, 10_000, 0);
    }

    void says(CdnId cdn, Verdict.State state) {
        says(RegionId.DEFAULT, cdn, state);
    }

    void says(RegionId region, CdnId cdn, Verdict.State state) {
        verdicts.computeIfAbsent(region, it -> new TreeMap<>())
                .put(
                        cdn,
                        new Verdict(
                                new TargetId(WWW, cdn),
                                region,
                                state,
                                NOW,
                                Optional.empty(),
                                state == Verdict.State.UNKNOWN ? 1 : 3,
                                3,
                                List.of(),
                                state == Verdict.State.UNKNOWN
                                        ? "1 networks know anything, 2 needed"
                                        : "3 of 3 networks agree"));
    }

    static Plan plan(int a, int b, int origin) {
        TreeMap<RegionId, Shares> shares = new TreeMap<>();
        shares.put(RegionId.DEFAULT, shares(Map.of(A, a, B, b, ORIGIN, origin)));
        return new Plan(WWW, shares, new TreeMap<>());
    }

    static Shares shares(Map<CdnId, Integer> bp) {
        return new Shares(new TreeMap<>(bp));
    }

    SafetyReview.Input input() {
        TreeMap<SteeredName, NameSpec> names = new TreeMap<>();
        NameSpec name = name(targets);
        names.put(WWW, name);
        Spec spec = new Spec(
                "test",
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                cdns,
                new TreeMap<>(),
                List.of(),
                new TreeMap<>(),
                names,
                own,
                PublishSpec.DEFAULT);
        return new SafetyReview.Input(
                spec,
                name,
                current,
                wanted,
                move,
                new TreeMap<>(verdicts),
                changes,
                overridden,
                division,
                Places.NONE,
                new Surroundings(signals, fleet, lost, evidenceAt, satisfiedSince),
                NOW);
    }

    SafetyReview.Outcome ask() {
        SafetyReview rules = WITHOUT.map(SafetyReview.RULES::without).orElse(SafetyReview.RULES);
        return rules.examine(input(), NOW);
    }

    /** The rule that makes the ruling; empty when none holds. */
    Optional<String> heldBy() {
        return ask().ruling() instanceof Ruling.Hold hold ? Optional.of(hold.rule()) : Optional.empty();
    }

    Ruling.Hold hold() {
        return (Ruling.Hold) ask().ruling();
    }

    static NameSpec name() {
        return name(List.of(target(A, 50), target(B, 50), target(ORIGIN, 0)));
    }

    private static NameSpec name(List<TargetSpec> targets) {
        return new NameSpec(
                WWW,
                List.of(new HostName("www.example.com")),
                NameSpec.RecordType.CNAME,
                Duration.ofSeconds(30),
                List.of(new ProbeId("home")),
                List.of(RegionId.DEFAULT),
                new QuorumSpec(2, 2),
                targets,
                List.of(A, B, ORIGIN),
                List.of(NS1, NS2),
                new DetectSpec(Duration.ofSeconds(10), Duration.ofSeconds(4), 2, 6, Duration.ofMinutes(5)),
                new FailbackSpec(
                        FailbackSpec.Mode.AUTO,
                        Duration.ofMinutes(20),
                        Duration.ofHours(2),
                        true,
                        100,
                        1_000,
                        Duration.ofMinutes(5)),
                new LimitsSpec(1_000, 18, 6),
                Automation.AUTO,
                new TreeMap<>(),
                true,
                "");
    }

    static TargetSpec target(CdnId cdn, int weight) {
        TreeMap<RegionId, Integer> weights = new TreeMap<>();
        weights.put(RegionId.DEFAULT, weight);
        return new TargetSpec(cdn, new Answer.Cname(new HostName(cdn.value() + ".example.net")), weights, "");
    }
}
