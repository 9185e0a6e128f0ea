package dev.trimtab.core.plan;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What shares put on CDNs and on the origin, and the limits that stand against it (R14). A load is in basis points of the
 * demand that capacities are declared for; an origin carries its own share and what every CDN does not find in its cache.
 */
public final class Loads {
    /** A cache that nobody reports on counts as warm after so long in use. */
    static final Duration WARM_AFTER = Duration.ofMinutes(30);

    /** What is given anew stays this far below a limit. */
    static final double GIVEN_UP_TO = 0.95;

    /** Below this share a cache does not stay warm. */
    static final int IN_USE_BP = 100;

    private final List<Limit> limits = new ArrayList<>();
    private final boolean demandMoves;

    private Loads(boolean demandMoves) {
        this.demandMoves = demandMoves;
    }

    /**
     * One limit: shares times what each of their basis points costs stay below {@code limitBp}.
     *
     * @param origin whether it is the origin's, which caches load as well
     */
    public record Limit(
            CdnId cdn,
            String what,
            boolean origin,
            SortedMap<RegionId, SortedMap<CdnId, Double>> cost,
            double limitBp) {
        /** The load that these shares make. */
        public double load(SortedMap<RegionId, Shares> shares) {
            double load = 0;
            for (Map.Entry<RegionId, SortedMap<CdnId, Double>> ofRegion : cost.entrySet()) {
                Shares regional = shares.get(ofRegion.getKey());
                if (regional != null) {
                    for (Map.Entry<CdnId, Integer> share : regional.bp().entrySet()) {
                        load += share.getValue() * ofRegion.getValue().getOrDefault(share.getKey(), 0.0);
                    }
                }
            }
            return load;
        }

        /** The part of the load that one CDN's own shares make. */
        double loadOf(CdnId of, SortedMap<RegionId, Shares> shares) {
            double load = 0;
            for (Map.Entry<RegionId, SortedMap<CdnId, Double>> ofRegion : cost.entrySet()) {
                Shares regional = shares.get(ofRegion.getKey());
                load += regional == null
                        ? 0
                        : regional.of(of) * ofRegion.getValue().getOrDefault(of, 0.0);
            }
            return load;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s of %s is %.1f %%", what, cdn, limitBp / 100);
        }
    }

    /**
     * @param places where CDNs stand, for caches that nobody reports on
     * @param current shares now
     */
    public static Loads of(
            Spec spec,
            NameSpec name,
            List<RegionId> regions,
            Signals signals,
            Places places,
            Optional<Plan> current,
            Instant now) {
        Loads loads = new Loads(
                signals.demand() != Signals.NONE.demand() || !signals.askedRps().isEmpty());
        int origins = 0;
        for (TargetSpec target : name.targets()) {
            origins += spec.cdn(target.cdn()).kind() == CdnKind.ORIGIN ? 1 : 0;
        }
        boolean missesCount = origins == 1;
        for (SortedMap<RegionId, Double> users : views(spec, regions)) {
            for (TargetSpec target : name.targets()) {
                CdnSpec cdn = spec.cdn(target.cdn());
                boolean origin = cdn.kind() == CdnKind.ORIGIN;
                Optional<Double> rated = rated(cdn, signals, cdn.rates().max());
                if (cdn.usableShareBp() == Shares.WHOLE && rated.isEmpty()) {
                    continue;
                }
                TreeMap<RegionId, SortedMap<CdnId, Double>> parts = new TreeMap<>();
                users.forEach((region, part) -> {
                    TreeMap<CdnId, Double> costs = new TreeMap<>();
                    costs.put(cdn.id(), part);
                    if (origin && missesCount) {
                        misses(spec, name, region, signals, places, current, now)
                                .forEach((edge, miss) -> costs.put(edge, part * miss));
                    }
                    parts.put(region, costs);
                });
                if (cdn.usableShareBp() != Shares.WHOLE) {
                    String what = origin ? "origin load" : "capacity";
                    loads.limits.add(
                            new Limit(cdn.id(), what, origin, times(signals.demand(), parts), cdn.usableShareBp()));
                }
                rated.ifPresent(limitBp -> loads.limits.add(new Limit(
                        cdn.id(), rate(cdn, signals, cdn.rates().max().orElseThrow()), origin, parts, limitBp)));
            }
        }
        loads.regional(spec, name, regions, signals);
        return loads;
    }

    private static SortedMap<RegionId, SortedMap<CdnId, Double>> times(
            double demand, SortedMap<RegionId, SortedMap<CdnId, Double>> parts) {
        if (demand == 1) {
            return parts;
        }
        TreeMap<RegionId, SortedMap<CdnId, Double>> cost = new TreeMap<>();
        parts.forEach((region, costs) -> {
            TreeMap<CdnId, Double> scaled = new TreeMap<>(costs);
            scaled.replaceAll((cdn, part) -> part * demand);
            cost.put(region, scaled);
        });
        return cost;
    }

    /**
     * The part of all that is asked now that so many requests a second are, less headroom, in basis points; empty when nobody
     * says how much is asked, or when all of it fits.
     */
    private static Optional<Double> rated(CdnSpec cdn, Signals signals, Optional<Long> maxRps) {
        return maxRps.flatMap(max -> signals.askedOf(cdn).map(asked -> Shares.WHOLE * cdn.usable((double) max) / asked))
                .filter(limitBp -> limitBp < Shares.WHOLE);
    }

    private static String rate(CdnSpec cdn, Signals signals, long maxRps) {
        return String.format(
                Locale.ROOT,
                "%.0f of %.0f requests a second as capacity",
                cdn.usable((double) maxRps),
                signals.askedOf(cdn).orElse(0.0));
    }

