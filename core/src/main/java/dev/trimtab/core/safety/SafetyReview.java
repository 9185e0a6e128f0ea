package dev.trimtab.core.safety;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.plan.Division;
import dev.trimtab.core.plan.Move;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The safety rules between plan and write, asked one after another; the first that holds, holds. */
public final class SafetyReview {
    /** Limits on change are counted over this long. */
    public static final Duration HOUR = Duration.ofHours(1);

    private SafetyReview() {}

    /**
     * What the rules look at.
     *
     * @param changes when shares changed within the last hour
     * @param overridden rules that an operator overrides by name
     */
    public record Input(
            Spec spec,
            NameSpec name,
            Optional<Plan> current,
            Plan wanted,
            Move move,
            SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts,
            List<Instant> changes,
            Set<String> overridden,
            Division division) {}

    /** A rule: empty when it does not stand against the plan. */
    private interface Rule {
        Optional<Ruling.Hold> ask(Input input, Instant now);
    }

    private static final List<Rule> RULES = List.of(
            SafetyReview::neverEmpty,
            SafetyReview::knownTargets,
            SafetyReview::allTargetsRed,
            SafetyReview::quorum,
            SafetyReview::liveEdge,
            SafetyReview::originLoad,
            SafetyReview::returnShare,
            SafetyReview::changesPerHour);

    private static final Set<String> ALWAYS = Set.of("never-empty", "known-targets");

    public static Ruling review(Input input, Instant now) {
        for (Rule rule : RULES) {
            Optional<Ruling.Hold> hold = rule.ask(input, now).filter(found -> !overridden(input, found.rule()));
            if (hold.isPresent()) {
                return hold.get();
            }
        }
        return new Ruling.Allow();
    }

    /** An operator overrides for his own move, and nobody publishes an answer that is none. */
    private static boolean overridden(Input input, String rule) {
        return input.move() == Move.OPERATOR && input.overridden().contains(rule) && !ALWAYS.contains(rule);
    }

    /** Whether every target of a name, in every region, is known to fail: then it is us, or the origin (R9). */
    public static boolean allRed(NameSpec name, SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts) {
        List<Verdict> weighty = new ArrayList<>();
        verdicts.values().forEach(byCdn -> weighty.addAll(byCdn.values()));
        return name.targets().size() > 1
                && !weighty.isEmpty()
                && weighty.stream()
                        .allMatch(verdict -> verdict.state() == Verdict.State.UNHEALTHY
                                || verdict.state() == Verdict.State.ORIGIN_FAULT);
    }

    private static Optional<Ruling.Hold> neverEmpty(Input input, Instant now) {
        for (Map.Entry<RegionId, Shares> entry : input.wanted().shares().entrySet()) {
            if (entry.getValue().bp().isEmpty()) {
                return hold(
                        "never-empty", "region " + entry.getKey() + " would have no answer", "nothing: it is a bug");
            }
        }
        return Optional.empty();
    }

