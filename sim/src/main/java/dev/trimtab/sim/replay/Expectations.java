package dev.trimtab.sim.replay;

import dev.trimtab.config.Cursor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Holds a run to what its script expects. A form that is not known is unsupported, and never passes. */
public final class Expectations {
    private final Run run;
    private final Function<Set<String>, Run> rerun;

    /** What became of an expectation. */
    public enum Outcome {
        PASS,
        FAIL,
        UNSUPPORTED
    }

    /**
     * One expectation held against a run.
     *
     * @param line in the file
     * @param expected as written, for people
     * @param detail with numbers, and the offset of the first violation
     */
    public record Result(int line, String rule, String expected, Outcome outcome, String detail) {}

    /** @param rerun the same run without some kinds of probes */
    Expectations(Run run, Function<Set<String>, Run> rerun) {
        this.run = run;
        this.rerun = rerun;
    }

    /** The scopes that a script speaks of; the empty one carries the demand. */
    static List<String> scopes(Script script) {
        TreeSet<String> scopes = new TreeSet<>();
        scopes.add("");
        script.expect().forEach(expect -> expect.at().text("scope").ifPresent(scopes::add));
        return List.copyOf(scopes);
    }

    /** Kinds of probes without which a script asks for the same verdicts, expectation by expectation. */
    static Set<Set<String>> blindTo(Script script) {
        Set<Set<String>> all = new LinkedHashSet<>();
        for (Script.Expect expect : script.expect()) {
            if (expect.at().entries().containsKey("blind_to")) {
                all.add(probes(expect.at()));
            }
        }
        return all;
    }

    List<Result> all() {
        List<Result> results = new ArrayList<>();
        for (Script.Expect expect : run.script().expect()) {
            Finding finding = find(expect.at());
            results.add(new Result(
                    expect.line(), expect.rule(), written(expect.at()), finding.outcome(), finding.detail()));
        }
        return results;
    }

    static String written(Cursor at) {
        List<String> parts = new ArrayList<>();
        at.entries().forEach((key, value) -> {
            if (!key.equals("rule")) {
                List<String> items = new ArrayList<>();
                value.items().forEach(item -> items.add(item.text().orElse("…")));
                value.entries().forEach((k, v) -> items.add(k + ": " + v.text().orElse("…")));
                parts.add(key + ": " + value.text().orElse(String.join(", ", items)));
            }
        });
        return String.join(", ", parts);
    }

    private Finding find(Cursor at) {
        Optional<String> unknown = ExpectCheck.unknown(at);
        if (unknown.isPresent()) {
            return Finding.unsupported(unknown.get());
        }
        Set<String> keys = at.entries().keySet();
        if (keys.contains("allowed")) {
            return Finding.pass("a note");
        }
        if (keys.contains("blind_to")) {
            return blind(at);
        }
        if (keys.contains("always") || keys.contains("never")) {
            return invariant(at);
        }
        return Passage.of(at, run)
                .filter(passage -> !passage.steps().isEmpty())
                .map(passage -> find(keys, passage))
                .orElseGet(() -> Finding.unsupported("no round lies in its by, at or during"));
    }

    private static Finding find(Set<String> keys, Passage passage) {
        if (keys.contains("verdict")) {
            return verdict(passage);
        }
        if (keys.contains("verdict_not")) {
            return verdictNot(passage);
        }
        if (keys.contains("weight")) {
            return ExpectedShares.weight(passage);
        }
        if (keys.contains("weights")) {
            return ExpectedShares.unchanged(passage);
        }
        if (keys.contains("step_up_max")) {
            return ExpectedShares.stepUp(passage);
        }
        if (keys.contains("moved_between")) {
            return ExpectedShares.moved(passage);
        }
        if (keys.contains("gate")) {
            return ExpectedShares.gate(passage);
        }
        if (keys.contains("restored")) {
            return ExpectedShares.restored(passage);
        }
        return keys.contains("count") ? ExpectedConduct.count(passage) : ExpectedConduct.find(passage);
    }

    private static Finding verdict(Passage passage) {
        Cursor at = passage.at();
        for (Run.Step step : passage.steps()) {
            for (Map.Entry<String, Cursor> entry : at.entries("verdict").entrySet()) {
                List<String> wanted = entry.getValue().items().isEmpty()
                        ? entry.getValue().text().stream().toList()
                        : at.get("verdict").orElseThrow().texts(entry.getKey());
                String word = passage.word(step, entry.getKey());
                if (!wanted.contains(word)) {
                    return Finding.fail(entry.getKey() + " is " + word + " at " + Passage.offset(step));
                }
            }
        }
        return Finding.pass("holds");
    }

    private static Finding verdictNot(Passage passage) {
        Cursor at = passage.at();
        for (Run.Step step : passage.steps()) {
            for (Map.Entry<String, Cursor> entry : at.entries("verdict_not").entrySet()) {
                String word = passage.word(step, entry.getKey());
                boolean named = entry.getValue().text().equals(Optional.of(word))
                        || entry.getValue().items().stream()
                                .anyMatch(item -> item.text().equals(Optional.of(word)));
                if (named) {
                    return Finding.fail(entry.getKey() + " is " + word + " at " + Passage.offset(step));
                }
            }
        }
        return Finding.pass("at no step");
    }

    private Finding invariant(Cursor at) {
        Optional<String> always = at.text("always");
        if (always.isPresent()) {
            if (!always.get().matches("zone_answers\\s*>=\\s*1")) {
                return Finding.unsupported("always " + always.get());
            }
            return run.steps().stream()
                    .filter(step -> !step.broken().isEmpty())
                    .findFirst()
                    .map(step -> Finding.fail(step.broken() + " at " + Passage.offset(step)))
                    .orElseGet(() -> Finding.pass("at every step"));
        }
        return Never.find(at.text("never").orElse(""), run)
                .map(broken -> broken.isEmpty() ? Finding.pass("never") : Finding.fail(broken))
                .orElseGet(() -> Finding.unsupported("never " + at.text("never").orElse("")));
    }

    private Finding blind(Cursor at) {
        if (!at.text("same_verdicts").equals(Optional.of("true"))) {
            return Finding.unsupported(
                    "same_verdicts " + at.text("same_verdicts").orElse(""));
        }
        Run other = rerun.apply(probes(at));
        for (int i = 0; i < run.steps().size(); i++) {
            Run.Step step = run.steps().get(i);
            SortedMap<String, SortedMap<String, String>> seen = verdicts(step, at);
            SortedMap<String, SortedMap<String, String>> unseen =
                    verdicts(other.steps().get(i), at);
            if (!seen.equals(unseen)) {
                return Finding.fail("verdicts differ at " + Passage.offset(step) + ": " + seen + " and " + unseen);
            }
        }
        return Finding.pass("the same at all " + run.steps().size() + " steps");
    }

    private static Set<String> probes(Cursor at) {
        TreeSet<String> probes = new TreeSet<>(at.texts("blind_to"));
        at.text("blind_to").ifPresent(probes::add);
        if (probes.contains("*")) {
            probes.addAll(Vocabulary.probes());
        }
        return probes;
    }

    private static SortedMap<String, SortedMap<String, String>> verdicts(Run.Step step, Cursor at) {
        return Passage.scope(step, at).verdicts();
    }
}
