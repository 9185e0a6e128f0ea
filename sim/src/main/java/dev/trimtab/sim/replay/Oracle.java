package dev.trimtab.sim.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Knows the script's true fail ratios and acts on them without delay, within what targets and origins can carry. A
 * yardstick, not a lower bound: it follows a flapping fault write by write.
 */
final class Oracle {
    /** What is smaller is rounding. */
    private static final double SMALL = 1e-9;

    private final Script script;
    private final World world;
    private final double limit;
    private final TreeMap<String, TreeMap<String, Double>> shares = new TreeMap<>();

    Oracle(Script script, World world) {
        this.script = script;
        this.world = world;
        this.limit = Math.max(0.01, 5 * script.baselineFail());
        script.regions().keySet().forEach(region -> shares.put(region, new TreeMap<>(References.configured(script))));
    }

    boolean fine(String region, String target, Duration at) {
        return world.userFail(target, region, at) <= limit;
    }

    /** Shares in percent by region, from those of the round before. */
    SortedMap<String, SortedMap<String, Double>> next(Duration at) {
        for (String region : script.regions().keySet()) {
            SortedMap<String, Double> wanted = wanted(region, at);
            for (Script.Target to : receivers(wanted)) {
                for (Script.Target from : script.targets()) {
                    double spare = share(region, from) - wanted.getOrDefault(from.id(), 0.0);
                    double lack = wanted.getOrDefault(to.id(), 0.0) - share(region, to);
                    move(region, from, to, Math.min(spare, lack), at);
                }
            }
            relieve(region, at);
        }
        TreeMap<String, SortedMap<String, Double>> copy = new TreeMap<>();
        shares.forEach((region, split) -> copy.put(region, new TreeMap<>(split)));
        return copy;
    }

    /** Configured shares of what is fine; where nothing with weight is, the first that is; else all as configured. */
    private SortedMap<String, Double> wanted(String region, Duration at) {
        TreeMap<String, Double> wanted = new TreeMap<>();
        double sum = 0;
        for (Script.Target target : script.targets()) {
            if (target.weight() > 0 && fine(region, target.id(), at)) {
                wanted.put(target.id(), target.weight());
                sum += target.weight();
            }
        }
        if (sum > 0) {
            double whole = sum;
            wanted.replaceAll((target, weight) -> weight / whole * 100);
            return wanted;
        }
        List<Script.Target> others = fallbacks(region, at);
        if (others.isEmpty()) {
            return References.configured(script);
        }
        wanted.put(others.get(0).id(), 100.0);
        return wanted;
    }

    private List<Script.Target> receivers(SortedMap<String, Double> wanted) {
        return script.targets().stream()
                .filter(target -> wanted.containsKey(target.id()))
                .toList();
    }

    /** Edges before static pages before origins, each in the order of the file. */
    private List<Script.Target> fallbacks(String region, Duration at) {
        List<Script.Target> found = new ArrayList<>();
        for (Script.Part part : List.of(Script.Part.CDN, Script.Part.STATIC, Script.Part.ORIGIN)) {
            for (Script.Target target : script.targets()) {
                if (target.part() == part && fine(region, target.id(), at)) {
                    found.add(target);
                }
            }
        }
        return found;
    }

    /** What a failing target still has goes wherever there is room, when its wish could not be met. */
    private void relieve(String region, Duration at) {
        for (Script.Target from : script.targets()) {
            if (!fine(region, from.id(), at)) {
                for (Script.Target to : fallbacks(region, at)) {
                    move(region, from, to, share(region, from), at);
                }
            }
        }
    }

    private void move(String region, Script.Target from, Script.Target to, double percent, Duration at) {
        double moved = Math.min(percent, room(region, from, to, at));
        if (moved > SMALL && !from.id().equals(to.id())) {
            Map<String, Double> split = split(region);
            split.merge(from.id(), -moved, Double::sum);
            split.merge(to.id(), moved, Double::sum);
        }
    }

    /** How many percent of a region's answers may move from one to the other. */
    private double room(String region, Script.Target from, Script.Target to, Duration at) {
        double unit = world.demand(at) * script.regions().getOrDefault(region, 0.0) / 100;
        if (unit <= 0) {
            return 0;
        }
        double room = world.cap(to.id(), at) - load(to, at);
        if (to.capRegion().containsKey(region)) {
            room = Math.min(room, to.capRegion().getOrDefault(region, 0.0) - share(region, to) * unit);
        }
        for (Script.Target origin : script.targets()) {
            double more = misses(to, origin) - misses(from, origin);
            if (origin.part() == Script.Part.ORIGIN && more > SMALL) {
                room = Math.min(room, (world.cap(origin.id(), at) - load(origin, at)) / more);
            }
        }
        return Math.max(0, room) / unit;
    }

    /** Requests at an origin for each one that goes to a target. */
    private double misses(Script.Target target, Script.Target origin) {
        if (target.part() == Script.Part.ORIGIN) {
            return target.id().equals(origin.id()) ? 1 : 0;
        }
        return 1 - world.hit(target.id());
    }

    private double load(Script.Target target, Duration at) {
        double load = 0;
        for (String region : script.regions().keySet()) {
            double unit = world.demand(at) * script.regions().getOrDefault(region, 0.0) / 100;
            for (Script.Target from : script.targets()) {
                double part = target.part() == Script.Part.ORIGIN
                        ? misses(from, target)
                        : from.id().equals(target.id()) ? 1 : 0;
                load += share(region, from) * unit * part;
            }
        }
        return load;
    }

    private double share(String region, Script.Target target) {
        return split(region).getOrDefault(target.id(), 0.0);
    }

    private Map<String, Double> split(String region) {
        return shares.computeIfAbsent(region, added -> new TreeMap<>(References.configured(script)));
    }
}
