package dev.trimtab.core.loop;

import dev.trimtab.core.judge.Beliefs;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.override.Interventions;
import dev.trimtab.core.plan.Gate;
import dev.trimtab.core.port.DnsProvider;
import dev.trimtab.core.port.Leadership;
import dev.trimtab.core.safety.Fleet;
import dev.trimtab.core.safety.Surroundings;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * What a round brings for every name alike. What did not change since the round before is the same object.
 *
 * @param providers whose records may be read and written
 * @param heard when each network was last heard of, the newest first
 * @param gates before origins
 * @param stirred names of which a judgement of the round before may not stand, by their numbers; empty for all of them
 * @param circumstances what of it a name rests on
 */
record Conditions(
        Spec spec,
        Beliefs beliefs,
        Interventions interventions,
        Optional<Leadership.Lease> lease,
        Signals signals,
        Fleet fleet,
        SortedSet<ProviderId> leversLost,
        SortedMap<ProviderId, DnsProvider> providers,
        List<Instant> heard,
        SortedMap<CdnId, Gate> gates,
        Optional<BitSet> stirred,
        Circumstances circumstances,
        Instant now) {
    /**
     * @param stirred names of which a judgement of the round before may not stand, by their numbers; empty for all of them
     */
    static Conditions of(
            Spec spec,
            Beliefs beliefs,
            Interventions interventions,
            Optional<Leadership.Lease> lease,
            Signals signals,
            Fleet fleet,
            SortedSet<ProviderId> leversLost,
            SortedMap<ProviderId, DnsProvider> providers,
            List<Instant> heard,
            SortedMap<CdnId, Gate> gates,
            Optional<BitSet> stirred,
            Instant now) {
        Circumstances circumstances = new Circumstances(
                spec, interventions, signals, leversLost, providers, gates, lease.map(Leadership.Lease::fence), now);
        return new Conditions(
                spec,
                beliefs,
                interventions,
                lease,
                signals,
                fleet,
                leversLost,
                providers,
                heard,
                gates,
                stirred,
                circumstances,
                now);
    }

    /**
     * What a name rests on beside the beliefs. Kept as long as a name rests: beliefs are not, they are large.
     *
     * @param fence empty on a controller that does not lead
     */
    record Circumstances(
            Spec spec,
            Interventions interventions,
            Signals signals,
            SortedSet<ProviderId> leversLost,
            SortedMap<ProviderId, DnsProvider> providers,
            SortedMap<CdnId, Gate> gates,
            Optional<Long> fence,
            Instant now) {
        /**
         * Whether a name that no belief stirs, and no operator, finds what it found then; time goes on, and not back.
         * Interventions are asked for name by name: see {@link #wishes}.
         */
        @SuppressWarnings("ReferenceEquality") // what did not change is the same object
        boolean alike(Circumstances next) {
            return spec == next.spec
                    && signals == next.signals
                    && leversLost.equals(next.leversLost)
                    && providers.equals(next.providers)
                    && gates.equals(next.gates)
                    && fence.equals(next.fence)
                    && !next.now.isBefore(now);
        }

        /** What operators asked for here and do not ask for there, or the other way round. */
        @SuppressWarnings("ReferenceEquality") // what did not change is the same object
        List<Intervention> wishes(Circumstances next) {
            if (interventions == next.interventions) {
                return List.of();
            }
            List<Intervention> differing = new ArrayList<>(interventions.active());
            differing.removeAll(next.interventions.active());
            List<Intervention> fresh = new ArrayList<>(next.interventions.active());
            fresh.removeAll(interventions.active());
            differing.addAll(fresh);
            return differing;
        }
    }

    /** Whether a name's judgement of the round before may not stand. */
    boolean stirs(int number) {
        return stirred.isEmpty() || stirred.get().get(number);
    }

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
