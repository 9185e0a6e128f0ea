package dev.trimtab.chaos.law;

import dev.trimtab.chaos.history.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Holds a history to laws. */
public record Checker(List<Law> laws) {
    public Checker {
        laws = List.copyOf(laws);
    }

    /** Every violation, the earliest first. */
    public List<Violation> violations(List<Entry> history) {
        List<Violation> found = new ArrayList<>();
        laws.forEach(law -> found.addAll(law.violations(history)));
        found.sort(Comparator.comparingLong(Violation::at));
        return found;
    }
}
