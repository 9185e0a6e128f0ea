package dev.trimtab.sim.render;

import dev.trimtab.sim.replay.Decided;
import dev.trimtab.sim.replay.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A change of what the world is answered.
 *
 * @param number among the writes of a run, from 1
 * @param change in words: the shares that changed, regions that changed alike together
 * @param why the deciding controller's own sentence
 */
record Write(int number, double seconds, String change, String why) {
    private static final String DECIDED = "decision.made: ";
    private static final double SAME_PERCENT = 0.005;

    static List<Write> all(Run run) {
        List<Write> writes = new ArrayList<>();
        for (int i = 1; i < run.steps().size(); i++) {
            Run.Step step = run.steps().get(i);
            if (step.changed().contains("")) {
                writes.add(new Write(
                        writes.size() + 1,
                        step.at().toMillis() / 1000.0,
                        change(shares(run.steps().get(i - 1)), shares(step)),
                        why(step.decided())));
            }
        }
        return writes;
    }

    static SortedMap<String, SortedMap<String, Double>> shares(Run.Step step) {
        Decided.OfScope scope = step.decided().scopes().get("");
        return scope == null ? new TreeMap<>() : scope.shares();
    }

    private static String why(Decided decided) {
        List<String> reasons = decided.because().stream()
                .filter(sentence -> sentence.startsWith(DECIDED))
                .map(sentence -> sentence.substring(DECIDED.length()))
                .toList();
        return reasons.isEmpty()
                ? "this policy gives no reason"
                : String.join("; ", reasons.stream().map(Folding::decision).toList());
    }

    private static String change(
            SortedMap<String, SortedMap<String, Double>> before, SortedMap<String, SortedMap<String, Double>> after) {
        Map<String, List<String>> regions = new LinkedHashMap<>();
        after.forEach((region, split) -> {
            List<String> parts = new ArrayList<>();
            split.forEach((target, is) -> {
                double was = before.getOrDefault(region, new TreeMap<>()).getOrDefault(target, 0.0);
                if (Math.abs(is - was) > SAME_PERCENT) {
                    parts.add(target + " " + percent(was) + " → " + percent(is) + " %");
                }
            });
            if (!parts.isEmpty()) {
                regions.computeIfAbsent(String.join(", ", parts), alike -> new ArrayList<>())
                        .add(region);
            }
        });
        List<String> sentences = new ArrayList<>();
        regions.forEach((parts, where) ->
                sentences.add((where.size() == after.size() ? "" : String.join(", ", where) + ": ") + parts));
        return String.join("; ", sentences);
    }

    private static String percent(double share) {
        String shown = String.format(Locale.ROOT, "%.2f", share);
        return shown.endsWith(".00") ? shown.substring(0, shown.length() - 3) : shown;
    }
}
