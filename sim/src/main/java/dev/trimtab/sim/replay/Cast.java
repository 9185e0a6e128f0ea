package dev.trimtab.sim.replay;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Who takes part, in the order of the file.
 *
 * @param users share of the users by region; adds up to 1
 * @param groups share of the agents by group
 */
public record Cast(
        SequencedMap<RegionId, Double> users,
        SequencedMap<CdnId, Role> roles,
        Zone zone,
        SequencedMap<String, Double> groups) {
    /** Agents in each region; each is a network of its own, save those of a group. */
    public static final int AGENTS = 6;

    public Cast {
        users = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(users));
        roles = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(roles));
        groups = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(groups));
    }

    /**
     * Where the name lives.
     *
     * @param independentOf targets whose vendor it does not depend on
     */
    public record Zone(String provider, Duration ttl, List<CdnId> independentOf) {
        public Zone {
            independentOf = List.copyOf(independentOf);
        }
    }

    public List<RegionId> regions() {
        return List.copyOf(users.sequencedKeySet());
    }

    public List<CdnId> targets() {
        return List.copyOf(roles.sequencedKeySet());
    }

    public Role role(CdnId target) {
        return Objects.requireNonNull(roles.get(target), "the cast has no " + target);
    }

    public double usersOf(RegionId region) {
        return Objects.requireNonNull(users.get(region), "the cast has no region " + region);
    }

    /** The split by the weights of t0. */
    public Shares start() {
        Map<CdnId, Long> weights = new LinkedHashMap<>();
        roles.forEach((target, role) -> weights.put(target, Math.round(role.weight() * 100)));
        return Shares.inProportion(weights);
    }

    /** The group of an agent: each takes its rounded share of the six, filled in the order of the file. */
    public Optional<String> groupOf(int agent) {
        int filled = 0;
        for (Map.Entry<String, Double> group : groups.entrySet()) {
            filled += (int) Math.round(group.getValue() * AGENTS);
            if (agent < filled) {
                return Optional.of(group.getKey());
            }
        }
        return Optional.empty();
    }
}
