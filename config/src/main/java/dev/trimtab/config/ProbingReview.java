package dev.trimtab.config;

import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.DetectSpec;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.ProbeSpec;
import dev.trimtab.core.spec.TargetSpec;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Says of a name that can be read which of its probes will not look as they should. */
final class ProbingReview {
    private final NameReader.World world;
    private final Problems problems;

    ProbingReview(NameReader.World world, Problems problems) {
        this.world = world;
        this.problems = problems;
    }

    void warn(Cursor at, List<TargetSpec> targets, List<String> probes, DetectSpec detect) {
        List<ProbeSpec> known = probes.stream()
                .map(probe -> world.probes().get(new ProbeId(probe)))
                .filter(Objects::nonNull)
                .toList();
        List<Cursor> items = at.items("targets");
        for (int i = 0; i < targets.size(); i++) {
            for (ProbeSpec probe : known) {
                if (probe.kind() == ProbeKind.PINNED
                        && runsOn(probe, targets.get(i))
                        && targets.get(i).pinned().isEmpty()) {
                    problems.warning(
                            items.get(i).path(),
                            items.get(i).line(),
                            "names no pinned addresses, so that probe " + probe.id() + " does not look at it");
                }
            }
        }
        budget(at, targets, known, detect);
    }

    /** Looks that come by the clock must leave room for those that confirm. */
    private void budget(Cursor at, List<TargetSpec> targets, List<ProbeSpec> probes, DetectSpec detect) {
        long looks = 0;
        for (TargetSpec target : targets) {
            for (ProbeSpec probe : probes) {
                if (runsOn(probe, target)) {
                    looks += Math.max(1, probe.versions().size());
                }
            }
        }
        double perSecond = looks * 1000.0 / detect.interval().toMillis();
        if (perSecond * 2 > detect.budget()) {
            problems.warning(
                    at.path(),
                    at.line(),
                    String.format(
                            Locale.ROOT,
                            "each agent makes %.1f looks a second at one host of it, and detect.budget is %d: less than"
                                    + " twice as much, so that looks wait when failures are confirmed",
                            perSecond,
                            detect.budget()));
        }
    }

    private boolean runsOn(ProbeSpec probe, TargetSpec target) {
        CdnSpec cdn = world.cdns().get(target.cdn());
        return cdn != null && probe.kind().runsOn(cdn.kind());
    }
}
