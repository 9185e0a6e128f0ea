package dev.trimtab.sim.replay;

import dev.trimtab.config.Cursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds a run to what its script expects. A form that is not known is unsupported, and never passes. */
public final class Expectations {
    private static final Pattern LIMIT = Pattern.compile("(<=|>=)\\s*([0-9.]+)");
    private static final Pattern RANGE = Pattern.compile("([0-9.]+)\\.\\.([0-9.]+)");
    private static final Pattern GATE = Pattern.compile("rtt\\((\\w+)\\) <= ([0-9.]+) before any step up");
    private static final double ROUNDING = 0.01;
    private static final double RESTORED = 0.5;

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

    List<Result> all() {
        List<Result> results = new ArrayList<>();
        for (Script.Expect expect : run.script().expect()) {
            Finding finding = find(expect.at());
            results.add(new Result(
                    expect.line(), expect.rule(), written(expect.at()), finding.outcome(), finding.detail()));
        }
        return results;
    }

    private record Finding(Outcome outcome, String detail) {
        static Finding pass(String detail) {
            return new Finding(Outcome.PASS, detail);
        }

        static Finding fail(String detail) {
            return new Finding(Outcome.FAIL, detail);
        }

        static Finding unsupported(String detail) {
            return new Finding(Outcome.UNSUPPORTED, detail);
        }
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
        Optional<Span> span = Span.of(at, run.script());
        if (span.isEmpty()) {
            return Finding.unsupported("no by, at or during that can be read");
        }
        Span when = span.get();
        if (keys.contains("verdict")) {
            return verdict(at, when);
        }
        if (keys.contains("verdict_not")) {
            return verdictNot(at, when);
        }
        if (keys.contains("weight")) {
            return weight(at, when);
        }
        if (keys.contains("weights")) {
            return unchanged(at, when);
        }
        if (keys.contains("step_up_max")) {
            return stepUp(at, when);
        }
        if (keys.contains("moved_between")) {
            return moved(at, when);
        }
        if (keys.contains("count")) {
            return count(at, when);
        }
        if (keys.contains("gate")) {
            return gate(at, when);
        }
        return controller(at, when);
    }

    /** The steps that an expectation speaks of. */
    private record Span(Duration from, Duration until, boolean instant) {
        static Optional<Span> of(Cursor at, Script script) {
            Optional<Duration> by = at.text("by").or(() -> at.text("at")).flatMap(ScriptReader.Reading::parsed);
            if (by.isPresent()) {
                Duration last = script.step().multipliedBy(script.steps() - 1L);
                Duration when = by.get().compareTo(last) > 0 ? last : by.get();
                return Optional.of(new Span(when, when, true));
            }
            List<Cursor> during = at.items("during");
            if (during.size() != 2) {
                return Optional.empty();
            }
            Optional<Duration> from = during.get(0).text().flatMap(ScriptReader.Reading::parsed);
            Optional<Duration> until = during.get(1).text().flatMap(ScriptReader.Reading::parsed);
            return from.isPresent() && until.isPresent()
                    ? Optional.of(new Span(from.get(), until.get(), false))
                    : Optional.empty();
        }
    }

    private List<Run.Step> in(Span span) {
        List<Run.Step> found = new ArrayList<>();
        for (Run.Step step : run.steps()) {
            boolean holds = span.instant()
                    ? step.at().compareTo(span.from()) <= 0
                            && step.at().plus(run.script().step()).compareTo(span.from()) > 0
                    : step.at().compareTo(span.from()) >= 0 && step.at().compareTo(span.until()) < 0;
            if (holds) {
                found.add(step);
            }
        }
        return found;
    }

