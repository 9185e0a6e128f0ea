package dev.trimtab.chaos.law;

import dev.trimtab.chaos.history.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * While a fault of the given kinds is the only one that stands, each name is answered by at least one of its servers all the
 * time: a resolver that gets no answer asks the next one.
 */
public final class NoGap implements Law {
    private final Set<String> kinds;
    private final long boundMillis;

    /**
     * @param kinds of faults that must not be noticed
     * @param boundMillis between two answers; above the pace of the questions
     */
    public NoGap(Set<String> kinds, long boundMillis) {
        this.kinds = Set.copyOf(kinds);
        this.boundMillis = boundMillis;
    }

    @Override
    public String name() {
        return "no-gap";
    }

    @Override
    public List<Violation> violations(List<Entry> history) {
        Map<String, String> standing = new HashMap<>();
        Map<String, Long> last = new HashMap<>();
        List<Violation> found = new ArrayList<>();
        // Began within a span of other faults: a gap that such a span touches is not judged.
        long otherUntil = 0;
        for (Entry entry : history) {
            switch (entry) {
                case Entry.FaultBegan began -> standing.put(began.id(), began.kind());
                case Entry.FaultEnded ended -> {
                    String kind = standing.remove(ended.id());
                    otherUntil = kind != null && !kinds.contains(kind) ? ended.at() : otherUntil;
                }
                case Entry.Answered answered -> {
                    Long before = last.put(answered.name(), answered.until());
                    boolean only = kinds.containsAll(standing.values());
                    if (before != null && before > otherUntil && only && answered.until() - before > boundMillis) {
                        found.add(new Violation(
                                name(),
                                before,
                                answered.name() + " had no answer for " + (answered.until() - before) + " ms, at most "
                                        + boundMillis));
                    }
                }
                default -> {}
            }
        }
        return found;
    }
}
