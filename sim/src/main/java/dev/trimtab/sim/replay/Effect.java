package dev.trimtab.sim.replay;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.Set;

/**
 * What an event does to cells of the world. It overrides only the properties that it names.
 *
 * @param where which cells
 * @param fail probability of failing, or of meeting the state
 * @param ramp where the failure probability, or the value that is set, has come to at the end of the span
 * @param as shares of the symptoms, in the order of the file
 * @param agents the group whose looks are struck; everybody's without one
 * @param set the hit ratio and other properties of a target
 */
public record Effect(
        Where where,
        OptionalDouble fail,
        OptionalDouble ramp,
        SequencedMap<Symptom, Double> as,
        Unit unit,
        Optional<String> agents,
        Optional<Wave> wave,
        OptionalDouble rtt,
        SequencedMap<Property, Double> set,
        Optional<String> state) {
    public Effect {
        as = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(as));
        set = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(set));
    }

    /** Cells by target, region and probe; an empty set stands for all. */
    public record Where(Set<CdnId> targets, Set<RegionId> regions, Set<Probe> probes) {
        public Where {
            targets = Set.copyOf(targets);
            regions = Set.copyOf(regions);
            probes = Set.copyOf(probes);
        }
    }

    /** Who is struck: each request anew, fixed points of presence, or fixed agents. */
    public enum Unit {
        REQUEST,
        POP,
        AGENT
    }

    /** What {@code set} may change. */
    public enum Property {
        HIT,
        COLD,
        CAP
    }

    /**
     * Comes and goes by a written sequence, which repeats.
     *
     * @param seq {@code B} as written, {@code g} baseline
     */
    public record Wave(Duration period, String seq) {
        boolean struck(Duration sinceStart) {
            long slot = sinceStart.toMillis() / period.toMillis();
            return seq.charAt((int) (slot % seq.length())) == 'B';
        }
    }
}