    static String offset(Run.Step step) {
        long seconds = step.at().toSeconds();
        return String.format(Locale.ROOT, "%dh%02dm%02ds", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private List<String> regions(Cursor at) {
        List<String> named =
                at.texts("region").isEmpty() ? at.text("region").stream().toList() : at.texts("region");
        return named;
    }

    private static Decided.OfScope scope(Run.Step step, Cursor at) {
        return step.decided()
                .scopes()
                .getOrDefault(at.text("scope").orElse(""), new Decided.OfScope(new TreeMap<>(), new TreeMap<>()));
    }

    /** The share of a target in percent: in one region, or the mean over users. */
    private double share(Run.Step step, Cursor at, String target, Optional<String> region) {
        SortedMap<String, SortedMap<String, Double>> shares = scope(step, at).shares();
        if (region.isPresent()) {
            return shares.getOrDefault(region.get(), new TreeMap<>()).getOrDefault(target, 0.0);
        }
        return Users.mean(run.script(), shares).getOrDefault(target, 0.0);
    }

    /** The verdict on {@code A} or {@code A@af}: the word that holds for at least half of the users. */
    private String word(Run.Step step, Cursor at, String target) {
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

    private Finding verdict(Cursor at, Span span) {
        for (Run.Step step : in(span)) {
            for (Map.Entry<String, Cursor> entry : at.entries("verdict").entrySet()) {
                List<String> wanted = entry.getValue().items().isEmpty()
                        ? entry.getValue().text().stream().toList()
                        : at.get("verdict").orElseThrow().texts(entry.getKey());
                String word = word(step, at, entry.getKey());
                if (!wanted.contains(word)) {
                    return Finding.fail(entry.getKey() + " is " + word + " at " + offset(step));
                }
            }
        }
        return Finding.pass("holds");
    }

    private Finding verdictNot(Cursor at, Span span) {
        for (Run.Step step : in(span)) {
            for (Map.Entry<String, Cursor> entry : at.entries("verdict_not").entrySet()) {
                String word = word(step, at, entry.getKey());
                boolean named = entry.getValue().text().equals(Optional.of(word))
                        || entry.getValue().items().stream()
                                .anyMatch(item -> item.text().equals(Optional.of(word)));
                if (named) {
                    return Finding.fail(entry.getKey() + " is " + word + " at " + offset(step));
                }
            }
        }
        return Finding.pass("at no step");
    }

    private Finding weight(Cursor at, Span span) {
        String target = at.text("target").orElse("");
        Matcher limit = LIMIT.matcher(at.text("weight").orElse(""));
        Matcher range = RANGE.matcher(at.text("weight").orElse(""));
        double least = 0;
        double most = 100;
        if (limit.matches()) {
            least = limit.group(1).equals(">=") ? Double.parseDouble(limit.group(2)) : 0;
            most = limit.group(1).equals("<=") ? Double.parseDouble(limit.group(2)) : 100;
        } else if (range.matches()) {
            least = Double.parseDouble(range.group(1));
            most = Double.parseDouble(range.group(2));
        } else {
            return Finding.unsupported("weight " + at.text("weight").orElse(""));
        }
        List<Optional<String>> places = regions(at).isEmpty()
                ? List.of(Optional.empty())
                : regions(at).stream().map(Optional::of).toList();
        double seen = Double.NaN;
        for (Run.Step step : in(span)) {
            for (Optional<String> region : places) {
                seen = share(step, at, target, region);
                if (seen < least - ROUNDING || seen > most + ROUNDING) {
                    return Finding.fail(String.format(
                            Locale.ROOT,
                            "%s has %.2f %% at %s%s",
                            target,
                            seen,
                            offset(step),
                            region.map(r -> " in " + r).orElse("")));
                }
            }
        }
        return Finding.pass(String.format(Locale.ROOT, "%s has %.2f %% at the end", target, seen));
    }

    private Finding unchanged(Cursor at, Span span) {
        if (!at.text("weights").equals(Optional.of("unchanged"))) {
            return Finding.unsupported("weights " + at.text("weights").orElse(""));
        }
        List<Run.Step> steps = in(span);
        List<String> where =
                regions(at).isEmpty() ? List.copyOf(run.script().regions().keySet()) : regions(at);
        for (Run.Step step : steps) {
            for (String region : where) {
                for (Script.Target target : run.script().targets()) {
                    double was = share(steps.get(0), at, target.id(), Optional.of(region));
                    double is = share(step, at, target.id(), Optional.of(region));
                    if (Math.abs(was - is) > ROUNDING) {
                        return Finding.fail(String.format(
                                Locale.ROOT, "%s in %s %.2f → %.2f at %s", target.id(), region, was, is, offset(step)));
                    }
                }
            }
        }
        return Finding.pass("unchanged over " + steps.size() + " steps");
    }

    private Finding stepUp(Cursor at, Span span) {
        String target = at.text("target").orElse("");
        double max = Double.parseDouble(at.text("step_up_max").orElse("0"));
        double largest = 0;
        for (Run.Step step : in(span)) {
            Optional<Run.Step> before = before(step);
            if (before.isPresent()) {
                double up = share(step, at, target, regions(at).stream().findFirst())
                        - share(before.get(), at, target, regions(at).stream().findFirst());
                largest = Math.max(largest, up);
                if (up > max + ROUNDING) {
                    return Finding.fail(String.format(Locale.ROOT, "%s up by %.2f at %s", target, up, offset(step)));
                }
            }
        }
        return Finding.pass(String.format(Locale.ROOT, "largest step up %.2f", largest));
    }

    private Optional<Run.Step> before(Run.Step step) {
        int index = (int) (step.at().toMillis() / run.script().step().toMillis());
        return index == 0 ? Optional.empty() : Optional.of(run.steps().get(index - 1));
    }

    private Finding moved(Cursor at, Span span) {
        List<String> pair = at.texts("moved_between");
        if (pair.size() != 2) {
            return Finding.unsupported("moved_between needs two targets");
        }
        double max = Double.parseDouble(at.text("max").orElse("0"));
        double sum = 0;
        for (Run.Step step : in(span)) {
            Optional<Run.Step> before = before(step);
            if (before.isPresent()) {
                double a = share(step, at, pair.get(0), Optional.empty())
                        - share(before.get(), at, pair.get(0), Optional.empty());
                double b = share(step, at, pair.get(1), Optional.empty())
                        - share(before.get(), at, pair.get(1), Optional.empty());
                sum += a * b < 0 ? Math.min(Math.abs(a), Math.abs(b)) : 0;
            }
        }
        String detail = String.format(Locale.ROOT, "%.2f points moved", sum);
        return sum <= max + ROUNDING ? Finding.pass(detail) : Finding.fail(detail);
    }

    private Finding count(Cursor at, Span span) {
        if (!at.text("count").equals(Optional.of("dns_writes"))) {
            return Finding.unsupported("count " + at.text("count").orElse(""));
        }
        int max = Integer.parseInt(at.text("max").orElse("0"));
        long writes =
                in(span).stream().filter(step -> step.changed().contains("")).count();
        return writes <= max ? Finding.pass(writes + " writes") : Finding.fail(writes + " writes, at most " + max);
    }

    private Finding gate(Cursor at, Span span) {
        Matcher gate = GATE.matcher(at.text("gate").orElse(""));
        if (!gate.matches()) {
            return Finding.unsupported("gate " + at.text("gate").orElse(""));
        }
        String target = at.text("target").orElse(gate.group(1));
        double limit = Double.parseDouble(gate.group(2));
        for (Run.Step step : in(span)) {
            Optional<Run.Step> before = before(step);
            double up = before.map(
                            old -> share(step, at, target, Optional.empty()) - share(old, at, target, Optional.empty()))
                    .orElse(0.0);
            double rtt = step.rtt().getOrDefault(gate.group(1), 1.0);
            if (up > ROUNDING && rtt > limit) {
                return Finding.fail(
                        String.format(Locale.ROOT, "%s up by %.2f at %s with rtt %.2f", target, up, offset(step), rtt));
            }
        }
        return Finding.pass("no step up beyond the gate");
    }

    private Finding controller(Cursor at, Span span) {
        Set<String> keys = at.entries().keySet();
        if (keys.contains("alarm")) {
            String word = at.text("alarm").orElse("");
            Duration from =
                    at.text("from").flatMap(ScriptReader.Reading::parsed).orElse(Duration.ZERO.minusSeconds(1));
            return run.steps().stream()
                    .filter(step -> step.at().compareTo(from) > 0 && step.at().compareTo(span.from()) <= 0)
                    .filter(step -> step.decided().alarms().contains(word))
                    .findFirst()
                    .map(step -> Finding.pass("raised at " + offset(step)))
                    .orElseGet(() -> Finding.fail(word + " was not raised"));
        }
        if (keys.contains("muted")) {
            String group = at.text("muted").orElse("");
            return in(span).stream().anyMatch(step -> step.decided().muted().contains(group))
                    ? Finding.pass(group + " is muted")
                    : Finding.fail(group + " is not muted");
        }
        if (keys.contains("dropped")) {
            if (!at.text("dropped").equals(Optional.of("stale_reports"))) {
                return Finding.unsupported("dropped " + at.text("dropped").orElse(""));
            }
            int dropped = in(span).stream()
                    .mapToInt(step -> step.decided().droppedReports())
                    .sum();
            return dropped > 0 ? Finding.pass(dropped + " reports dropped") : Finding.fail("no report was dropped");
        }
        if (keys.contains("refused")) {
            String call = at.text("refused").orElse("");
            return in(span).stream().anyMatch(step -> step.decided().refused().contains(call))
                    ? Finding.pass("refused")
                    : Finding.fail(call + " was not refused");
        }
        if (keys.contains("writers")) {
            TreeSet<String> writers = new TreeSet<>();
            in(span).forEach(step -> writers.addAll(step.decided().writers()));
            int max = Integer.parseInt(at.text("writers").orElse("1"));
            return writers.size() <= max ? Finding.pass("writers " + writers) : Finding.fail("writers " + writers);
        }
        if (keys.contains("restored")) {
            String target = at.text("restored").orElse("");
            double wanted =
                    run.script().target(target).map(Script.Target::weight).orElse(0.0);
            for (Run.Step step : in(span)) {
                double is = share(step, at, target, Optional.empty());
                if (Math.abs(is - wanted) > RESTORED) {
                    return Finding.fail(String.format(Locale.ROOT, "%s has %.2f %% of %.0f", target, is, wanted));
                }
            }
            return Finding.pass(target + " has its share again");
        }
        return Finding.unsupported("keys " + String.join(", ", keys));
    }

    private Finding invariant(Cursor at) {
        Optional<String> always = at.text("always");
        if (always.isPresent()) {
            if (!always.get().equals("zone_answers >= 1")) {
                return Finding.unsupported("always " + always.get());
            }
            return run.steps().stream()
                    .filter(step -> !step.broken().isEmpty())
                    .findFirst()
                    .map(step -> Finding.fail(step.broken() + " at " + offset(step)))
                    .orElseGet(() -> Finding.pass("at every step"));
        }
        return Never.find(at.text("never").orElse(""), run)
                .map(broken -> broken.isEmpty() ? Finding.pass("never") : Finding.fail(broken))
                .orElseGet(() -> Finding.unsupported("never " + at.text("never").orElse("")));
    }

    private Finding blind(Cursor at) {
        TreeSet<String> probes = new TreeSet<>(at.texts("blind_to"));
        Run other = rerun.apply(probes);
        for (int i = 0; i < run.steps().size(); i++) {
            SortedMap<String, SortedMap<String, String>> seen =
                    scope(run.steps().get(i), at).verdicts();
            SortedMap<String, SortedMap<String, String>> unseen =
                    scope(other.steps().get(i), at).verdicts();
            if (!seen.equals(unseen)) {
                return Finding.fail(
                        "verdicts differ at " + offset(run.steps().get(i)) + ": " + seen + " and " + unseen);
            }
        }
        return Finding.pass("the same at all " + run.steps().size() + " steps");
    }
}
