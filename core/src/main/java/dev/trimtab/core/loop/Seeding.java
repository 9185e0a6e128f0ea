package dev.trimtab.core.loop;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.plan.Place;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.plan.Standing;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Takes up the plan that a provider still holds, when this controller has lost its memory. */
final class Seeding {
    private Seeding() {}

    /** The shares of our own record set; empty when its answers are not all targets of the name. */
    static Optional<Plan> plan(NameSpec name, Snapshot snapshot) {
        TreeMap<RegionId, List<Snapshot.HeldAnswer>> held = new TreeMap<>(snapshot.regional());
        held.put(RegionId.DEFAULT, snapshot.answers());
        TreeMap<RegionId, Shares> shares = new TreeMap<>();
        TreeMap<RegionId, List<String>> reasons = new TreeMap<>();
        for (Map.Entry<RegionId, List<Snapshot.HeldAnswer>> entry : held.entrySet()) {
            Optional<Shares> known = shares(name, entry.getValue());
            if (known.isEmpty()) {
                return Optional.empty();
            }
            shares.put(entry.getKey(), known.get());
            reasons.put(entry.getKey(), List.of("as the provider holds it"));
        }
        return Optional.of(new Plan(name.name(), shares, reasons));
    }

    private static Optional<Shares> shares(NameSpec name, List<Snapshot.HeldAnswer> answers) {
        TreeMap<CdnId, Integer> bp = new TreeMap<>();
        for (Snapshot.HeldAnswer held : answers) {
            Optional<TargetSpec> target = name.targets().stream()
                    .filter(candidate -> candidate.answer().equals(held.answer()))
                    .findFirst();
            if (target.isEmpty()) {
                return Optional.empty();
            }
            bp.merge(target.get().cdn(), held.shareBp(), Integer::sum);
        }
        int sum = bp.values().stream().mapToInt(Integer::intValue).sum();
        return sum == Shares.WHOLE ? Optional.of(new Shares(bp)) : Optional.empty();
    }

    /** A target with weight that has no share there was out: it comes back by hold-down and ramp, not at once (R11). */
    static Places places(NameSpec name, Plan held, Instant now) {
        return outWhereUnserved(Places.NONE, name, held, now);
    }

    /** The same, where something is remembered already: what is out or returning stays so. */
    static Places outWhereUnserved(Places known, NameSpec name, Plan held, Instant now) {
        TreeMap<Places.Key, Place> places = new TreeMap<>(known.byRegionAndCdn());
        for (RegionId region : held.shares().keySet()) {
            for (TargetSpec target : name.targets()) {
                Place place = known.of(region, target.cdn());
                boolean unserved = target.weight(region) > 0 && held.in(region).of(target.cdn()) == 0;
                if (unserved && place.standing() instanceof Standing.In) {
                    places.put(
                            new Places.Key(region, target.cdn()),
                            place.with(new Standing.Out(now, name.failback().holdDown(), Optional.empty())));
                }
            }
        }
        return new Places(places);
    }
}
