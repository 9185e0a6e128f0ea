package dev.trimtab.core.judge;

import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.QuorumSpec;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * From votes to a verdict: networks are counted, not agents (R8).
 *
 * <p>Too few networks that know anything: {@code UNKNOWN}. Unhealthy takes {@code quorum.networks} networks that are also
 * at least half of those reporting; usable takes {@code quorum.networks}; anything else is doubt, and doubt is
 * {@code UNKNOWN}.
 */
public final class Quorum {
    private Quorum() {}

    public static Verdict judge(
            TargetId target,
            RegionId region,
            List<Vote> votes,
            QuorumSpec quorum,
            Optional<Verdict> previous,
            Instant now) {
        Map<HealthState, Integer> counted = count(votes);
        int unhealthy = counted.getOrDefault(HealthState.UNHEALTHY, 0);
        int degraded = counted.getOrDefault(HealthState.DEGRADED, 0);
        int healthy = counted.getOrDefault(HealthState.HEALTHY, 0);
        int reporting = unhealthy + degraded + healthy;
        Verdict.State state;
        int agreeing;
        String reason;
        if (reporting < quorum.reporting()) {
            state = Verdict.State.UNKNOWN;
            agreeing = reporting;
            reason = reporting + " networks know anything, " + quorum.reporting() + " needed";
        } else if (unhealthy >= quorum.networks() && unhealthy * 2 >= reporting) {
            state = Verdict.State.UNHEALTHY;
            agreeing = unhealthy;
            reason = unhealthy + " of " + reporting + " networks say unhealthy, " + quorum.networks() + " needed (R8)";
        } else if (degraded + healthy >= quorum.networks()) {
            state = degraded > healthy ? Verdict.State.DEGRADED : Verdict.State.HEALTHY;
            agreeing = degraded + healthy;
            reason = agreeing + " of " + reporting + " networks say usable, " + quorum.networks() + " needed";
        } else {
            state = Verdict.State.UNKNOWN;
            agreeing = Math.max(unhealthy, degraded + healthy);
            reason = unhealthy + " networks say unhealthy and " + (degraded + healthy) + " usable, " + quorum.networks()
                    + " must agree";
        }
        Instant since =
                previous.filter(old -> old.state() == state).map(Verdict::since).orElse(now);
        return new Verdict(target, region, state, since, cause(votes, state), reporting, agreeing, votes, reason);
    }

    /** Networks per belief; a network whose vantages disagree evenly believes nothing. */
    private static Map<HealthState, Integer> count(List<Vote> votes) {
        TreeMap<Network, List<Vote>> byNetwork =
                votes.stream().collect(Collectors.groupingBy(Vote::network, TreeMap::new, Collectors.toList()));
        EnumMap<HealthState, Integer> counted = new EnumMap<>(HealthState.class);
        byNetwork.values().forEach(group -> counted.merge(belief(group), 1, Integer::sum));
        return counted;
    }

    private static HealthState belief(List<Vote> group) {
        // A vantage with one family down is unhealthy: its users of that family get nothing.
        List<HealthState> vantages = group.stream()
                .filter(vote -> vote.state() != HealthState.UNKNOWN)
                .collect(Collectors.groupingBy(Vote::vantage, TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(Quorum::worst)
                .toList();
        long unhealthy = vantages.stream()
                .filter(state -> state == HealthState.UNHEALTHY)
                .count();
        long usable = vantages.size() - unhealthy;
        if (unhealthy == usable) {
            return HealthState.UNKNOWN;
        }
        if (unhealthy > usable) {
            return HealthState.UNHEALTHY;
        }
        return vantages.stream().filter(state -> state == HealthState.DEGRADED).count() * 2 > usable
                ? HealthState.DEGRADED
                : HealthState.HEALTHY;
    }

    private static HealthState worst(List<Vote> ofOneVantage) {
        List<HealthState> states = ofOneVantage.stream().map(Vote::state).toList();
        return states.contains(HealthState.UNHEALTHY)
                ? HealthState.UNHEALTHY
                : states.contains(HealthState.DEGRADED) ? HealthState.DEGRADED : HealthState.HEALTHY;
    }

    private static Optional<FailureClass> cause(List<Vote> votes, Verdict.State state) {
        if (state != Verdict.State.UNHEALTHY && state != Verdict.State.DEGRADED) {
            return Optional.empty();
        }
        return votes.stream()
                .flatMap(vote -> vote.cause().stream())
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Comparator.<Map.Entry<FailureClass, Long>>comparingLong(Map.Entry::getValue)
                        .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
                .map(Map.Entry::getKey);
    }
}
