package dev.trimtab.agent.schedule;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** How many looks each host was given within the last second. Not thread-safe; reads no clock. */
final class Budgets {
    private final Map<String, Deque<Instant>> given = new HashMap<>();

    /** Forgets hosts that nobody looks at any more. */
    void keep(Collection<String> hosts) {
        given.keySet().retainAll(hosts);
    }

    /**
     * When the next look at a host may be made: now, or once the one that is so many looks ago is a second old. A look that may
     * be made now counts as made.
     */
    Instant next(String host, int budget, Instant now) {
        Deque<Instant> looks = given.computeIfAbsent(host, any -> new ArrayDeque<>());
        Instant before = now.minusSeconds(1);
        while (!looks.isEmpty() && !looks.getFirst().isAfter(before)) {
            looks.removeFirst();
        }
        if (looks.size() < budget) {
            looks.addLast(now);
            return now;
        }
        // Another check of the host may allow more than this one does.
        return looks.stream()
                .skip(looks.size() - budget)
                .findFirst()
                .orElse(now)
                .plusSeconds(1);
    }
}
