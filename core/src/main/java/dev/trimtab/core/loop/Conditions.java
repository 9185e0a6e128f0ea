package dev.trimtab.core.loop;

import dev.trimtab.core.judge.Beliefs;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.plan.Gate;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.safety.Fleet;
import dev.trimtab.core.safety.Surroundings;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * What a round brings for every name alike. What did not change since the round before is the same object.
 *
 * @param gates before origins
 * @param heard when each network was last heard of, the newest first
 */
record Conditions(
        Spec spec,
        Beliefs beliefs,
        Interventions interventions,
        Optional<Leadership.Lease> lease,
        Signals signals,
        Fleet fleet,
        SortedSet<ProviderId> leversLost,
        List<Instant> heard,
        SortedMap<CdnId, Gate> gates,
        Instant now) {
    NameSteering.Round round(NameSpec name, Optional<String> approved) {
        Surroundings around = new Surroundings(
                signals,
                fleet,
                leversLost,
                Vantages.completing(heard, name.quorum().reporting()),
                new TreeMap<>());
        return new NameSteering.Round(spec, name, beliefs, interventions, lease, approved, signals, around, gates, now);
    }
}
