package dev.trimtab.chaos.law;

import dev.trimtab.chaos.history.Entry;
import dev.trimtab.core.records.Generation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * At a server without compare-and-set an older plan may go over a newer one once, in the race between a check and a send;
 * it is repaired within a bounded time in which no fault stands.
 */
public final class RepairedSoon implements Law {
    private final Set<String> racy;
    private final long boundMillis;

    /**
     * @param racy servers without compare-and-set
     * @param boundMillis how long an older plan may stand while nothing is broken
     */
    public RepairedSoon(Set<String> racy, long boundMillis) {
        this.racy = Set.copyOf(racy);
        this.boundMillis = boundMillis;
    }

    private record Place(String server, String name) {}

    /** An older plan that is seen: since when, and the newest before it. */
    private record Stale(long since, Generation newest, Generation shown) {}

    @Override
    public String name() {
        return "repaired-soon";
    }

    @Override
    public List<Violation> violations(List<Entry> history) {
        return walk(history).violations;
    }

    /** How often an older plan was seen over a newer one and gave way again. */
    public int repaired(List<Entry> history) {
        return walk(history).repaired;
    }

    private static final class Walk {
        private final Map<Place, Generation> newest = new HashMap<>();
        private final Map<Place, Stale> stale = new HashMap<>();
        private final List<Violation> violations = new ArrayList<>();
        private int repaired;
    }

    private Walk walk(List<Entry> history) {
        Walk walk = new Walk();
        Calm calm = Calm.of(history);
        long end = 0;
        for (Entry entry : history) {
            end = Math.max(end, entry.at());
            if (entry instanceof Entry.Answered answered && racy.contains(answered.server())) {
                Place place = new Place(answered.server(), answered.name());
                look(walk, calm, place, answered.markBefore(), answered.at());
                look(walk, calm, place, answered.markAfter(), answered.until());
            }
        }
        long last = end;
        walk.stale.forEach((place, stale) -> judge(walk, calm, place, stale, last));
        return walk;
    }

    private void look(Walk walk, Calm calm, Place place, Optional<Generation> mark, long at) {
        Generation seen = mark.orElse(Generation.NONE);
        Generation highest = walk.newest.getOrDefault(place, Generation.NONE);
        Stale standing = walk.stale.get(place);
        if (seen.compareTo(highest) < 0) {
            walk.stale.putIfAbsent(place, new Stale(at, highest, seen));
        } else {
            walk.newest.put(place, seen);
            if (standing != null) {
                walk.stale.remove(place);
                walk.repaired++;
                judge(walk, calm, place, standing, at);
            }
        }
    }

    private void judge(Walk walk, Calm calm, Place place, Stale stale, long until) {
        long stood = calm.within(stale.since(), until);
        if (stood > boundMillis) {
            walk.violations.add(new Violation(
                    name(),
                    stale.since(),
                    place.server() + " showed plan " + stale.shown() + " of " + place.name() + " over plan "
                            + stale.newest() + " for " + stood + " ms without a fault, at most " + boundMillis));
        }
    }
}
