package dev.trimtab.core.loop;

import dev.trimtab.core.judge.Verdict;
import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.NotBefore;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.safety.Decision;
import dev.trimtab.core.safety.Fleet;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which names left which CDN lately, and how widely each CDN is known to fail. Belongs to the loop's thread. It lives as
 * long as the loop, so that what a round hands out of it keeps no earlier round alive.
 */
final class Departures {
    private final TreeMap<CdnId, LinkedHashMap<SteeredName, Instant>> left = new TreeMap<>();
    private final TreeMap<CdnId, Fleet.Spread> running = new TreeMap<>();
    private final List<NameView> dropped = new ArrayList<>();
    private Optional<Spec> spec = Optional.empty();
    private Optional<SortedMap<CdnId, Fleet.Spread>> counted = Optional.empty();

    /**
     * A round begins; what is older than the window is forgotten.
     *
     * @param before names as they were seen in the round before
     */
    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second count
    Fleet begin(Spec configured, SortedMap<SteeredName, NameView> before, Instant now) {
        if (spec.filter(old -> old == configured).isEmpty()) {
            running.clear();
            running.putAll(spread(configured, before));
        } else {
            dropped.forEach(view -> count(configured, view, -1, running));
        }
        dropped.clear();
        spec = Optional.of(configured);
        counted = Optional.empty();
        left.values().forEach(names -> forget(names, now));
        return new Fleet(configured.names().size(), this::left, this::spread);
    }

    /** A name is seen otherwise than before. */
    void seen(Spec configured, @Nullable NameView before, NameView after) {
        if (before == null) {
            count(configured, after, 1, running);
        } else if (!alike(before.verdicts(), after.verdicts())) {
            count(configured, before, -1, running);
            count(configured, after, 1, running);
        }
    }

    /** Whether they count the same. */
    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second count
    private static boolean alike(
            SortedMap<RegionId, SortedMap<CdnId, Verdict>> old, SortedMap<RegionId, SortedMap<CdnId, Verdict>> now) {
        if (old == now) {
            return true;
        }
        if (!old.keySet().equals(now.keySet())) {
            return false;
        }
        for (Map.Entry<RegionId, SortedMap<CdnId, Verdict>> ofRegion : now.entrySet()) {
            SortedMap<CdnId, Verdict> was = old.getOrDefault(ofRegion.getKey(), new TreeMap<>());
            for (Map.Entry<CdnId, Verdict> ofCdn : ofRegion.getValue().entrySet()) {
                Verdict before = was.get(ofCdn.getKey());
                if (before == null || before.state() != ofCdn.getValue().state()) {
                    return false;
                }
            }
            if (was.size() != ofRegion.getValue().size()) {
                return false;
            }
        }
        return true;
    }

    /** A name could not be steered: for the rest of the round it counts as it was seen before. */
    void drop(NameView before) {
        dropped.add(before);
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

    /** As it is when it is first asked for in a round. */
    private SortedMap<CdnId, Fleet.Spread> spread() {
        if (counted.isEmpty()) {
            counted = Optional.of(Collections.unmodifiableSortedMap(new TreeMap<>(running)));
        }
        return counted.get();
    }

    /** How widely each CDN is known to fail. */
    static SortedMap<CdnId, Fleet.Spread> spread(Spec spec, SortedMap<SteeredName, NameView> seen) {
        TreeMap<CdnId, Fleet.Spread> all = new TreeMap<>();
        seen.values().forEach(view -> count(spec, view, 1, all));
        return all;
    }

    private static void count(Spec spec, NameView view, int times, SortedMap<CdnId, Fleet.Spread> all) {
        NameSpec name = spec.names().get(view.spec().name());
        if (name == null) {
            return;
        }
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
                Fleet.Spread old = all.getOrDefault(target.cdn(), new Fleet.Spread(0, 0));
                Fleet.Spread now = new Fleet.Spread(old.sick() + (sick ? times : 0), old.knowing() + times);
                if (now.knowing() == 0) {
                    all.remove(target.cdn());
                } else {
                    all.put(target.cdn(), now);
                }
            }
        }
    }
}
