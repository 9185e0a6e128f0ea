package dev.trimtab.chaos.law;

import dev.trimtab.chaos.history.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * While nothing but faults of the given kinds stands, each name is answered by at least one of its servers all the time: a
 * resolver that gets no answer asks the next one.
 */
public final class NoGap implements Law {
    private final Set<String> kinds;
    private final long boundMillis;

    /**
     * @param kinds of faults that must not be noticed
     * @param boundMillis of a gap between two answers in which no other fault stood; above the pace of the questions
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
        Calm calm = Calm.of(history, kinds);
        Map<String, Long> last = new HashMap<>();
        List<Violation> found = new ArrayList<>();
        for (Entry entry : history) {
            if (entry instanceof Entry.Answered answered) {
                Long before = last.merge(answered.name(), answered.until(), (old, next) -> old);
                long gap = calm.within(before, answered.until());
                if (gap > boundMillis) {
                    found.add(new Violation(
                            name(),
                            before,
                            answered.name() + " had no answer for " + (answered.until() - before) + " ms, " + gap
                                    + " of them without a fault that may be noticed, at most " + boundMillis));
                }
                last.put(answered.name(), Math.max(before, answered.until()));
            }
        }
        return found;
    }
}
