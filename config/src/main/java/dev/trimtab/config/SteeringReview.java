package dev.trimtab.config;

import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.ProbeId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.spec.CdnKind;
import dev.trimtab.core.spec.CdnSpec;
import dev.trimtab.core.spec.ProviderSpec;
import dev.trimtab.core.spec.QuorumSpec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.core.spec.VantageSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Says of a name that can be read what will not work: a quorum that cannot come about, a part that is not built. */
final class SteeringReview {
    private final NameReader.World world;
    private final Problems problems;

    SteeringReview(NameReader.World world, Problems problems) {
        this.world = world;
        this.problems = problems;
    }

    void warn(Cursor at, List<RegionId> regions, List<TargetSpec> targets, List<String> probes, QuorumSpec quorum) {
        regions.forEach(region -> quorum(at, region, quorum));
        List<Cursor> items = at.items("targets");
        for (int i = 0; i < targets.size(); i++) {
            CdnSpec cdn = world.cdns().get(targets.get(i).cdn());
            if (cdn != null) {
                target(items.get(i), cdn, targets.get(i), probes);
            }
        }
        for (RegionId region : regions) {
            boolean someone = targets.stream().anyMatch(target -> target.weight(region) > 0);
            if (!someone) {
                problems.error(
                        at.path() + ".targets",
                        at.line(),
                        "every weight in region " + region + " is 0; expected at least one above");
            }
        }
    }

    /** A region without vantages of its own is judged by all. */
    private void quorum(Cursor at, RegionId region, QuorumSpec quorum) {
        boolean own = world.vantages().values().stream()
                .anyMatch(vantage -> vantage.region().equals(region));
        TreeSet<Network> networks = world.vantages().values().stream()
                .filter(vantage -> !own || vantage.region().equals(region))
                .map(VantageSpec::network)
                .collect(Collectors.toCollection(TreeSet::new));
        int missing = quorum.reporting() - networks.size();
        if (missing > 0) {
            problems.warning(
                    at.path() + ".quorum",
                    at.get("quorum").map(Cursor::line).orElse(at.line()),
                    "asks for " + quorum.reporting() + " reporting networks, and region " + region + " is seen from "
                            + networks.size() + " " + networks + ", so that automation holds there; add " + missing
                            + (missing == 1 ? " vantage in another network" : " vantages in other networks"));
        }
    }

    private void target(Cursor at, CdnSpec cdn, TargetSpec target, List<String> probes) {
        // A probe that could not be read has its own problem; it may well have run here.
        boolean looked = probes.stream()
                .map(probe -> world.probes().get(new ProbeId(probe)))
                .anyMatch(probe -> probe == null
                        || (probe.kind().userPath() && probe.kind().runsOn(cdn.kind())));
        if (!looked && cdn.kind() != CdnKind.STATIC) {
            problems.warning(
                    at.path(), at.line(), "no probe of this name runs on " + cdn.id() + ", so that it stays UNKNOWN");
        }
        if (cdn.standby() && target.weights().values().stream().anyMatch(weight -> weight > 0)) {
            problems.warning(
                    at.path() + ".weight",
                    at.line(),
                    cdn.id() + " is a standby, which gets nothing by weight; expected 0");
        }
    }

    /** The sentence for a name that needs what is not built; empty when it can be steered. */
    String notSteeredBecause(
            Cursor at,
            SteeredName name,
            List<ProviderSpec> providers,
            List<RegionId> regions,
            List<TargetSpec> targets) {
        List<String> reasons = new ArrayList<>();
        for (ProviderSpec provider : providers) {
            if (!ProviderLayout.BUILT.contains(provider.type())) {
                reasons.add("provider " + provider.id() + ": type " + provider.type() + " is not built yet");
            } else {
                provider.credential()
                        .map(credential -> world.credentials().get(credential))
                        .filter(credential -> !credential.type().equals("file"))
                        .ifPresent(credential -> reasons.add("provider " + provider.id() + ": credentials of type "
                                + credential.type() + " are not built yet"));
            }
        }
        if (targets.stream()
                .anyMatch(target ->
                        regions.stream().mapToInt(target::weight).distinct().count() > 1)) {
            providers.stream()
                    .filter(provider -> ProviderLayout.BUILT.contains(provider.type()))
                    .forEach(provider -> reasons.add("weights differ by region, and provider " + provider.id() + " ("
                            + provider.type() + ") cannot steer regions apart yet"));
        }
        String because = String.join("; ", reasons);
        if (!because.isEmpty()) {
            problems.warning(at.path(), at.line(), name + " is looked at and not steered: " + because);
        }
        return because;
    }
}
