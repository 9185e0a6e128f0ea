package dev.trimtab.core.loop;

import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.plan.Division;
import dev.trimtab.core.records.Capabilities;
import dev.trimtab.core.spec.NameSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What all providers of a name can express together: a plan is made on that and on nothing else. */
public final class Steerable {
    private Steerable() {}

    /** Regions are planned apart only where every provider can steer them apart; {@code default} is always among them. */
    public static List<RegionId> regions(NameSpec name, Collection<Capabilities> providers) {
        boolean apart = !providers.isEmpty() && providers.stream().allMatch(Capabilities::regions);
        if (!apart) {
            return List.of(RegionId.DEFAULT);
        }
        List<RegionId> regions = new ArrayList<>(name.regions());
        if (!regions.contains(RegionId.DEFAULT)) {
            regions.add(RegionId.DEFAULT);
        }
        return regions;
    }

    public static Division division(Collection<Capabilities> providers) {
        return providers.stream().map(Capabilities::weights).anyMatch(Capabilities.Weights.ONE_OF::equals)
                ? Division.ONE_OF
                : Division.WEIGHTS;
    }
}
