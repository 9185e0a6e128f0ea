package dev.trimtab.core.records;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.spec.NameSpec;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What a provider is to hold for a name: weighted answers with their TTL and the mark. Never empty, and its shares are
 * whole by construction.
 *
 * @param answers of everybody, or of region {@code default}; in order of CDN, so that a provider that cuts a hash range
 *     moves only what changed
 * @param regional answers of regions that are steered apart
 */
public record RecordSet(
        SteeredName name,
        NameSpec.RecordType type,
        Duration ttl,
        List<WeightedAnswer> answers,
        SortedMap<RegionId, List<WeightedAnswer>> regional,
        Mark mark) {
    public RecordSet {
        answers = whole(name, answers);
        TreeMap<RegionId, List<WeightedAnswer>> sorted = new TreeMap<>();
        for (Map.Entry<RegionId, List<WeightedAnswer>> entry : regional.entrySet()) {
            sorted.put(entry.getKey(), whole(name, entry.getValue()));
        }
        regional = Collections.unmodifiableSortedMap(sorted);
        if (ttl.toSeconds() < 0 || ttl.toSeconds() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("TTL of " + name + " is " + ttl);
        }
    }

    /** One for everybody alike. */
    public RecordSet(
            SteeredName name, NameSpec.RecordType type, Duration ttl, List<WeightedAnswer> answers, Mark mark) {
        this(name, type, ttl, answers, new TreeMap<>(), mark);
    }

    private static List<WeightedAnswer> whole(SteeredName name, List<WeightedAnswer> answers) {
        List<WeightedAnswer> sorted = answers.stream()
                .sorted(Comparator.comparing(WeightedAnswer::cdn))
                .toList();
        int sum = sorted.stream().mapToInt(WeightedAnswer::shareBp).sum();
        if (sum != Shares.WHOLE) {
            throw new IllegalArgumentException("answers of " + name + " add up to " + sum + " bp, not " + Shares.WHOLE);
        }
        if (sorted.stream().map(WeightedAnswer::cdn).distinct().count() != sorted.size()) {
            throw new IllegalArgumentException("a CDN twice in the answers of " + name);
        }
        return sorted;
    }

    public Shares shares() {
        return shares(answers);
    }

    /** The split of one region; regions that are not steered apart are answered as everybody. */
    public Shares shares(RegionId region) {
        return shares(regional.getOrDefault(region, answers));
    }

    private static Shares shares(List<WeightedAnswer> answers) {
        TreeMap<CdnId, Integer> bp = new TreeMap<>();
        answers.forEach(answer -> bp.put(answer.cdn(), answer.shareBp()));
        return new Shares(bp);
    }

    /** The same answers, shares and TTL, whatever the generation. */
    public boolean sameAnswersAs(RecordSet other) {
        return name.equals(other.name)
                && type == other.type
                && ttl.equals(other.ttl)
                && answers.equals(other.answers)
                && regional.equals(other.regional);
    }

    /** The same set with other answers: what a provider can express of it. */
    public RecordSet withAnswers(List<WeightedAnswer> expressed) {
        return new RecordSet(name, type, ttl, expressed, regional, mark);
    }

    /** The same set with every region's answers replaced. */
    public RecordSet expressedBy(UnaryOperator<List<WeightedAnswer>> expression) {
        TreeMap<RegionId, List<WeightedAnswer>> each = new TreeMap<>();
        regional.forEach((region, list) -> each.put(region, expression.apply(list)));
        return new RecordSet(name, type, ttl, expression.apply(answers), each, mark);
    }
}
