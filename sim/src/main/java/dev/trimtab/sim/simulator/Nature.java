package dev.trimtab.sim.simulator;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.observe.Outcome;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.FailureClass;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.sim.ports.SimZone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is true, whatever anybody believes: which CDN fails where, how much each carries, how warm its cache is, and whom the
 * users meet. Load above capacity fails the excess; an origin that is over fails the misses of everybody.
 */
final class Nature {
    static final Duration TICK = Duration.ofSeconds(10);

    /** Failed looks of a target that is well. */
    private static final double BASELINE = 0.002;

    /** Above this something is wrong with a target, as far as users could tell. */
    private static final double BAD = 0.01;

    private static final double SLOW = 1.4;
    private static final Duration WARMING = Duration.ofMinutes(10);
    private static final Duration COOLS_AFTER = Duration.ofMinutes(30);
    private static final double IN_USE = 0.01;

    private final Spec spec;
    private final double day;
    private final SortedMap<RegionId, Double> users;
    private final List<Resolvers> resolvers = new ArrayList<>();
    private final List<Illness> illnesses = new ArrayList<>();
    private final Map<CdnId, Double> overload = new TreeMap<>();
    private final Map<CdnId, Instant> lastBad = new TreeMap<>();
    private final TreeMap<CdnId, Double> hit = new TreeMap<>();
    private final Map<CdnId, Instant> lastUsed = new TreeMap<>();
    private double demand = 1;
    private double badUserMinutes;
    private double peakOrigin;

    /**
     * Something wrong with a CDN.
     *
     * @param region where; empty for everywhere
     * @param period of a fault that comes and goes, half of it each; zero for one that stays
     */
    record Illness(
            CdnId cdn,
            Optional<RegionId> region,
            double fail,
            double latency,
            FailureClass kind,
            Instant since,
            Duration period) {
        boolean acts(Instant now) {
            return period.isZero()
                    || Duration.between(since, now).toMillis()
                                    / period.dividedBy(2).toMillis()
                                    % 2
                            == 0;
        }

        boolean strikes(CdnId other, RegionId where, Instant now) {
            return cdn.equals(other) && region.map(where::equals).orElse(true) && acts(now);
        }
    }

    Nature(Setting setting, List<SimZone> zones, long seed) {
        this.spec = setting.spec();
        this.day = setting.day();
        TreeMap<RegionId, Double> parts = new TreeMap<>();
        spec.regions().forEach((id, region) -> parts.put(id, region.usersBp() / 10_000.0));
        this.users = parts.isEmpty() ? Resolvers.everybody() : parts;
        for (NameSpec name : spec.names().values()) {
            if (!name.name().equals(Setting.FOREIGN)) {
                resolvers.add(new Resolvers(
                        name.name(), name.ttl(), zones, Dice.of(seed, "resolvers " + name.name()), Agenda.START));
            }
        }
        for (CdnSpec cdn : spec.cdns().values()) {
            cdn.cache().ifPresent(cache -> hit.put(cdn.id(), cache.warm()));
            lastUsed.put(cdn.id(), Agenda.START);
        }
    }

    void fallIll(Illness illness, Instant now) {
        illnesses.add(illness);
        lastBad.put(illness.cdn(), now);
    }

    void recover(Illness illness, Instant now) {
        illnesses.remove(illness);
        lastBad.put(illness.cdn(), now);
    }

    /** The part of requests that fails there now. */
    double fail(CdnId cdn, RegionId region, Instant now) {
        double passes = (1 - BASELINE) * (1 - overload.getOrDefault(cdn, 0.0));
        for (Illness illness : illnesses) {
            if (illness.strikes(cdn, region, now)) {
                passes *= 1 - illness.fail();
            }
        }
        return 1 - passes;
    }

    double latency(CdnId cdn, RegionId region, Instant now) {
        double factor = 1;
        for (Illness illness : illnesses) {
            if (illness.strikes(cdn, region, now)) {
                factor *= illness.latency();
            }
        }
        return factor;
    }

    Outcome look(CdnId cdn, RegionId region, Dice dice, Instant now) {
        if (!dice.chance(fail(cdn, region, now))) {
            return new Outcome.Pass();
        }
        return new Outcome.Fail(illnesses.stream()
                .filter(illness -> illness.strikes(cdn, region, now))
                .map(Illness::kind)
                .findFirst()
                .orElse(FailureClass.STATUS));
    }

