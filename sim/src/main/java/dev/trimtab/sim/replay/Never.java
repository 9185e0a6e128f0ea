package dev.trimtab.sim.replay;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What must never happen. */
final class Never {
    private static final Pattern LOAD = Pattern.compile("load\\(([^)]+)\\)\\s*>\\s*cap\\(\\1\\)");
    private static final Pattern AFTER = Pattern.compile("plan_applied\\((\\d+)\\) after plan_applied\\((\\d+)\\)");
    private static final Pattern APPLIED = Pattern.compile("plan_applied\\((\\d+)\\)");
    private static final Pattern WRITES_TO = Pattern.compile("writes_to\\((.+)\\)");

    private Never() {}

    /** Empty for a form that is not known; an empty text when it never happened. */
    static Optional<String> find(String form, Run run) {
        Matcher load = LOAD.matcher(form);
        if (load.matches()) {
            return Optional.of(load(load.group(1), run));
        }
        Matcher after = AFTER.matcher(form);
        if (after.matches()) {
            return Optional.of(after(Integer.parseInt(after.group(1)), Integer.parseInt(after.group(2)), run));
        }
        Matcher applied = APPLIED.matcher(form);
        if (applied.matches()) {
            int plan = Integer.parseInt(applied.group(1));
            return Optional.of(first(run, step -> step.decided().applied().contains(plan), form));
        }
        if (form.equals("plan_deleted(live)")) {
            return Optional.of(first(run, step -> step.decided().deletedLive(), form));
        }
        Matcher writes = WRITES_TO.matcher(form);
        return writes.matches()
                ? Optional.of(first(run, step -> step.decided().writesTo().contains(writes.group(1)), form))
                : Optional.empty();
    }

    private static String first(Run run, Predicate<Run.Step> bad, String form) {
        return run.steps().stream()
                .filter(bad)
                .findFirst()
                .map(step -> form + " at " + Passage.offset(step))
                .orElse("");
    }

    private static String load(String key, Run run) {
        for (Run.Step step : run.steps()) {
            double load = step.loads().getOrDefault(key, 0.0);
            double cap = step.caps().getOrDefault(key, Double.MAX_VALUE);
            if (load > cap + 1e-6) {
                return String.format(Locale.ROOT, "load(%s) %.4f > %.4f at %s", key, load, cap, Passage.offset(step));
            }
        }
        return "";
    }

    private static String after(int older, int newer, Run run) {
        boolean seen = false;
        for (Run.Step step : run.steps()) {
            for (int plan : step.decided().applied()) {
                if (seen && plan == older) {
                    return "plan " + older + " applied after " + newer + " at " + Passage.offset(step);
                }
                seen |= plan == newer;
            }
        }
        return "";
    }
}
