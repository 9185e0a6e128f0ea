package dev.trimtab.sim.render;

import dev.trimtab.sim.replay.Decided;
import dev.trimtab.sim.replay.Run;
import dev.trimtab.sim.replay.Script;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The plots of one run: shares and verdicts per region where regions differ, failed requests, load of each origin. */
final class RunPlots {
    private final Run run;
    private final Script script;
    private final Clock clock;
    private final String prefix;
    private int drawn;

    RunPlots(Run run, Clock clock, String prefix) {
        this.run = run;
        this.script = run.script();
        this.clock = clock;
        this.prefix = prefix;
    }

    void draw(Markup out) {
        List<Plot.Marker> writes = Write.all(run).stream()
                .map(write -> new Plot.Marker(
                        write.seconds(),
                        "" + write.number(),
                        "Write " + write.number() + " at " + clock.shown(write.seconds()) + ": " + write.change() + ". "
                                + write.why()))
                .toList();
        out.element("h3", "Shares of answers");
        alike(Write::shares).forEach((shares, regions) -> shares(out, regions, writes));
        out.element("h3", "Verdicts");
        words(out);
        alike(RunPlots::verdicts).forEach((verdicts, regions) -> verdicts(out, regions));
        out.element("h3", "Failed requests of users");
        failures(out, writes);
        for (Script.Target target : script.targets()) {
            if (target.part() == Script.Part.ORIGIN) {
                out.element("h3", "Load of the origin " + target.id());
                load(out, target.id(), writes);
            }
        }
    }

    private static SortedMap<String, SortedMap<String, String>> verdicts(Run.Step step) {
        Decided.OfScope scope = step.decided().scopes().get("");
        return scope == null ? new TreeMap<>() : scope.verdicts();
    }

    /** Regions by what they have in all steps: those that never differ share a plot. */
    private <T> Map<List<SortedMap<String, T>>, List<String>> alike(
            Function<Run.Step, SortedMap<String, SortedMap<String, T>>> byRegion) {
        Map<List<SortedMap<String, T>>, List<String>> alike = new LinkedHashMap<>();
        for (String region : script.regions().keySet()) {
            List<SortedMap<String, T>> course = run.steps().stream()
                    .map(step -> byRegion.apply(step).getOrDefault(region, new TreeMap<>()))
                    .toList();
            alike.computeIfAbsent(course, added -> new ArrayList<>()).add(region);
        }
        return alike;
    }

    private String named(List<String> regions) {
        return regions.size() == script.regions().size() ? "all regions" : String.join(", ", regions);
    }

    private void shares(Markup out, List<String> regions, List<Plot.Marker> writes) {
        String region = regions.get(0);
        List<Series> series = script.targets().stream()
                .map(target -> series(
                        label(target),
                        true,
                        step -> Write.shares(step)
                                .getOrDefault(region, new TreeMap<>())
                                .getOrDefault(target.id(), 0.0)))
                .toList();
        plot(
                out,
                named(regions),
                "Shares of answers, " + named(regions),
                "Percent of answers that name each target over time, " + named(regions) + ". " + ends(series, " %"),
                " %",
                100,
                series,
                writes);
    }

    private void verdicts(Markup out, List<String> regions) {
        TreeMap<String, List<String>> rows = new TreeMap<>();
        for (Script.Target target : script.targets()) {
            rows.put(
                    target.id(),
                    run.steps().stream()
                            .map(step -> verdicts(step)
                                    .getOrDefault(regions.get(0), new TreeMap<>())
                                    .getOrDefault(target.id(), "unknown"))
                            .toList());
        }
        String title = "Verdicts, " + named(regions);
        List<String> told = new ArrayList<>();
        rows.forEach((target, words) -> told.add(target + ": " + words.get(0) + " at first, "
                + (Strip.stretches(words).size() - 1) + " changes, " + words.get(words.size() - 1) + " at the end"));
        out.open("figure").open("figcaption").element("span", named(regions)).close();
        new Strip(
                        id(),
                        title,
                        String.join("; ", told) + ".",
                        clock,
                        rows,
                        script.step().toMillis() / 1000.0)
                .draw(out);
        out.close().line();
    }

    /** What the bars mean, once for all of them. */
    private static void words(Markup out) {
        out.open("p");
        for (String word : List.of("good", "unknown", "degraded", "origin_fault", "bad")) {
            out.open("span", "class", "key")
                    .element("i", "", "class", "b-" + word)
                    .text(word)
                    .close()
                    .text(" ");
        }
        out.close().line();
    }

    private void failures(Markup out, List<Plot.Marker> writes) {
        List<Series> series = List.of(
                series("as it went", false, step -> 100 * step.error()),
                series("had nothing been moved", false, step -> 100 * step.idle()));
        plot(
                out,
                "all users",
                "Failed requests, all users",
                "Percent of users' requests that failed over time, and what would have failed at the first shares. "
                        + String.format(
                                Locale.ROOT,
                                "Highest: %.1f %% and %.1f %%.",
                                series.get(0).highest(),
                                series.get(1).highest()),
                " %",
                1,
                series,
                writes);
    }

    private void load(Markup out, String origin, List<Plot.Marker> writes) {
        List<Series> series = List.of(
                series("load", false, step -> 100 * step.loads().getOrDefault(origin, 0.0)),
                series("its cap", true, step -> 100 * step.caps().getOrDefault(origin, 0.0)));
        plot(
                out,
                "in percent of the demand that capacities are declared for",
                "Load of the origin " + origin,
                String.format(
                        Locale.ROOT,
                        "Requests that reach %s, its own share and the misses of every CDN, in percent of the demand at"
                                + " the start. Highest %.1f %%; its cap is %.1f %%.",
                        origin,
                        series.get(0).highest(),
                        series.get(1).highest()),
                " %",
                1,
                series,
                writes);
    }

    private void plot(
            Markup out,
            String caption,
            String title,
            String description,
            String unit,
            double top,
            List<Series> series,
            List<Plot.Marker> writes) {
        out.open("figure").open("figcaption").element("span", caption);
        for (int i = 0; i < series.size(); i++) {
            out.open("span", "class", "key")
                    .element("i", "", "class", "k" + i % 8)
                    .text(series.get(i).label())
                    .close();
        }
        if (!writes.isEmpty()) {
            out.open("span", "class", "key")
                    .element("i", "", "class", "kw")
                    .text("DNS write")
                    .close();
        }
        out.close();
        new Plot(id(), title, description, clock, unit, top, series, writes).draw(out);
        out.close().line();
    }

    private String id() {
        drawn++;
        return prefix + "-" + drawn;
    }

    private Series series(String label, boolean held, ToDoubleFunction<Run.Step> value) {
        return new Series(
                label,
                run.steps().stream()
                        .map(step -> new Series.Point(step.at().toMillis() / 1000.0, value.applyAsDouble(step)))
                        .toList(),
                held);
    }

    private static String label(Script.Target target) {
        return target.vendor().equals(target.id()) ? target.id() : target.id() + " (" + target.vendor() + ")";
    }

    private static String ends(List<Series> series, String unit) {
        List<String> told = new ArrayList<>();
        for (Series line : series) {
            if (!line.points().isEmpty()) {
                told.add(String.format(
                        Locale.ROOT,
                        "%s from %.1f to %.1f%s",
                        line.label(),
                        line.points().get(0).y(),
                        line.points().get(line.points().size() - 1).y(),
                        unit));
            }
        }
        return String.join(", ", told) + ".";
    }
}
