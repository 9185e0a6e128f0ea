package dev.trimtab.sim.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Users who follow what is published, each with a lag of their own: the script's curve says how many lag by how much. */
final class Following {
    private final Script script;
    private final double[] parts;
    private final double atOnce;
    private final double never;
    private final double[][] start;
    private final List<double[][]> published = new ArrayList<>();

    Following(Script script) {
        this.script = script;
        Duration last = script.follow().get(script.follow().size() - 1).at();
        this.parts = new double[(int) (last.toMillis() / script.step().toMillis()) + 1];
        this.atOnce = Script.at(script.follow(), Duration.ZERO);
        double placed = atOnce;
        for (int lag = 0; lag < parts.length; lag++) {
            parts[lag] = Math.max(
                    0,
                    Script.at(script.follow(), script.step().multipliedBy(lag + 1L))
                            - Script.at(script.follow(), script.step().multipliedBy(lag)));
            placed += parts[lag];
        }
        this.never = 1 - placed;
        this.start = new double[script.regions().size()][];
        SortedMap<String, Double> configured = References.configured(script);
        for (int region = 0; region < start.length; region++) {
            start[region] = parts(configured);
        }
    }

    /** What is published at the next step, in percent by region and target. */
    void publish(SortedMap<String, SortedMap<String, Double>> shares) {
        double[][] now = start.clone();
        int region = 0;
        for (String name : script.regions().keySet()) {
            SortedMap<String, Double> split = shares.get(name);
            if (split != null) {
                now[region] = parts(split);
            }
            region++;
        }
        published.add(now);
    }

    private double[] parts(Map<String, Double> percent) {
        return script.targets().stream()
                .mapToDouble(target -> percent.getOrDefault(target.id(), 0.0) / 100)
                .toArray();
    }

    /** The part of a region's users at each target after the newest step, both in the script's order. */
    double[][] exposure() {
        int now = published.size() - 1;
        double[][] exposure = new double[start.length][script.targets().size()];
        add(exposure, published.get(now), atOnce);
        for (int lag = 0; lag < parts.length; lag++) {
            if (parts[lag] > 0) {
                // Whoever lags by more than k and at most k + 1 steps sees the plan of k + 1 steps ago.
                int seen = now - lag - 1;
                add(exposure, seen >= 0 ? published.get(seen) : start, parts[lag]);
            }
        }
        add(exposure, start, never);
        return exposure;
    }

    private static void add(double[][] exposure, double[][] shares, double part) {
        for (int region = 0; region < exposure.length; region++) {
            for (int target = 0; target < exposure[region].length; target++) {
                exposure[region][target] += shares[region][target] * part;
            }
        }
    }
}