    private static Optional<Ruling.Hold> knownTargets(Input input, Instant now) {
        for (Shares shares : input.wanted().shares().values()) {
            for (CdnId cdn : shares.bp().keySet()) {
                if (input.name().target(cdn).isEmpty()) {
                    return hold(
                            "known-targets",
                            cdn + " is no target of " + input.name().name(),
                            "configure it");
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Ruling.Hold> allTargetsRed(Input input, Instant now) {
        return allRed(input.name(), input.verdicts())
                ? hold(
                        "all-targets-red",
                        "all " + input.name().targets().size()
                                + " targets look bad at once: it is us or the origin (R9)",
                        "one target that is healthy again")
                : Optional.empty();
    }

    /** Automation moves nothing to or from what no quorum knows; an operator may (R8). */
    private static Optional<Ruling.Hold> quorum(Input input, Instant now) {
        if (input.move() == Move.OPERATOR) {
            return Optional.empty();
        }
        for (Map.Entry<RegionId, Shares> entry : input.wanted().shares().entrySet()) {
            SortedMap<CdnId, Verdict> verdicts = input.verdicts().getOrDefault(entry.getKey(), new TreeMap<>());
            boolean known = verdicts.values().stream().anyMatch(v -> v.state() != Verdict.State.UNKNOWN);
            for (TargetSpec target : input.name().targets()) {
                int after = entry.getValue().of(target.cdn());
                int before = input.current()
                        .map(plan -> plan.in(entry.getKey()).of(target.cdn()))
                        .orElse(0);
                Verdict verdict = verdicts.get(target.cdn());
                boolean unknown = verdict == null || verdict.state() == Verdict.State.UNKNOWN;
                if (!known || (unknown && after != before)) {
                    String reason = verdict == null ? "no verdict" : verdict.reason();
                    return hold(
                            "quorum",
                            target.cdn() + " in " + entry.getKey() + ": " + reason,
                            "reports from " + input.name().quorum().reporting() + " networks");
                }
            }
        }
        return Optional.empty();
    }

    /** The last live edge keeps its users: it may not be emptied while it is the only one. */
    private static Optional<Ruling.Hold> liveEdge(Input input, Instant now) {
        for (RegionId region : input.wanted().shares().keySet()) {
            long before =
                    input.current().map(plan -> liveEdges(input, region, plan)).orElse(0L);
            long after = liveEdges(input, region, input.wanted());
            if (before >= 1 && after < 1) {
                return hold(
                        "live-edge",
                        "region " + region + " would have " + after + " live edges, has " + before + ", needs 1",
                        "another edge that is healthy, or an override that names this rule");
            }
        }
        return Optional.empty();
    }

    private static long liveEdges(Input input, RegionId region, Plan plan) {
        SortedMap<CdnId, Verdict> verdicts = input.verdicts().getOrDefault(region, new TreeMap<>());
        return plan.in(region).bp().keySet().stream()
                .filter(cdn -> input.name().target(cdn).isPresent())
                .filter(cdn -> input.spec().cdn(cdn).kind() == CdnKind.EDGE)
                .filter(cdn -> Optional.ofNullable(verdicts.get(cdn))
                        .map(verdict -> verdict.state().usable())
                        .orElse(false))
                .count();
    }

    /** No plan may raise an origin above its cap; one that is there already may stay. */
    private static Optional<Ruling.Hold> originLoad(Input input, Instant now) {
        for (Map.Entry<RegionId, Shares> entry : input.wanted().shares().entrySet()) {
            for (Map.Entry<CdnId, Integer> share : entry.getValue().bp().entrySet()) {
                CdnSpec cdn = input.spec().cdn(share.getKey());
                int before = input.current()
                        .map(plan -> plan.in(entry.getKey()).of(cdn.id()))
                        .orElse(0);
                if (cdn.kind() == CdnKind.ORIGIN
                        && share.getValue() > cdn.usableShareBp()
                        && share.getValue() > before) {
                    return hold(
                            "origin-load",
                            cdn.id() + " would get " + Shares.percent(share.getValue()) + " of " + entry.getKey()
                                    + ", its cap is " + Shares.percent(cdn.usableShareBp()) + " (R14)",
                            "a higher capacity.maxShare, or an override that names this rule");
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Ruling.Hold> returnShare(Input input, Instant now) {
        if (input.move() != Move.RETURN || input.division() == Division.ONE_OF) {
            return Optional.empty();
        }
        int limit = input.name().limits().returnPerChangeBp();
        for (RegionId region : input.wanted().shares().keySet()) {
            int moved = input.current()
                    .map(plan -> plan.in(region).movedTo(input.wanted().in(region)))
                    .orElse(0);
            if (moved > limit) {
                return hold(
                        "return-per-change",
                        "a return would move " + Shares.percent(moved) + " of " + region + " at once, limit "
                                + Shares.percent(limit),
                        "smaller steps");
            }
        }
        return Optional.empty();
    }

    private static Optional<Ruling.Hold> changesPerHour(Input input, Instant now) {
        List<Instant> recent = input.changes().stream()
                .filter(at -> at.isAfter(now.minus(HOUR)))
                .sorted()
                .toList();
        boolean escape = input.move() == Move.ESCAPE || input.move() == Move.OPERATOR || input.move() == Move.FIRST;
        int limit = escape
                ? input.name().limits().changesPerHour()
                : input.name().limits().changesPerHourForReturns();
        if (recent.size() < limit) {
            return Optional.empty();
        }
        Instant lifts = recent.isEmpty()
                ? now
                : recent.get(recent.size() - Math.max(1, limit)).plus(HOUR);
        return hold(
                "changes-per-hour",
                recent.size() + " changes within the hour, limit " + limit
                        + (escape ? "" : " for returns and rebalancing") + " (R22)",
                "waiting until " + lifts + ", or an override that names this rule");
    }

    private static Optional<Ruling.Hold> hold(String rule, String reason, String lifts) {
        return Optional.of(new Ruling.Hold(rule, reason, lifts));
    }
}
