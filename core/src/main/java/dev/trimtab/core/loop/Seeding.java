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
import java.util.Optional;
import java.util.TreeMap;

/** Takes up the plan that a provider still holds, when this controller has lost its memory. */
final class Seeding {
    private Seeding() {}

    /** The shares of our own record set; empty when its answers are not all targets of the name. */
    static Optional<Plan> plan(NameSpec name, Snapshot snapshot) {
        TreeMap<CdnId, Integer> bp = new TreeMap<>();
        for (Snapshot.HeldAnswer held : snapshot.answers()) {
            Optional<TargetSpec> target = name.targets().stream()
                    .filter(candidate -> candidate.answer().equals(held.answer()))
                    .findFirst();
            if (target.isEmpty()) {
                return Optional.empty();
            }
            bp.merge(target.get().cdn(), held.shareBp(), Integer::sum);
        }
        int sum = bp.values().stream().mapToInt(Integer::intValue).sum();
        if (sum != Shares.WHOLE) {
            return Optional.empty();
        }
        TreeMap<RegionId, Shares> shares = new TreeMap<>();
        shares.put(RegionId.DEFAULT, new Shares(bp));
        TreeMap<RegionId, List<String>> reasons = new TreeMap<>();
        reasons.put(RegionId.DEFAULT, List.of("as the provider holds it"));
        return Optional.of(new Plan(name.name(), shares, reasons));
    }

    /** A target with weight that has no share there was out: it comes back by hold-down and ramp, not at once (R11). */
    static Places places(NameSpec name, Plan held, Instant now) {
        return outWhereUnserved(Places.NONE, name, held, now);
    }

    /** The same, where something is remembered already: what is out or returning stays so. */
    static Places outWhereUnserved(Places known, NameSpec name, Plan held, Instant now) {
        TreeMap<Places.Key, Place> places = new TreeMap<>(known.byRegionAndCdn());
        for (TargetSpec target : name.targets()) {
            Place place = known.of(RegionId.DEFAULT, target.cdn());
            boolean unserved = target.weight(RegionId.DEFAULT) > 0
                    && held.in(RegionId.DEFAULT).of(target.cdn()) == 0;
            if (unserved && place.standing() instanceof Standing.In) {
                places.put(
                        new Places.Key(RegionId.DEFAULT, target.cdn()),
                        place.with(new Standing.Out(now, name.failback().holdDown(), Optional.empty())));
            }
        }
        return new Places(places);
    }
}
