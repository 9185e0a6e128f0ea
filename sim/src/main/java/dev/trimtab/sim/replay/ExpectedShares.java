package dev.trimtab.sim.replay;

import dev.trimtab.config.Cursor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds published shares to what is expected of them. */
final class ExpectedShares {
    private static final String NUMBER = "\\d+(?:\\.\\d+)?|\\.\\d+";
    static final Pattern LIMIT = Pattern.compile("\\s*(<=|>=)\\s*(" + NUMBER + ")\\s*");
    static final Pattern RANGE = Pattern.compile("\\s*(" + NUMBER + ")\\s*\\.\\.\\s*(" + NUMBER + ")\\s*");
    private static final Pattern GATE =
            Pattern.compile("rtt\\(([^)]+)\\)\\s*<=\\s*(" + NUMBER + ") before any step up");
    private static final double ROUNDING = 0.01;
    private static final double RESTORED = 0.5;

    private ExpectedShares() {}

    /** The regions that a line names, one by one; all of them together when it names none. */
    private static List<Optional<String>> places(Passage passage) {
        return passage.regions().isEmpty()
                ? List.of(Optional.empty())
                : passage.regions().stream().map(Optional::of).toList();
    }

    static Finding weight(Passage passage) {
        Cursor at = passage.at();
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
        double seen = Double.NaN;
        for (Run.Step step : passage.steps()) {
            for (Optional<String> region : places(passage)) {
                seen = passage.share(step, target, region);
                if (seen < least - ROUNDING || seen > most + ROUNDING) {
                    return Finding.fail(String.format(
                            Locale.ROOT,
                            "%s has %.2f %% at %s%s",
                            target,
                            seen,
                            Passage.offset(step),
                            region.map(r -> " in " + r).orElse("")));
                }
            }
        }
        return Finding.pass(String.format(Locale.ROOT, "%s has %.2f %% at the end", target, seen));
    }

    static Finding unchanged(Passage passage) {
        Cursor at = passage.at();
        if (!at.text("weights").equals(Optional.of("unchanged"))) {
            return Finding.unsupported("weights " + at.text("weights").orElse(""));
        }
        List<Run.Step> steps = passage.steps();
        List<String> where = passage.regions().isEmpty()
                ? List.copyOf(passage.run().script().regions().keySet())
                : passage.regions();
        for (Run.Step step : steps) {
            for (String region : where) {
                for (Script.Target target : passage.run().script().targets()) {
                    double was = passage.share(steps.get(0), target.id(), Optional.of(region));
                    double is = passage.share(step, target.id(), Optional.of(region));
                    if (Math.abs(was - is) > ROUNDING) {
                        return Finding.fail(String.format(
                                Locale.ROOT,
                                "%s in %s %.2f → %.2f at %s",
                                target.id(),
                                region,
                                was,
                                is,
                                Passage.offset(step)));
                    }
                }
            }
        }
        return Finding.pass("unchanged over " + steps.size() + " steps");
    }

    static Finding stepUp(Passage passage) {
        Cursor at = passage.at();
        String target = at.text("target").orElse("");
        double max = Double.parseDouble(at.text("step_up_max").orElse("0"));
        double largest = 0;
        for (Run.Step step : passage.steps()) {
            Optional<Run.Step> before = passage.before(step);
            for (Optional<String> region : before.isPresent() ? places(passage) : List.<Optional<String>>of()) {
                double up = passage.share(step, target, region)
                        - before.map(old -> passage.share(old, target, region)).orElse(0.0);
                largest = Math.max(largest, up);
                if (up > max + ROUNDING) {
                    return Finding.fail(String.format(
                            Locale.ROOT,
                            "%s up by %.2f at %s%s",
                            target,
                            up,
                            Passage.offset(step),
                            region.map(r -> " in " + r).orElse("")));
                }
            }
        }
        return Finding.pass(String.format(Locale.ROOT, "largest step up %.2f", largest));
    }

    static Finding moved(Passage passage) {
        Cursor at = passage.at();
        List<String> pair = at.texts("moved_between");
        if (pair.size() != 2) {
            return Finding.unsupported("moved_between needs two targets");
        }
        double max = Double.parseDouble(at.text("max").orElse("0"));
        double sum = 0;
        for (Run.Step step : passage.steps()) {
            Optional<Run.Step> before = passage.before(step);
            if (before.isPresent()) {
                double most = 0;
                for (Optional<String> region : places(passage)) {
                    double a =
                            passage.share(step, pair.get(0), region) - passage.share(before.get(), pair.get(0), region);
                    double b =
                            passage.share(step, pair.get(1), region) - passage.share(before.get(), pair.get(1), region);
                    most = Math.max(most, a * b < 0 ? Math.min(Math.abs(a), Math.abs(b)) : 0);
                }
                sum += most;
            }
        }
        String detail = String.format(Locale.ROOT, "%.2f points moved", sum);
        return sum <= max + ROUNDING ? Finding.pass(detail) : Finding.fail(detail);
    }

    static Finding gate(Passage passage) {
        Cursor at = passage.at();
        Matcher gate = GATE.matcher(at.text("gate").orElse(""));
        if (!gate.matches()) {
            return Finding.unsupported("gate " + at.text("gate").orElse(""));
        }
        String target = at.text("target").orElse(gate.group(1));
        double limit = Double.parseDouble(gate.group(2));
        for (Run.Step step : passage.steps()) {
            Optional<Run.Step> before = passage.before(step);
            double up = before.map(old -> passage.share(step, target, Optional.empty())
                            - passage.share(old, target, Optional.empty()))
                    .orElse(0.0);
            double rtt = step.rtt().getOrDefault(gate.group(1), 1.0);
            if (up > ROUNDING && rtt > limit) {
                return Finding.fail(String.format(
                        Locale.ROOT, "%s up by %.2f at %s with rtt %.2f", target, up, Passage.offset(step), rtt));
            }
        }
        return Finding.pass("no step up beyond the gate");
    }

    static Finding restored(Passage passage) {
        Cursor at = passage.at();
        String target = at.text("restored").orElse("");
        double wanted =
                passage.run().script().target(target).map(Script.Target::weight).orElse(0.0);
        for (Run.Step step : passage.steps()) {
            for (Optional<String> region : places(passage)) {
                double is = passage.share(step, target, region);
                if (Math.abs(is - wanted) > RESTORED) {
                    return Finding.fail(String.format(Locale.ROOT, "%s has %.2f %% of %.0f", target, is, wanted));
                }
            }
        }
        return Finding.pass(target + " has its share again");
    }
}
