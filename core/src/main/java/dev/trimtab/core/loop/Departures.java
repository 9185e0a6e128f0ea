package dev.trimtab.core.loop;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.NotBefore;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Fleet;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which names left which CDN lately, and how widely each CDN is known to fail. Belongs to the loop's thread. It lives as
 * long as the loop, so that what a round hands out of it keeps no earlier round alive.
 */
final class Departures {
    private final TreeMap<CdnId, LinkedHashMap<SteeredName, Instant>> left = new TreeMap<>();
    private Optional<Spec> spec = Optional.empty();
    private SortedMap<SteeredName, NameView> steered = new TreeMap<>();
    private Optional<RoundView> before = Optional.empty();
    private Optional<SortedMap<CdnId, Fleet.Spread>> counted = Optional.empty();

    /**
     * A round begins; what is older than the window is forgotten.
     *
     * @param filling names as they are steered in this round
     * @param last the round before, for names that have not been steered yet
     */
    Fleet begin(Spec configured, SortedMap<SteeredName, NameView> filling, Optional<RoundView> last, Instant now) {
        spec = Optional.of(configured);
        steered = filling;
        before = last;
        counted = Optional.empty();
        left.values().forEach(names -> forget(names, now));
        return new Fleet(configured.names().size(), this::left, this::spread);
    }

    private static void forget(SequencedMap<SteeredName, Instant> names, Instant now) {
        while (!names.isEmpty()
                && NotBefore.over(names.firstEntry().getValue().plus(Fleet.WINDOW), Fleet.WINDOW, now)) {
            names.pollFirstEntry();
        }
    }

    /** Notes what a decision that is written takes from CDNs. */
    void note(NameView seen, Instant now) {
        if (seen.decision().disposition() == Decision.Disposition.WRITE) {
            for (CdnId cdn : seen.decision().loses()) {
                left.computeIfAbsent(cdn, it -> new LinkedHashMap<>())
                        .putLast(seen.spec().name(), now);
            }
        }
    }

    private SequencedMap<SteeredName, Instant> left(CdnId cdn) {
        return Collections.unmodifiableSequencedMap(left.getOrDefault(cdn, new LinkedHashMap<>()));
    }

    /** Counted when it is first asked for in a round. */
    private SortedMap<CdnId, Fleet.Spread> spread() {
        if (counted.isEmpty()) {
            counted = spec.map(configured -> spread(configured, steered, before));
        }
        return counted.orElseGet(TreeMap::new);
    }

    /** How widely each CDN is known to fail, by the newest view of each name. */
    static SortedMap<CdnId, Fleet.Spread> spread(
            Spec spec, SortedMap<SteeredName, NameView> steered, Optional<RoundView> before) {
        TreeMap<CdnId, Fleet.Spread> all = new TreeMap<>();
        for (NameSpec name : spec.names().values()) {
            Optional<NameView> seen = Optional.ofNullable(steered.get(name.name()))
                    .or(() -> before.flatMap(
                            round -> Optional.ofNullable(round.names().get(name.name()))));
            seen.ifPresent(view -> count(name, view, all));
        }
        return all;
    }

    private static void count(NameSpec name, NameView view, SortedMap<CdnId, Fleet.Spread> all) {
        for (TargetSpec target : name.targets()) {
            boolean known = false;
            boolean sick = false;
            for (SortedMap<CdnId, Verdict> ofRegion : view.verdicts().values()) {
                Verdict verdict = ofRegion.get(target.cdn());
                known |= verdict != null && verdict.state() != Verdict.State.UNKNOWN;
                sick |= verdict != null
                        && (verdict.state() == Verdict.State.UNHEALTHY || verdict.state() == Verdict.State.DEGRADED);
            }
            if (known) {
                all.merge(
                        target.cdn(),
                        new Fleet.Spread(sick ? 1 : 0, 1),
                        (a, b) -> new Fleet.Spread(a.sick() + b.sick(), a.knowing() + b.knowing()));
            }
        }
    }
}
