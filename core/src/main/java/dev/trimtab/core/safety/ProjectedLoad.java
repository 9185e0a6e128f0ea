package dev.trimtab.core.safety;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.RegionSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a plan asks of the origin, in parts of the demand that capacities are declared for: the share that goes straight to
 * it, and what every CDN misses (R13, R14). A CDN's hit ratio is the signal's, else its declared cold one; of a CDN of
 * which neither is said nothing is counted, and it is named.
 *
 * @param own share that goes straight to origins
 * @param misses what CDNs ask of it
 * @param unsaid CDNs with share of which no hit ratio is known
 */
record ProjectedLoad(double own, double misses, SortedSet<CdnId> unsaid) {
    static ProjectedLoad of(Spec spec, NameSpec name, Plan plan, Signals signals) {
        double own = 0;
        double misses = 0;
        TreeSet<CdnId> unsaid = new TreeSet<>();
        for (Map.Entry<RegionId, Double> region :
                users(spec, plan.shares().keySet()).entrySet()) {
            for (Map.Entry<CdnId, Integer> share :
                    plan.in(region.getKey()).bp().entrySet()) {
                CdnSpec cdn = spec.cdns().get(share.getKey());
                double part = region.getValue() * share.getValue() / Shares.WHOLE;
                if (cdn == null) {
                    unsaid.add(share.getKey());
                } else if (cdn.kind() == CdnKind.ORIGIN) {
                    own += part;
                } else if (cdn.kind() == CdnKind.EDGE) {
                    OptionalDouble hit = hit(cdn, signals);
                    misses += hit.isPresent() ? part * (1 - hit.getAsDouble()) : 0;
                    if (hit.isEmpty()) {
                        unsaid.add(cdn.id());
                    }
                }
            }
        }
        return new ProjectedLoad(own * signals.demand(), misses * signals.demand(), unsaid);
    }

    double total() {
        return own + misses;
    }

    int totalBp() {
        return (int) Math.round(Math.min(total(), 100) * Shares.WHOLE);
    }

    /** The origin that bears the misses of a name's CDNs: its first one; empty when it has none. */
    static Optional<CdnSpec> origin(Spec spec, NameSpec name) {
        return name.targets().stream()
                .map(TargetSpec::cdn)
                .map(spec::cdn)
                .filter(cdn -> cdn.kind() == CdnKind.ORIGIN)
                .findFirst();
    }

    private static OptionalDouble hit(CdnSpec cdn, Signals signals) {
        Optional<Double> known = signals.hitRatioOf(cdn.id())
                .or(() -> cdn.cache().map(CdnSpec.Cache::cold));
        return known.isPresent() ? OptionalDouble.of(Math.clamp(known.get(), 0.0, 1.0)) : OptionalDouble.empty();
    }

    /** Each region's part of all users; what regions do not declare is the default region's, and without a word all count alike. */
    static SortedMap<RegionId, Double> users(Spec spec, Set<RegionId> regions) {
        TreeMap<RegionId, Double> users = new TreeMap<>();
        int declared = 0;
        for (RegionId region : regions) {
            RegionSpec known = spec.regions().get(region);
            int bp = known == null || region.equals(RegionId.DEFAULT) ? 0 : known.usersBp();
            users.put(region, (double) bp / Shares.WHOLE);
            declared += bp;
        }
        if (declared == 0) {
            regions.forEach(region -> users.put(region, 1.0 / regions.size()));
        } else {
            users.put(RegionId.DEFAULT, Math.max(0.0, 1.0 - (double) declared / Shares.WHOLE));
        }
        return users;
    }

    @Override
    public String toString() {
        return Shares.percent(totalBp()) + " of demand (" + Shares.percent((int) Math.round(own * Shares.WHOLE))
                + " straight, " + Shares.percent((int) Math.round(misses * Shares.WHOLE)) + " misses"
                + (unsaid.isEmpty() ? "" : "; no hit ratio is known of " + unsaid + ", not counted") + ")";
    }
}
