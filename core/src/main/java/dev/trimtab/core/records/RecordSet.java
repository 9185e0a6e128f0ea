package dev.trimtab.core.records;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.spec.NameSpec;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * What a provider is to hold for a name: weighted answers with their TTL and the mark. Never empty, and its shares are
 * whole by construction.
 *
 * @param answers in order of CDN, so that a provider that cuts a hash range moves only what changed
 */
public record RecordSet(
        SteeredName name, NameSpec.RecordType type, Duration ttl, List<WeightedAnswer> answers, Mark mark) {
    public RecordSet {
        answers = answers.stream()
                .sorted(Comparator.comparing(WeightedAnswer::cdn))
                .toList();
        int sum = answers.stream().mapToInt(WeightedAnswer::shareBp).sum();
        if (sum != Shares.WHOLE) {
            throw new IllegalArgumentException("answers of " + name + " add up to " + sum + " bp, not " + Shares.WHOLE);
        }
        if (answers.stream().map(WeightedAnswer::cdn).distinct().count() != answers.size()) {
            throw new IllegalArgumentException("a CDN twice in the answers of " + name);
        }
        if (ttl.toSeconds() < 0 || ttl.toSeconds() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("TTL of " + name + " is " + ttl);
        }
    }

    public Shares shares() {
        TreeMap<CdnId, Integer> bp = new TreeMap<>();
        answers.forEach(answer -> bp.put(answer.cdn(), answer.shareBp()));
        return new Shares(bp);
    }

    /** The same answers, shares and TTL, whatever the generation. */
    public boolean sameAnswersAs(RecordSet other) {
        return name.equals(other.name) && type == other.type && ttl.equals(other.ttl) && answers.equals(other.answers);
    }

    /** The same set with other answers: what a provider can express of it. */
    public RecordSet withAnswers(List<WeightedAnswer> expressed) {
        return new RecordSet(name, type, ttl, expressed, mark);
    }
}
