package dev.trimtab.core.loop;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.plan.Division;
import dev.trimtab.core.plan.Places;
import dev.trimtab.core.records.Publication;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Surroundings;
import dev.trimtab.core.spec.NameSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * All that is known and decided of one name after a round: what API, command line and metrics show.
 *
 * @param verdicts by region and CDN; votes are inside
 * @param decision of the newest round
 * @param lastMove the newest decision that changed or would have changed shares
 * @param division how its providers can split
 * @param changes when shares changed within the last hour
 * @param around what stood around it when the rules were asked
 * @param publication the plan that was last accepted for writing
 */
public record NameView(
        NameSpec spec,
        SortedMap<RegionId, SortedMap<CdnId, Verdict>> verdicts,
        List<Intervention> interventions,
        Places places,
        Decision decision,
        Optional<Decision> lastMove,
        Optional<Publication> publication,
        SortedMap<ProviderId, Delivery> deliveries,
        Division division,
        List<Instant> changes,
        Surroundings around) {
    /** The same under verdicts that change nothing else. */
    NameView with(SortedMap<RegionId, SortedMap<CdnId, Verdict>> newest) {
        return new NameView(
                spec,
                newest,
                interventions,
                places,
                decision,
                lastMove,
                publication,
                deliveries,
                division,
                changes,
                around);
    }
}