    private void regional(Spec spec, NameSpec name, List<RegionId> regions, Signals signals) {
        SortedMap<RegionId, Double> users = views(spec, regions).get(0);
        for (TargetSpec target : name.targets()) {
            CdnSpec cdn = spec.cdn(target.cdn());
            cdn.regionCapsBp().forEach((region, capBp) -> {
                if (users.containsKey(region)) {
                    limits.add(regional(
                            cdn,
                            region,
                            "capacity in " + region,
                            users.getOrDefault(region, 1.0) * signals.demand(),
                            capBp));
                }
            });
            cdn.rates()
                    .byRegion()
                    .forEach((region, max) -> rated(cdn, signals, Optional.of(max))
                            .filter(limitBp -> users.containsKey(region))
                            .ifPresent(limitBp -> limits.add(regional(
                                    cdn,
                                    region,
                                    rate(cdn, signals, max) + " in " + region,
                                    users.getOrDefault(region, 1.0),
                                    limitBp))));
        }
    }

    private static Limit regional(CdnSpec cdn, RegionId region, String what, double costOfOne, double limitBp) {
        TreeMap<CdnId, Double> costs = new TreeMap<>();
        costs.put(cdn.id(), costOfOne);
        TreeMap<RegionId, SortedMap<CdnId, Double>> cost = new TreeMap<>();
        cost.put(region, costs);
        return new Limit(cdn.id(), what, false, cost, limitBp);
    }

    public List<Limit> limits() {
        return List.copyOf(limits);
    }

    /** What part of a limit is left free when something is cut back to it. */
    double margin() {
        return demandMoves ? 1 - GIVEN_UP_TO : 0;
    }

    /**
     * The most of one region that a CDN may be given with nothing elsewhere, in basis points of the region. What it has may
     * reach the limit; where demand is followed, more is only given up to a little below, so that a rise is no write a minute.
     */
    int regionMaxBp(RegionId region, CdnId cdn, int heldBp) {
        double max = Shares.WHOLE;
        for (Limit limit : limits) {
            double cost = limit.cdn().equals(cdn) && limit.cost().containsKey(region)
                    ? limit.cost().get(region).getOrDefault(cdn, 0.0)
                    : 0;
            if (cost > 0) {
                max = Math.min(max, limit.limitBp() / cost);
            }
        }
        int hard = (int) Math.floor(max + 1e-9);
        int soft = hard >= Shares.WHOLE || !demandMoves ? hard : (int) Math.floor(max * GIVEN_UP_TO);
        return heldBp > soft && heldBp <= hard ? heldBp : soft;
    }

    /**
     * How far one may go from {@code from} to {@code to}, 0 to 1, without a limit being passed; what is passed already may
     * not get worse.
     */
    Reach reach(SortedMap<RegionId, Shares> from, SortedMap<RegionId, Shares> to) {
        double furthest = 1;
        Optional<Limit> by = Optional.empty();
        for (Limit limit : limits) {
            double before = limit.load(from);
            double after = limit.load(to);
            if (after <= Math.max(limit.limitBp(), before) + 1e-6) {
                continue;
            }
            double far = before >= limit.limitBp() ? 0 : (limit.limitBp() - before) / (after - before);
            if (far < furthest) {
                furthest = far;
                by = Optional.of(limit);
            }
        }
        return new Reach(furthest, by);
    }

    /**
     * @param by what stops it short of 1
     */
    record Reach(double part, Optional<Limit> by) {}

    /** Regions weighed by their users; where nobody said how many they are, each could be everybody. */
    private static List<SortedMap<RegionId, Double>> views(Spec spec, List<RegionId> regions) {
        TreeMap<RegionId, Double> users = new TreeMap<>();
        double all = 0;
        for (RegionId region : regions) {
            int part = Optional.ofNullable(spec.regions().get(region))
                    .map(it -> it.usersBp())
                    .orElse(0);
            users.put(region, (double) part);
            all += part;
        }
        if (regions.size() > 1 && all > 0) {
            double whole = all;
            users.replaceAll((region, part) -> part / whole);
            return List.of(users);
        }
        List<SortedMap<RegionId, Double>> each = new ArrayList<>();
        for (RegionId region : regions) {
            TreeMap<RegionId, Double> alone = new TreeMap<>();
            alone.put(region, 1.0);
            each.add(alone);
        }
        return each;
    }

    /** What part of each CDN's requests in a region goes on to the origin. */
    private static SortedMap<CdnId, Double> misses(
            Spec spec,
            NameSpec name,
            RegionId region,
            Signals signals,
            Places places,
            Optional<Plan> current,
            Instant now) {
        TreeMap<CdnId, Double> misses = new TreeMap<>();
        for (TargetSpec target : name.targets()) {
            CdnSpec cdn = spec.cdn(target.cdn());
            if (cdn.kind() == CdnKind.ORIGIN) {
                continue;
            }
            Optional<Double> known = signals.hitRatioOf(cdn.id());
            Optional<Double> hit = known.or(() -> cdn.cache()
                    .map(cache -> warm(places.of(region, cdn.id()), current, region, cdn.id(), now)
                            ? cache.warm()
                            : cache.cold()));
            hit.ifPresent(ratio -> misses.put(cdn.id(), 1 - ratio));
        }
        return misses;
    }

    private static boolean warm(Place place, Optional<Plan> current, RegionId region, CdnId cdn, Instant now) {
        int share = current.map(plan -> plan.in(region).of(cdn)).orElse(IN_USE_BP);
        boolean young = place.standing() instanceof Standing.Returning returning
                && now.isBefore(returning.since().plus(WARM_AFTER));
        return share >= IN_USE_BP && !young;
    }
}
