package dev.trimtab.core.judge;

import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.QuorumSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * From votes to a belief: networks are counted, not agents (R8).
 *
 * <p>Too few networks that know anything: {@code UNKNOWN}. Unhealthy takes {@code quorum.networks} networks that are also
 * at least half of those reporting; usable takes {@code quorum.networks}; anything else is doubt, and doubt is
 * {@code UNKNOWN}.
 *
 * @param reporting networks that know anything
 * @param agreeing networks that hold the belief
 * @param words its reason, with the numbers
 */
record Quorum(Verdict.State state, int reporting, int agreeing, Supplier<String> words) {

    /** Made only when a verdict says something new. */
    String reason() {
        return words.get();
    }

    static Quorum of(List<Vote> votes, QuorumSpec quorum) {
        Networks networks = new Networks();
        beliefs(votes).forEach(networks::count);
        return networks.agree(quorum);
    }

    /** The same where each of those who speak is the only one of its network. */
    static Quorum ofEach(Seen[] speaking, QuorumSpec quorum) {
        Networks networks = new Networks();
        for (Seen one : speaking) {
            networks.count(one.impression().state());
        }
        return networks.agree(quorum);
    }

    private static Quorum of(int unhealthy, int degraded, int healthy, QuorumSpec quorum) {
        int reporting = unhealthy + degraded + healthy;
        int usable = degraded + healthy;
        if (reporting < quorum.reporting()) {
            return new Quorum(
                    Verdict.State.UNKNOWN,
                    reporting,
                    reporting,
                    () -> reporting + " networks know anything, " + quorum.reporting() + " needed (R8)");
        }
        if (unhealthy >= quorum.networks() && unhealthy * 2 >= reporting) {
            return new Quorum(
                    Verdict.State.UNHEALTHY,
                    reporting,
                    unhealthy,
                    () -> unhealthy + " of " + reporting + " networks say unhealthy, " + quorum.networks()
                            + " needed (R8)");
        }
        if (usable >= quorum.networks()) {
            return new Quorum(
                    degraded > healthy ? Verdict.State.DEGRADED : Verdict.State.HEALTHY,
                    reporting,
                    usable,
                    () -> usable + " of " + reporting + " networks say usable, " + degraded + " of them degraded, "
                            + quorum.networks() + " needed");
        }
        return new Quorum(
                Verdict.State.UNKNOWN,
                reporting,
                Math.max(unhealthy, usable),
                () -> unhealthy + " networks say unhealthy and " + usable + " usable, " + quorum.networks()
                        + " must agree");
    }

    /** How many of them believe what. */
    private static final class Networks {
        private int unhealthy;
        private int degraded;
        private int healthy;

        void count(HealthState belief) {
            switch (belief) {
                case UNHEALTHY -> unhealthy++;
                case DEGRADED -> degraded++;
                case HEALTHY -> healthy++;
                case UNKNOWN -> {}
            }
        }

        Quorum agree(QuorumSpec quorum) {
            return of(unhealthy, degraded, healthy, quorum);
        }
    }

    /** The class that most votes name; of equal ones the first. */
    static Optional<FailureClass> cause(List<Vote> votes) {
        EnumMap<FailureClass, Integer> named = new EnumMap<>(FailureClass.class);
        for (Vote vote : votes) {
            if (vote.state() != HealthState.UNKNOWN) {
                vote.cause().ifPresent(cause -> named.merge(cause, 1, Integer::sum));
            }
        }
        Optional<FailureClass> most = Optional.empty();
        int times = 0;
        for (Map.Entry<FailureClass, Integer> entry : named.entrySet()) {
            if (entry.getValue() > times) {
                times = entry.getValue();
                most = Optional.of(entry.getKey());
            }
        }
        return most;
    }

    private static Collection<HealthState> beliefs(List<Vote> votes) {
        List<HealthState> beliefs = new ArrayList<>(votes.size());
        for (int i = 0; i < votes.size(); i++) {
            Vote vote = votes.get(i);
            if (vote.state() != HealthState.UNKNOWN) {
                for (int j = 0; j < i; j++) {
                    Vote other = votes.get(j);
                    if (other.network().asn() == vote.network().asn() && other.state() != HealthState.UNKNOWN) {
                        return byNetwork(votes).values();
                    }
                }
                beliefs.add(vote.state());
            }
        }
        return beliefs;
    }

    /** What each network believes; one whose vantages disagree evenly believes nothing. */
    private static Map<Network, HealthState> byNetwork(List<Vote> votes) {
        // A vantage with one family down is unhealthy: its users of that family get nothing.
        Map<VantageId, Vote> worst = new HashMap<>();
        Set<Network> several = new HashSet<>();
        Map<Network, HealthState> beliefs = new HashMap<>();
        for (Vote vote : votes) {
            if (vote.state() != HealthState.UNKNOWN) {
                worst.merge(vote.vantage(), vote, (a, b) -> Vote.rank(a.state()) >= Vote.rank(b.state()) ? a : b);
            }
        }
        for (Vote vote : worst.values()) {
            if (beliefs.putIfAbsent(vote.network(), vote.state()) != null) {
                several.add(vote.network());
            }
        }
        for (Network network : several) {
            beliefs.put(network, together(network, worst));
        }
        return beliefs;
    }

    private static HealthState together(Network network, Map<VantageId, Vote> worst) {
        int unhealthy = 0;
        int degraded = 0;
        int all = 0;
        for (Vote vote : worst.values()) {
            if (vote.network().equals(network)) {
                all++;
                unhealthy += vote.state() == HealthState.UNHEALTHY ? 1 : 0;
                degraded += vote.state() == HealthState.DEGRADED ? 1 : 0;
            }
        }
        int usable = all - unhealthy;
        if (unhealthy == usable) {
            return HealthState.UNKNOWN;
        }
        if (unhealthy > usable) {
            return HealthState.UNHEALTHY;
        }
        return degraded * 2 > usable ? HealthState.DEGRADED : HealthState.HEALTHY;
    }
}
