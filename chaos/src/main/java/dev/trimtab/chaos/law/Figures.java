package dev.trimtab.chaos.law;

import dev.trimtab.chaos.history.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What can be measured in a history. */
public final class Figures {
    private Figures() {}

    /** One round's part of a history. */
    public record Round(Entry.RoundBegan began, List<Entry> entries) {
        public Round {
            entries = List.copyOf(entries);
        }

        /** The kinds of its faults. */
        public TreeSet<String> kinds() {
            TreeSet<String> kinds = new TreeSet<>();
            entries.forEach(entry -> {
                if (entry instanceof Entry.FaultBegan began) {
                    kinds.add(began.kind());
                }
            });
            return kinds;
        }
    }

    /** A history by its rounds; what came before the first one belongs to none. */
    public static List<Round> rounds(List<Entry> history) {
        List<Round> rounds = new ArrayList<>();
        Entry.RoundBegan began = null;
        int from = 0;
        for (int i = 0; i < history.size(); i++) {
            if (history.get(i) instanceof Entry.RoundBegan next) {
                if (began != null) {
                    rounds.add(new Round(began, history.subList(from, i)));
                }
                began = next;
                from = i;
            }
        }
        if (began != null) {
            rounds.add(new Round(began, history.subList(from, history.size())));
        }
        return rounds;
    }

    /** How often each kind of fault was suffered. */
    public static SortedMap<String, Integer> faults(List<Entry> history) {
        SortedMap<String, Integer> faults = new TreeMap<>();
        history.forEach(entry -> {
            if (entry instanceof Entry.FaultBegan began) {
                faults.merge(began.kind(), 1, Integer::sum);
            }
        });
        return faults;
    }

    /** Milliseconds from each death of a leader to the first write of another controller, shortest first. */
    public static List<Long> nextWrites(List<Entry> history) {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            if (history.get(i) instanceof Entry.FaultBegan began && began.kind().equals("kill-leader")) {
                history.subList(i, history.size()).stream()
                        .filter(entry -> entry instanceof Entry.Accepted accepted
                                && !accepted.controller().equals(began.target()))
                        .findFirst()
                        .ifPresent(first -> times.add(first.at() - began.at()));
            }
        }
        times.sort(null);
        return times;
    }

    /** The longest time in which a name was answered by none of its servers, by name. */
    public static SortedMap<String, Long> longestGaps(List<Entry> history) {
        Map<String, Long> last = new HashMap<>();
        SortedMap<String, Long> longest = new TreeMap<>();
        history.forEach(entry -> {
            if (entry instanceof Entry.Answered answered) {
                Long before = last.put(answered.name(), answered.until());
                longest.merge(answered.name(), before == null ? 0 : Math.max(0, answered.until() - before), Math::max);
            }
        });
        return longest;
    }

    /** The value at a part of a sorted list; 0 for none. */
    public static long quantile(List<Long> sorted, double part) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, Math.floor(part * sorted.size())));
    }
}
