package dev.trimtab.sim.replay;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where the users are at one moment, following what was published with their lags, and how they and the servers fare. */
final class Users {
    /** Differences below this are rounding. */
    private static final double SAME_PERCENT = 0.005;

    private final Script script;
    private final World world;
    private final Duration at;
    private final double[][] exposure;
    private final TreeMap<String, Double> loads = new TreeMap<>();
    private final TreeMap<String, Double> caps = new TreeMap<>();
    private final double demand;

    /** @param exposure part of a region's users at each target, see {@link Following} */
    Users(Script script, World world, double[][] exposure, Duration at) {
        this.script = script;
        this.world = world;
        this.exposure = exposure;
        this.at = at;
        this.demand = world.demand(at);
        load();
    }

    private void load() {
        for (int place = 0; place < script.targets().size(); place++) {
            Script.Target target = script.targets().get(place);
            double mean = 0;
            int row = 0;
            for (Map.Entry<String, Double> region : script.regions().entrySet()) {
                double part = region.getValue() * demand * exposure[row++][place];
                mean += part;
                if (target.capRegion().containsKey(region.getKey())) {
                    String key = target.id() + "@" + region.getKey();
                    loads.put(key, part);
                    caps.put(key, target.capRegion().getOrDefault(region.getKey(), 1.0));
                }
            }
            loads.merge(target.id(), mean, Double::sum);
            caps.put(target.id(), world.cap(target.id(), at));
        }
        for (Script.Target origin : script.targets()) {
            if (origin.part() == Script.Part.ORIGIN) {
                double misses = 0;
                for (Script.Target cdn : script.targets()) {
                    misses += cdn.part() == Script.Part.ORIGIN
                            ? 0
                            : loads.getOrDefault(cdn.id(), 0.0) * (1 - world.hit(cdn.id()));
                }
                loads.merge(origin.id(), misses, Double::sum);
            }
        }
    }

    /** What a cap cannot carry; a regional cap is for expectations to watch, not for requests to fail at. */
    private double excess(String key) {
        double load = loads.getOrDefault(key, 0.0);
        double cap = caps.getOrDefault(key, Double.MAX_VALUE);
        return load > cap ? 1 - cap / load : 0;
    }

    /** The part of all users' requests that fails. */
    double error() {
        double originExcess = script.targets().stream()
                .filter(target -> target.part() == Script.Part.ORIGIN)
                .mapToDouble(target -> excess(target.id()))
                .max()
                .orElse(0);
        double error = 0;
        int row = 0;
        for (Map.Entry<String, Double> region : script.regions().entrySet()) {
            for (int place = 0; place < script.targets().size(); place++) {
                Script.Target target = script.targets().get(place);
                double fine = 1 - world.userFail(target.id(), region.getKey(), at);
                fine *= 1 - excess(target.id());
                if (target.part() != Script.Part.ORIGIN) {
                    fine *= 1 - originExcess * (1 - world.hit(target.id()));
                }
                error += region.getValue() * exposure[row][place] * (1 - fine);
            }
            row++;
        }
        return error;
    }

    /** What would fail at the shares of t0. */
    double idleError() {
        double error = 0;
        for (Map.Entry<String, Double> region : script.regions().entrySet()) {
            for (Script.Target target : script.targets()) {
                error += region.getValue() * target.weight() / 100 * world.userFail(target.id(), region.getKey(), at);
            }
        }
        return error;
    }

    SortedMap<String, Double> loads() {
        return loads;
    }

    SortedMap<String, Double> caps() {
        return caps;
    }

    static boolean differ(
            SortedMap<String, SortedMap<String, Double>> before, SortedMap<String, SortedMap<String, Double>> after) {
        for (String region : after.keySet()) {
            SortedMap<String, Double> was = before.getOrDefault(region, new TreeMap<>());
            SortedMap<String, Double> is = after.getOrDefault(region, new TreeMap<>());
            for (String target : is.keySet()) {
                if (Math.abs(was.getOrDefault(target, 0.0) - is.getOrDefault(target, 0.0)) > SAME_PERCENT) {
                    return true;
                }
            }
            for (String target : was.keySet()) {
                if (!is.containsKey(target) && was.getOrDefault(target, 0.0) > SAME_PERCENT) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether share left a target, below what is configured, that neither failed nor was slow there now or shortly before. */
    static boolean falseMove(
            Script script,
            World world,
            SortedMap<String, SortedMap<String, Double>> before,
            SortedMap<String, SortedMap<String, Double>> after,
            Duration at) {
        for (String region : script.regions().keySet()) {
            for (Script.Target target : script.targets()) {
                double was = before.getOrDefault(region, new TreeMap<>()).getOrDefault(target.id(), 0.0);
                double is = after.getOrDefault(region, new TreeMap<>()).getOrDefault(target.id(), 0.0);
                boolean left = is < was - SAME_PERCENT && is < target.weight() - SAME_PERCENT;
                if (left && fine(script, world, target, region, at)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean fine(Script script, World world, Script.Target target, String region, Duration at) {
        double limit = Math.max(0.01, 5 * script.baselineFail());
        List<String> probes = target.part() == Script.Part.ORIGIN
                ? List.of("origin_direct")
                : List.of("http_app", "http_static", "http_miss", "rum", "dns_rec", "dns_auth");
        for (int back = 0; back <= 10; back++) {
            Duration when = at.minus(script.step().multipliedBy(back));
            if (when.isNegative()) {
                break;
            }
            for (String probe : probes) {
                if (world.probeFail(target.id(), region, probe, when) > limit) {
                    return false;
                }
            }
            if (world.highestRtt(target.id(), when) > 1.5) {
                return false;
            }
        }
        return true;
    }

    static SortedMap<String, Double> mean(Script script, SortedMap<String, SortedMap<String, Double>> shares) {
        TreeMap<String, Double> mean = new TreeMap<>();
        script.regions()
                .forEach((region, users) -> shares.getOrDefault(region, new TreeMap<>())
                        .forEach((target, percent) -> mean.merge(target, users * percent, Double::sum)));
        return mean;
    }
}