    /** Whether something was wrong with it, anywhere, within this time. */
    boolean badWithin(CdnId cdn, Duration time, Instant now) {
        return !lastBad.getOrDefault(cdn, Instant.EPOCH).isBefore(now.minus(time));
    }

    /** Whether all of it fails everywhere and will go on to. */
    boolean dead(CdnId cdn) {
        return illnesses.stream()
                .anyMatch(illness -> illness.cdn().equals(cdn)
                        && illness.region().isEmpty()
                        && illness.fail() >= 1
                        && illness.period().isZero());
    }

    /** What production would know of load, at best. */
    Signals signals() {
        return new Signals(demand, hit);
    }

    double badUserMinutes() {
        return badUserMinutes;
    }

    double peakOrigin() {
        return peakOrigin;
    }

    /** Time goes by: users follow, caches warm and cool, what is overloaded fails. */
    void tick(Instant now) {
        double hours = Duration.between(Agenda.START, now).toSeconds() / 3_600.0;
        demand = 1 + day * Math.sin(hours * Math.PI / 2);
        TreeMap<CdnId, Double> load = new TreeMap<>();
        double[] bad = {0};
        for (Resolvers each : resolvers) {
            each.tick(now);
            each.split(
                    users,
                    (region, part) -> part.shares().bp().forEach((cdn, bp) -> {
                        double share = part.users() * bp / 10_000 / resolvers.size();
                        load.merge(cdn, share * demand, Double::sum);
                        bad[0] += share * demand * fail(cdn, region, now);
                    }));
        }
        badUserMinutes += bad[0] * TICK.toSeconds() / 60;
        caches(load, now);
        overload(load);
        for (CdnId cdn : spec.cdns().keySet()) {
            for (RegionId region : users.keySet()) {
                if (fail(cdn, region, now) > BAD || latency(cdn, region, now) > SLOW) {
                    lastBad.put(cdn, now);
                }
            }
        }
    }

    private void caches(SortedMap<CdnId, Double> load, Instant now) {
        for (CdnSpec cdn : spec.cdns().values()) {
            cdn.cache().ifPresent(cache -> {
                double ratio = hit.getOrDefault(cdn.id(), cache.warm());
                if (load.getOrDefault(cdn.id(), 0.0) >= IN_USE) {
                    lastUsed.put(cdn.id(), now);
                    double step = 1 - Math.exp(-(double) TICK.toMillis() / WARMING.toMillis());
                    hit.put(cdn.id(), ratio + (cache.warm() - ratio) * step);
                } else if (now.isAfter(lastUsed.getOrDefault(cdn.id(), now).plus(COOLS_AFTER))) {
                    hit.put(cdn.id(), cache.cold());
                }
            });
        }
    }

    private void overload(SortedMap<CdnId, Double> load) {
        double originLoad = 0;
        for (CdnSpec cdn : spec.cdns().values()) {
            double own = load.getOrDefault(cdn.id(), 0.0);
            originLoad += cdn.kind() == CdnKind.ORIGIN ? own : own * (1 - hit.getOrDefault(cdn.id(), 1.0));
            if (cdn.kind() != CdnKind.ORIGIN) {
                overload.put(cdn.id(), excess(own, Setting.capacity(cdn)));
            }
        }
        double cap = Setting.capacity(spec.cdn(Setting.ORIGIN));
        peakOrigin = Math.max(peakOrigin, originLoad / cap);
        double over = excess(originLoad, cap);
        overload.put(Setting.ORIGIN, over);
        for (CdnSpec cdn : spec.cdns().values()) {
            if (cdn.kind() != CdnKind.ORIGIN && over > 0) {
                double misses = 1 - hit.getOrDefault(cdn.id(), 1.0);
                overload.merge(cdn.id(), over * misses, (a, b) -> 1 - (1 - a) * (1 - b));
            }
        }
    }

    private static double excess(double load, double cap) {
        return load <= cap ? 0 : 1 - cap / load;
    }

    /** Names that users ask for. */
    List<SteeredName> names() {
        return spec.names().keySet().stream()
                .filter(name -> !name.equals(Setting.FOREIGN))
                .toList();
    }
}
