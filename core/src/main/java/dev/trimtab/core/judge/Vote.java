package dev.trimtab.core.judge;

import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.spec.FailureClass;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What one vantage believes of one target over one address family, from all its checks: the worst of them. A vantage
 * without that family is {@code UNKNOWN} there, and does not count.
 */
public record Vote(
        VantageId vantage,
        Network network,
        CheckId.Family family,
        HealthState state,
        Instant since,
        Optional<FailureClass> cause,
        String reason) {
    private static final List<HealthState> WORST_FIRST =
            List.of(HealthState.UNHEALTHY, HealthState.UNKNOWN, HealthState.DEGRADED, HealthState.HEALTHY);

    /** The vote of a vantage from the healths of its checks of one target and family; at least one. */
    public static Vote of(
            VantageId vantage, Network network, CheckId.Family family, SortedMap<CheckId, Health> healths) {
        Map.Entry<CheckId, Health> worst = healths.entrySet().stream()
                .min(Comparator.comparingInt(
                        entry -> WORST_FIRST.indexOf(entry.getValue().state())))
                .orElseThrow(() -> new IllegalArgumentException("a vote of " + vantage + " from no check"));
        Health health = worst.getValue();
        return new Vote(
                vantage,
                network,
                family,
                health.state(),
                health.since(),
                health.cause(),
                worst.getKey().probe() + " of " + worst.getKey().host() + ": " + health.reason());
    }
}
