package dev.trimtab.sim.render;

import dev.trimtab.sim.replay.Run;
import dev.trimtab.sim.replay.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** The plots as numbers, at evenly spaced moments, for whoever does not see plots. */
final class RunTable {
    private static final int ROWS = 48;

    private RunTable() {}

    static void draw(Markup out, Run run, Clock clock) {
        Script script = run.script();
        List<String> columns = new ArrayList<>(List.of("time"));
        script.targets().forEach(target -> columns.add(target.id() + ", % of answers"));
        columns.add("failed, %");
        columns.add("had nothing been moved, %");
        List<String> origins = script.targets().stream()
                .filter(target -> target.part() == Script.Part.ORIGIN)
                .map(Script.Target::id)
                .toList();
        origins.forEach(origin -> columns.add("load of " + origin + ", %"));
        out.open("details").element("summary", "The plots as a table, mean over regions");
        ReplayPage.head(out, columns.toArray(String[]::new));
        int stride = Math.max(1, (run.steps().size() + ROWS - 1) / ROWS);
        for (int i = 0; i < run.steps().size(); i += stride) {
            Run.Step step = run.steps().get(i);
            List<String> cells = new ArrayList<>(List.of(clock.shown(step.at())));
            SortedMap<String, SortedMap<String, Double>> shares = Write.shares(step);
            for (Script.Target target : script.targets()) {
                double mean = 0;
                for (var region : script.regions().entrySet()) {
                    mean += region.getValue()
                            * shares.getOrDefault(region.getKey(), new TreeMap<>())
                                    .getOrDefault(target.id(), 0.0);
                }
                cells.add(shown(mean));
            }
            cells.add(shown(100 * step.error()));
            cells.add(shown(100 * step.idle()));
            for (String origin : origins) {
                cells.add(shown(100 * step.loads().getOrDefault(origin, 0.0)));
            }
            ReplayPage.row(out, "", cells.toArray(String[]::new));
        }
        ReplayPage.foot(out);
        out.close().line();
    }

    private static String shown(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }
}
