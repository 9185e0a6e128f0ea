package dev.trimtab.core.judge;

import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.spec.FailureClass;
import java.time.Instant;
import java.util.Optional;

/**
 * What one vantage believes of one target over one address family, from all its checks of paths that users walk: the worst
 * of them. A vantage without that family is {@code UNKNOWN} there, and does not count.
 */
public record Vote(
        VantageId vantage,
        Network network,
        CheckId.Family family,
        HealthState state,
        Instant since,
        Optional<FailureClass> cause,
        String reason) {
    /** How bad: what is not known may be worse than ill, and is not as bad as failing. */
    static int rank(HealthState state) {
        return switch (state) {
            case HEALTHY -> 0;
            case DEGRADED -> 1;
            case UNKNOWN -> 2;
            case UNHEALTHY -> 3;
        };
    }

    static Vote of(VantageId vantage, Network network, CheckId check, Health health) {
        return new Vote(
                vantage,
                network,
                check.family(),
                health.state(),
                health.since(),
                health.cause(),
                check.probe() + " of " + check.host() + ": " + health.reason());
    }

    /** One that is set aside. */
    Vote unknown(String because) {
        return new Vote(vantage, network, family, HealthState.UNKNOWN, since, cause, because + reason);
    }

    /** Whether the vote's cause is a challenge page. */
    boolean challenged() {
        return (state == HealthState.UNHEALTHY || state == HealthState.DEGRADED)
                && cause.equals(Optional.of(FailureClass.CHALLENGE));
    }
}
