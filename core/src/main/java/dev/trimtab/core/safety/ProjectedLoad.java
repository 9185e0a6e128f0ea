package dev.trimtab.core.safety;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.plan.Loads;
import dev.trimtab.core.plan.Plan;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What plans ask of a name's origin, as the planner reckons it: the share that goes straight to it, and what every CDN
 * misses (R13, R14).
 *
 * @param limits the origin's, one for each way in which users may be spread over regions
 * @param unsaid edges of which nobody has said how much they find in their caches: they count nothing
 * @param unmeasured origins whose capacity in requests a second limits nothing, because nobody says how much is asked
 */
record ProjectedLoad(List<Loads.Limit> limits, SortedSet<CdnId> unsaid, SortedSet<CdnId> unmeasured) {
    static ProjectedLoad of(SafetyReview.Input input) {
        Loads loads = Loads.of(
                input.spec(),
                input.name(),
                new ArrayList<>(input.wanted().shares().keySet()),
                input.around().signals(),
                input.places(),
                input.current(),
                input.at());
        TreeSet<CdnId> unsaid = new TreeSet<>();
        TreeSet<CdnId> unmeasured = new TreeSet<>();
        for (TargetSpec target : input.name().targets()) {
            CdnSpec cdn = input.spec().cdn(target.cdn());
            if (cdn.kind() == CdnKind.EDGE
                    && cdn.cache().isEmpty()
                    && input.around().signals().hitRatioOf(cdn.id()).isEmpty()) {
                unsaid.add(cdn.id());
            }
            if (cdn.kind() == CdnKind.ORIGIN
                    && cdn.rates().declared()
                    && input.around().signals().askedOf(cdn).isEmpty()) {
                unmeasured.add(cdn.id());
            }
        }
        return new ProjectedLoad(
                loads.limits().stream().filter(Loads.Limit::origin).toList(), unsaid, unmeasured);
    }

    /** The highest load under a plan, in basis points of the demand that capacities are declared for. */
    Optional<Integer> bp(Plan plan) {
        return limits.stream()
                .map(limit -> (int) Math.round(limit.load(plan.shares())))
                .max(Integer::compare);
    }

    /** The origin of a name, when it has exactly one: only then is it known whose the misses are. */
    static Optional<CdnSpec> origin(Spec spec, NameSpec name) {
        List<CdnSpec> origins = name.targets().stream()
                .map(TargetSpec::cdn)
                .map(spec::cdn)
                .filter(cdn -> cdn.kind() == CdnKind.ORIGIN)
                .toList();
        return origins.size() == 1 ? Optional.of(origins.get(0)) : Optional.empty();
    }

    String uncounted() {
        return (unsaid.isEmpty() ? "" : "; no hit ratio is known of " + unsaid + ", their misses are not counted")
                + (unmeasured.isEmpty()
                        ? ""
                        : "; requests a second of " + unmeasured + " are not counted, nobody says how many are asked");
    }
}
