package dev.trimtab.core.safety;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Instant;
import java.util.SortedMap;

/** Everything looks bad at once: that is us, or the origin, and moving helps neither (R9). */
record AllTargetsRed() implements SafetyRule {
    /** Whether every target of a name that is looked at, in every region, is known to fail; a sorry page is not. */
    static boolean red(Spec spec, NameSpec name, SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts) {
        int looked = 0;
        for (TargetSpec target : name.targets()) {
            boolean fails = failsEverywhere(target.cdn(), verdicts);
            boolean sorry = spec.cdn(target.cdn()).kind() == CdnKind.STATIC;
            if (!fails && !sorry) {
                return false;
            }
            looked += sorry ? 0 : 1;
        }
        return looked > 1 && !verdicts.isEmpty();
    }

    private static boolean failsEverywhere(CdnId cdn, SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts) {
        for (SortedMap<CdnId, Verdict> byCdn : verdicts.values()) {
            Verdict verdict = byCdn.get(cdn);
            if (verdict == null
                    || (verdict.state() != Verdict.State.UNHEALTHY && verdict.state() != Verdict.State.ORIGIN_FAULT)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String name() {
        return "all-targets-red";
    }

    @Override
    public String meaning() {
        return "any change while every target of the name looks bad in every region: it is us or the origin (R9)";
    }

    @Override
    public String liftedBy() {
        return "one target that is healthy again";
    }

    @Override
    public Finding ask(SafetyReview.Input input, Instant now) {
        long targets = input.name().targets().stream()
                .filter(target -> input.spec().cdn(target.cdn()).kind() != CdnKind.STATIC)
                .count();
        if (red(input.spec(), input.name(), input.verdicts())) {
            return new Finding.Holds(
                    "all " + targets + " targets look bad at once: it is us or the origin (R9)", liftedBy());
        }
        long usable = input.verdicts().values().stream()
                .flatMap(byCdn -> byCdn.values().stream())
                .filter(verdict -> verdict.state().usable())
                .map(verdict -> verdict.target().cdn())
                .distinct()
                .count();
        return new Finding.Allows(usable + " of " + targets + " targets are usable somewhere");
    }
}
