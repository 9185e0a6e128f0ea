package dev.trimtab.sim.simulator;

import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.sim.ports.SimZone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Between the zone and its users: groups of resolvers that ask again after once, twice or many times the TTL, and one that
 * ignores it for ever. Their sizes follow the curve of {@code incidents-and-rules} §3.5: 55 % by one TTL, 80 % by two, 90 %
 * at 5 minutes, 96 % at 15, 99 % at 60.
 */
final class Resolvers {
    private final SteeredName name;
    private final List<SimZone> zones;
    private final List<Group> groups = new ArrayList<>();

    private static final class Group {
        final double users;
        final Duration again;
        final SimZone zone;
        Optional<RecordSet> cached = Optional.empty();
        Instant asksAt;

        Group(double users, Duration again, SimZone zone, Instant asksAt) {
            this.users = users;
            this.again = again;
            this.zone = zone;
            this.asksAt = asksAt;
        }
    }

    Resolvers(SteeredName name, Duration ttl, List<SimZone> zones, Dice dice, Instant now) {
        this.name = name;
        this.zones = zones;
        group(0.55, ttl, dice, now);
        group(0.25, ttl.multipliedBy(2), dice, now);
        group(0.10, Duration.ofMinutes(5), dice, now);
        group(0.06, Duration.ofMinutes(15), dice, now);
        group(0.03, Duration.ofHours(1), dice, now);
        group(0.01, Duration.ofDays(3_650), dice, now);
    }

    private void group(double users, Duration again, Dice dice, Instant now) {
        for (SimZone zone : zones) {
            Duration first = dice.between(
                    Duration.ZERO, again.compareTo(Duration.ofHours(1)) > 0 ? again.dividedBy(100_000) : again);
            groups.add(new Group(users / zones.size(), again, zone, now.plus(first)));
        }
    }

    /** Those whose time is over ask again; nobody who got an answer keeps less than he had. */
    void tick(Instant now) {
        for (Group group : groups) {
            if (group.cached.isEmpty() || !now.isBefore(group.asksAt)) {
                Optional<RecordSet> answer = group.zone.served(name);
                if (answer.isPresent()) {
                    group.cached = answer;
                    group.asksAt = now.isBefore(group.asksAt) ? group.asksAt : now.plus(group.again);
                }
            }
        }
    }

    /** What users of these regions are sent to, told as (users, split): regions by their part of all users. */
    void split(SortedMap<RegionId, Double> regions, BiConsumer<RegionId, WeightedShares> told) {
        for (Group group : groups) {
            group.cached.ifPresent(set -> regions.forEach(
                    (region, part) -> told.accept(region, new WeightedShares(part * group.users, set.shares(region)))));
        }
    }

    /** A split, and the part of all users that it holds for. */
    record WeightedShares(double users, Shares shares) {}

    /** Everybody alike, where regions are not told apart. */
    static SortedMap<RegionId, Double> everybody() {
        TreeMap<RegionId, Double> all = new TreeMap<>();
        all.put(RegionId.DEFAULT, 1.0);
        return all;
    }
}
