package dev.trimtab.sim.recording;

import dev.trimtab.core.judge.Counts;
import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.loop.NameView;
import dev.trimtab.core.loop.RoundView;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.RegionSpec;
import dev.trimtab.core.spec.Spec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What users paid, as far as looks can tell: minutes of share on targets that failed. One minute with all users of a name on
 * a target of which every look fails is 1. An estimate: agents are few, and resolvers follow an answer late.
 */
final class Toll {
    private static final double MILLIS_A_MINUTE = 60_000;

    /** So many intervals of looks tell how a target fares now. */
    private static final int INTERVALS = 2;

    private static final Duration WINDOW_MIN = Duration.ofSeconds(5);

    private final Spec spec;
    private final Looks looks;
    private final Map<RegionId, Collection<VantageId>> judges = new HashMap<>();
    private double unhealthy;
    private double failed;

    Toll(Spec spec, Looks looks) {
        this.spec = spec;
        this.looks = looks;
    }

    /** Minutes of share on targets that this configuration itself judged unhealthy. */
    double unhealthyMinutes() {
        return unhealthy;
    }

    /** Minutes of share weighted by the part of looks that failed, whatever was judged. */
    double failedMinutes() {
        return failed;
    }

    /** What was published until now held for so long. */
    void charge(Optional<RoundView> view, Duration passed, Instant now) {
        if (view.isEmpty() || passed.isZero() || passed.isNegative()) {
            return;
        }
        double minutes = passed.toMillis() / MILLIS_A_MINUTE;
        for (NameView name : view.get().names().values()) {
            List<RegionId> regions = List.copyOf(name.verdicts().keySet());
            for (RegionId region : regions) {
                double users = users(regions, region) * minutes;
                name.publication().ifPresent(done -> {
                    Shares shares = done.plan().in(region);
                    failed += users * failing(name.spec(), region, shares, now);
                    Map<CdnId, Verdict> verdicts = name.verdicts().getOrDefault(region, new TreeMap<>());
                    shares.bp().forEach((cdn, bp) -> {
                        Verdict verdict = verdicts.get(cdn);
                        if (verdict != null && verdict.state() == Verdict.State.UNHEALTHY) {
                            unhealthy += users * bp / Shares.WHOLE;
                        }
                    });
                });
            }
        }
    }

    /** The same for shares that somebody else published. */
    void charge(Map<SteeredName, SortedMap<RegionId, Shares>> published, Duration passed, Instant now) {
        double minutes = passed.toMillis() / MILLIS_A_MINUTE;
        published.forEach((id, byRegion) -> {
            NameSpec name = spec.names().get(id);
            if (name != null && minutes > 0) {
                List<RegionId> regions = List.copyOf(byRegion.keySet());
                byRegion.forEach((region, shares) ->
                        failed += users(regions, region) * minutes * failing(name, region, shares, now));
            }
        });
    }

    /** The part of a region's users whose target fails, by the looks of the last moments. */
    private double failing(NameSpec name, RegionId region, Shares shares, Instant now) {
        Collection<VantageId> own = judges.computeIfAbsent(region, it -> Recordable.judges(spec, it));
        Duration asked = name.detect().interval().multipliedBy(INTERVALS);
        Duration window = asked.compareTo(WINDOW_MIN) < 0 ? WINDOW_MIN : asked;
        double part = 0;
        for (Map.Entry<CdnId, Integer> share : shares.bp().entrySet()) {
            Counts counts =
                    looks.within(new TargetId(name.name(), share.getKey()), own, window, now, Looks.Found.FAILED);
            part += counts.ratio() * share.getValue() / Shares.WHOLE;
        }
        return part;
    }

    /** A region's part of the users; where nobody said, all are alike. */
    private double users(List<RegionId> regions, RegionId region) {
        double all = regions.stream().mapToInt(this::usersBp).sum();
        return all > 0 ? usersBp(region) / all : 1.0 / regions.size();
    }

    private int usersBp(RegionId region) {
        return Optional.ofNullable(spec.regions().get(region))
                .map(RegionSpec::usersBp)
                .orElse(0);
    }
}
