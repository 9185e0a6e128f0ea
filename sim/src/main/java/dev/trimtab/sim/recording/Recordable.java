package dev.trimtab.sim.recording;

import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.ProbeSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.VantageSpec;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/** What of a configuration a recording can speak of. */
final class Recordable {
    private Recordable() {}

    /** The configuration with the recorded names alone, each as if it were written automatically: that is the question. */
    static Spec of(Spec spec, SortedSet<SteeredName> recorded) {
        TreeMap<SteeredName, NameSpec> names = new TreeMap<>();
        spec.names().forEach((id, name) -> {
            if (recorded.contains(id)) {
                names.put(id, name.written());
            }
        });
        return spec.with(spec.digest(), names, spec.safetyRules());
    }

    /** Whether it would make this check itself. */
    static boolean configured(Spec spec, CheckId check) {
        NameSpec name = spec.names().get(check.target().name());
        return name != null
                && name.target(check.target().cdn()).isPresent()
                && name.probes().contains(check.probe())
                && name.hosts().contains(check.host());
    }

    static boolean usersPath(Spec spec, CheckId check) {
        return Optional.ofNullable(spec.probes().get(check.probe()))
                .map(ProbeSpec::kind)
                .map(kind -> kind.userPath())
                .orElse(false);
    }

    static boolean holds(NameSpec name, Collection<Shares> shares) {
        return shares.stream()
                .flatMap(split -> split.bp().keySet().stream())
                .allMatch(cdn -> name.target(cdn).isPresent());
    }

    /** Those whose looks count for a region: its own, or all where it has none. */
    static Collection<VantageId> judges(Spec spec, RegionId region) {
        Collection<VantageId> own = spec.vantages().values().stream()
                .filter(vantage -> vantage.region().equals(region))
                .map(VantageSpec::id)
                .toList();
        return own.isEmpty() ? spec.vantages().keySet() : own;
    }
}
