package dev.trimtab.core.judge;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.observe.Observation;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.core.spec.VantageSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What every vantage believes of every check, and the verdicts that follow: the state of judging. */
public record Beliefs(SortedMap<VantageId, OfVantage> byVantage) {
    public static final Beliefs NONE = new Beliefs(new TreeMap<>());

    public Beliefs {
        byVantage = Collections.unmodifiableSortedMap(new TreeMap<>(byVantage));
    }

    /** The healths of one vantage; a new epoch starts from nothing. */
    public record OfVantage(long epoch, SortedMap<CheckId, Health> healths) {
        public OfVantage {
            healths = Collections.unmodifiableSortedMap(new TreeMap<>(healths));
        }
    }

    /** A report and how long ago it arrived. */
    public record Heard(Report report, Duration ago) {}

    /** The beliefs after the newest reports; a vantage that is not heard of believes nothing. */
    public Beliefs next(Spec spec, SortedMap<VantageId, Heard> heard, Instant now) {
        TreeMap<VantageId, OfVantage> next = new TreeMap<>();
        for (VantageId vantage : spec.vantages().keySet()) {
            Optional<Heard> said = Optional.ofNullable(heard.get(vantage));
            said.ifPresent(report -> next.put(vantage, ofReport(spec, vantage, report, now)));
        }
        return new Beliefs(next);
    }

    private OfVantage ofReport(Spec spec, VantageId vantage, Heard heard, Instant now) {
        Optional<OfVantage> before = Optional.ofNullable(byVantage.get(vantage))
                .filter(old -> old.epoch() == heard.report().epoch());
        TreeMap<CheckId, Health> healths = new TreeMap<>();
        for (Observation seen : heard.report().observations()) {
            NameSpec name = spec.names().get(seen.check().target().name());
            if (name == null || name.target(seen.check().target().cdn()).isEmpty()) {
                continue;
            }
            Health old = before.flatMap(b -> Optional.ofNullable(b.healths().get(seen.check())))
                    .orElseGet(() -> Health.unknown(now, "no look yet"));
            healths.put(seen.check(), old.next(seen, heard.ago(), name.detect(), now));
        }
        return new OfVantage(heard.report().epoch(), healths);
    }

    /** The verdicts of a name, region by region; a region without vantages of its own is judged by all. */
    public SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts(
            Spec spec,
            NameSpec name,
            List<RegionId> regions,
            SortedMap<RegionId, SortedMap<CdnId, Verdict>> previous,
            Instant now) {
        TreeMap<RegionId, SortedMap<CdnId, Verdict>> verdicts = new TreeMap<>();
        for (RegionId region : regions) {
            TreeMap<CdnId, Verdict> ofRegion = new TreeMap<>();
            for (TargetSpec target : name.targets()) {
                TargetId id = new TargetId(name.name(), target.cdn());
                Optional<Verdict> old = Optional.ofNullable(
                        previous.getOrDefault(region, new TreeMap<>()).get(target.cdn()));
                ofRegion.put(
                        target.cdn(),
                        Quorum.judge(id, region, votes(id, electorate(spec, region)), name.quorum(), old, now));
            }
            verdicts.put(region, ofRegion);
        }
        return verdicts;
    }

    private static List<VantageSpec> electorate(Spec spec, RegionId region) {
        List<VantageSpec> own = spec.vantages().values().stream()
                .filter(vantage -> vantage.region().equals(region))
                .toList();
        return own.isEmpty() ? List.copyOf(spec.vantages().values()) : own;
    }

    private List<Vote> votes(TargetId target, List<VantageSpec> electorate) {
        List<Vote> votes = new ArrayList<>();
        for (VantageSpec vantage : electorate) {
            OfVantage beliefs = byVantage.getOrDefault(vantage.id(), new OfVantage(0, new TreeMap<>()));
            for (CheckId.Family family : CheckId.Family.values()) {
                TreeMap<CheckId, Health> healths = new TreeMap<>();
                beliefs.healths().forEach((check, health) -> {
                    if (check.target().equals(target) && check.family() == family) {
                        healths.put(check, health);
                    }
                });
                if (!healths.isEmpty()) {
                    votes.add(Vote.of(vantage.id(), vantage.network(), family, healths));
                }
            }
        }
        return votes;
    }
}
