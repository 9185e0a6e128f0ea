package dev.trimtab.sim.replay;

import dev.trimtab.config.Cursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The part of a run that one expectation speaks of.
 *
 * @param at the line's keys
 * @param instant whether it is one moment; it sees the state after the last round until then
 */
record Passage(Run run, Cursor at, Duration from, Duration until, boolean instant) {
    /** Empty when its times cannot be read. */
    static Optional<Passage> of(Cursor at, Run run) {
        Optional<Duration> by = at.text("by").or(() -> at.text("at")).flatMap(ScriptReader.Reading::parsed);
        if (by.isPresent()) {
            Duration last = run.script().step().multipliedBy(run.script().steps() - 1L);
            Duration when = by.get().compareTo(last) > 0 ? last : by.get();
            return Optional.of(new Passage(run, at, when, when, true));
        }
        List<Cursor> during = at.items("during");
        if (during.size() != 2) {
            return Optional.empty();
        }
        Optional<Duration> from = during.get(0).text().flatMap(ScriptReader.Reading::parsed);
        Optional<Duration> until = during.get(1).text().flatMap(ScriptReader.Reading::parsed);
        return from.isPresent() && until.isPresent()
                ? Optional.of(new Passage(run, at, from.get(), until.get(), false))
                : Optional.empty();
    }

    /** In order; none when no round lies in a short span. */
    List<Run.Step> steps() {
        List<Run.Step> found = new ArrayList<>();
        for (Run.Step step : run.steps()) {
            boolean holds = instant
                    ? step.at().compareTo(from) <= 0
                            && step.at().plus(run.script().step()).compareTo(from) > 0
                    : step.at().compareTo(from) >= 0 && step.at().compareTo(until) < 0;
            if (holds) {
                found.add(step);
            }
        }
        return found;
    }

    /** The rounds within one step of an instant: what happens between two rounds acts before the second. */
    List<Run.Step> around() {
        return run.steps().stream()
                .filter(step ->
                        step.at().minus(from).abs().compareTo(run.script().step()) < 0)
                .toList();
    }

    static String offset(Run.Step step) {
        long seconds = step.at().toSeconds();
        return String.format(Locale.ROOT, "%dh%02dm%02ds", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    List<String> regions() {
        List<String> named =
                at.texts("region").isEmpty() ? at.text("region").stream().toList() : at.texts("region");
        return named.contains("*") ? List.copyOf(run.script().regions().keySet()) : named;
    }

    static Decided.OfScope scope(Run.Step step, Cursor at) {
        return step.decided()
                .scopes()
                .getOrDefault(at.text("scope").orElse(""), new Decided.OfScope(new TreeMap<>(), new TreeMap<>()));
    }

    /** The share of a target in percent: in one region, or the mean over users. */
    double share(Run.Step step, String target, Optional<String> region) {
        SortedMap<String, SortedMap<String, Double>> shares = scope(step, at).shares();
        if (region.isPresent()) {
            return shares.getOrDefault(region.get(), new TreeMap<>()).getOrDefault(target, 0.0);
        }
        return Users.mean(run.script(), shares).getOrDefault(target, 0.0);
    }

    /** The verdict on {@code A} or {@code A@af}: the word that holds for at least half of the users. */
    String word(Run.Step step, String target) {
        SortedMap<String, SortedMap<String, String>> verdicts = scope(step, at).verdicts();
        String[] parts = target.split("@", -1);
        if (parts.length == 2) {
            return verdicts.getOrDefault(parts[1], new TreeMap<>()).getOrDefault(parts[0], "unknown");
        }
        TreeMap<String, Double> words = new TreeMap<>();
        run.script()
                .regions()
                .forEach((region, users) -> words.merge(
                        verdicts.getOrDefault(region, new TreeMap<>()).getOrDefault(target, "unknown"),
                        users,
                        Double::sum));
        return words.entrySet().stream()
                .filter(entry -> entry.getValue() >= 0.5 - 1e-9)
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("no word of half of the users: " + words);
    }

    Optional<Run.Step> before(Run.Step step) {
        int index = (int) (step.at().toMillis() / run.script().step().toMillis());
        return index == 0 ? Optional.empty() : Optional.of(run.steps().get(index - 1));
    }
}
