package dev.trimtab.core.records;

import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.spec.Answer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a provider holds for a name at this moment.
 *
 * @param holding whose it is
 * @param answers as served, with shares as far as the provider tells them; empty when absent or not understood
 * @param regional answers of regions that are served apart
 * @param ttl of the record set; empty when absent
 * @param mark ours, when there is one
 * @param version the provider's token for compare-and-set, opaque; empty when it has none
 * @param raw the provider's own form, for explaining drift and for exact preconditions
 */
public record Snapshot(
        SteeredName name,
        Holding holding,
        List<HeldAnswer> answers,
        SortedMap<RegionId, List<HeldAnswer>> regional,
        Optional<Duration> ttl,
        Optional<Mark> mark,
        String version,
        String raw) {
    /** Whose the record set is. */
    public enum Holding {
        /** Nothing of this name, and no mark. */
        ABSENT,
        /** Our mark is beside it. */
        OURS,
        /** Something is there without our mark: never touched, except by {@code adopt}. */
        FOREIGN
    }

    /**
     * An answer as the provider holds it.
     *
     * @param shareBp in basis points
     */
    public record HeldAnswer(Answer answer, int shareBp) {}

    public Snapshot {
        answers = List.copyOf(answers);
        regional = Collections.unmodifiableSortedMap(new TreeMap<>(regional));
    }

    /** One that answers everybody alike. */
    public Snapshot(
            SteeredName name,
            Holding holding,
            List<HeldAnswer> answers,
            Optional<Duration> ttl,
            Optional<Mark> mark,
            String version,
            String raw) {
        this(name, holding, answers, new TreeMap<>(), ttl, mark, version, raw);
    }

    public static Snapshot absent(SteeredName name) {
        return new Snapshot(name, Holding.ABSENT, List.of(), Optional.empty(), Optional.empty(), "", "");
    }

    /** Whether this holds exactly what was asked for, mark included. */
    public boolean holds(RecordSet wanted) {
        return holding == Holding.OURS && mark.equals(Optional.of(wanted.mark())) && sameAnswersAs(wanted);
    }

    /** Whether it answers as asked for, whatever the mark says. */
    public boolean sameAnswersAs(RecordSet wanted) {
        return ttl.equals(Optional.of(wanted.ttl()))
                && same(answers, wanted.answers())
                && regional.keySet().equals(wanted.regional().keySet())
                && regional.entrySet().stream()
                        .allMatch(entry ->
                                same(entry.getValue(), wanted.regional().getOrDefault(entry.getKey(), List.of())));
    }

    private static boolean same(List<HeldAnswer> held, List<WeightedAnswer> wanted) {
        List<HeldAnswer> asked = wanted.stream()
                .map(answer -> new HeldAnswer(answer.answer(), answer.shareBp()))
                .toList();
        return held.size() == asked.size() && held.containsAll(asked);
    }
}
