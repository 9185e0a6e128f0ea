package dev.trimtab.core.records;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.Shares;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a provider can express of a wanted record set. An answer with a share never loses its last step: a rounding must
 * not take a CDN out of traffic. Only a one-of provider drops answers, and says so in its {@link Capabilities}.
 */
public final class Expressed {
    private Expressed() {}

    /** The same set with the shares that {@code capabilities} allow; {@code current} decides ties of one-of. */
    public static RecordSet of(RecordSet wanted, Snapshot current, Capabilities capabilities) {
        return switch (capabilities.weights()) {
            case EXACT, APPROXIMATE -> wanted.expressedBy(answers -> inSteps(answers, capabilities.weightSteps()));
            case ONE_OF -> wanted.expressedBy(answers -> largest(answers, current));
        };
    }

    private static List<WeightedAnswer> largest(List<WeightedAnswer> wanted, Snapshot current) {
        int most = wanted.stream().mapToInt(WeightedAnswer::shareBp).max().orElseThrow();
        List<WeightedAnswer> best =
                wanted.stream().filter(answer -> answer.shareBp() == most).toList();
        WeightedAnswer chosen = best.stream()
                .filter(answer -> current.answers().stream()
                        .anyMatch(held -> held.answer().equals(answer.answer())))
                .findFirst()
                .orElse(best.get(0));
        return List.of(new WeightedAnswer(chosen.cdn(), chosen.answer(), Shares.WHOLE));
    }

    private static List<WeightedAnswer> inSteps(List<WeightedAnswer> wanted, int steps) {
        if (Shares.WHOLE % steps == 0
                && wanted.stream().allMatch(answer -> answer.shareBp() % (Shares.WHOLE / steps) == 0)) {
            return wanted;
        }
        TreeMap<CdnId, Long> weights = new TreeMap<>();
        wanted.forEach(answer -> weights.put(answer.cdn(), (long) answer.shareBp()));
        SortedMap<CdnId, Integer> parts = new TreeMap<>(Shares.apportion(steps, weights));
        for (CdnId cdn : weights.keySet()) {
            if (parts.getOrDefault(cdn, 0) == 0) {
                takeOneStepForIt(parts, cdn, steps);
            }
        }
        TreeMap<CdnId, Long> stepped = new TreeMap<>();
        parts.forEach((cdn, part) -> stepped.put(cdn, (long) part));
        Shares shares = Shares.inProportion(stepped);
        return wanted.stream()
                .map(answer -> new WeightedAnswer(answer.cdn(), answer.answer(), shares.of(answer.cdn())))
                .toList();
    }

    private static void takeOneStepForIt(SortedMap<CdnId, Integer> parts, CdnId cdn, int steps) {
        Map.Entry<CdnId, Integer> richest = parts.entrySet().stream()
                .max(Map.Entry.<CdnId, Integer>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .orElseThrow();
        if (richest.getValue() < 2) {
            throw new IllegalArgumentException("more answers than the " + steps + " steps of the provider");
        }
        parts.put(richest.getKey(), richest.getValue() - 1);
        parts.put(cdn, 1);
    }
}
