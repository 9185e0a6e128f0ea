package dev.trimtab.chaos.law;

import dev.trimtab.chaos.history.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The times in which no fault stood, or none that counts. */
final class Calm {
    private record Span(long from, long until) {}

    private final List<Span> spans;

    private Calm(List<Span> spans) {
        this.spans = spans;
    }

    static Calm of(List<Entry> history) {
        return of(history, Set.of());
    }

    /** @param harmless kinds of faults that do not count */
    static Calm of(List<Entry> history, Set<String> harmless) {
        List<Span> spans = new ArrayList<>();
        Set<String> standing = new HashSet<>();
        long since = 0;
        for (Entry entry : history) {
            if (entry instanceof Entry.FaultBegan began && !harmless.contains(began.kind())) {
                if (standing.isEmpty()) {
                    spans.add(new Span(since, began.at()));
                }
                standing.add(began.id());
            } else if (entry instanceof Entry.FaultEnded ended && standing.remove(ended.id()) && standing.isEmpty()) {
                since = ended.at();
            }
        }
        if (standing.isEmpty()) {
            spans.add(new Span(since, Long.MAX_VALUE));
        }
        return new Calm(spans);
    }

    /** Milliseconds of calm between two moments. */
    long within(long from, long until) {
        return spans.stream()
                .mapToLong(span -> Math.max(0, Math.min(until, span.until()) - Math.max(from, span.from())))
                .sum();
    }
}
