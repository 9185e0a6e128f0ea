package dev.trimtab.chaos.law;

import dev.trimtab.chaos.history.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a controller acknowledged is in force until its end was asked for, and what it acknowledged as ended is not: asked of
 * every controller when the faults are over. A command without an answer may have happened or not.
 */
public final class NothingLost implements Law {
    @Override
    public String name() {
        return "nothing-lost";
    }

    @Override
    public List<Violation> violations(List<Entry> history) {
        Map<String, Entry.Acknowledged> started = new HashMap<>();
        Map<String, Entry.Acknowledged> ended = new HashMap<>();
        Set<String> perhapsEnded = new HashSet<>();
        Set<String> told = new TreeSet<>();
        List<Violation> found = new ArrayList<>();
        for (Entry entry : history) {
            switch (entry) {
                case Entry.Acknowledged acknowledged
                when acknowledged.verb().equals("start") -> started.put(acknowledged.id(), acknowledged);
                case Entry.Acknowledged acknowledged -> ended.put(acknowledged.id(), acknowledged);
                case Entry.Refused refused
                when refused.verb().startsWith("end ") ->
                    perhapsEnded.add(refused.verb().substring("end ".length()));
                case Entry.Listed listed -> {
                    started.forEach((id, start) -> {
                        if (!listed.active().contains(id)
                                && !ended.containsKey(id)
                                && !perhapsEnded.contains(id)
                                && told.add(id + " lost")) {
                            found.add(new Violation(name(), listed.at(), lost(start, listed)));
                        }
                    });
                    ended.forEach((id, end) -> {
                        if (listed.active().contains(id) && told.add(id + " back")) {
                            found.add(new Violation(
                                    name(),
                                    listed.at(),
                                    end.kind() + " " + id + ", whose end " + end.controller() + " acknowledged at "
                                            + end.until() + " ms, is in force at " + listed.controller()));
                        }
                    });
                }
                default -> {}
            }
        }
        return found;
    }

    private static String lost(Entry.Acknowledged start, Entry.Listed listed) {
        return start.kind() + " " + start.id() + ", which " + start.controller() + " acknowledged at " + start.until()
                + " ms (durable: " + start.durable() + "), is unknown to " + listed.controller();
    }
}
