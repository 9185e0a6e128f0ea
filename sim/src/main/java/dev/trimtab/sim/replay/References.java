package dev.trimtab.sim.replay;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The policies that an engine is compared with: nothing, naive, and an oracle that knows the script. */
public final class References {
    private References() {}

    /** The shares of t0, whatever happens. */
    public static final Policy.Maker NOTHING = maker(
            "nothing",
            (script, world, scopes) -> tick -> decided(
                    scopes, shares(script, configured(script)), verdicts(script, (region, target) -> "unknown")));

    /** Three bad looks out, three good looks in, by strict majority of a region's agents, all at once. */
    public static final Policy.Maker NAIVE =
            maker("naive", (script, world, scopes) -> new Naive(script, world, scopes));

    /** The script's true ratios without delay, within what everybody can carry. */
    public static final Policy.Maker ORACLE = maker("oracle", (script, world, scopes) -> {
        Oracle oracle = new Oracle(script, world);
        return tick -> decided(
                scopes,
                oracle.next(tick.at()),
                verdicts(script, (region, target) -> oracle.fine(region, target, tick.at()) ? "good" : "bad"));
    });

    private interface Making {
        Policy of(Script script, World world, List<String> scopes);
    }

    private static Policy.Maker maker(String word, Making making) {
        return new Policy.Maker() {
            @Override
            public String word() {
                return word;
            }

            @Override
            public Policy policy(Script script, World world, List<String> scopes) {
                return making.of(script, world, scopes);
            }
        };
    }

    static SortedMap<String, Double> configured(Script script) {
        TreeMap<String, Double> shares = new TreeMap<>();
        script.targets().forEach(target -> shares.put(target.id(), target.weight()));
        return shares;
    }

    private static SortedMap<String, SortedMap<String, Double>> shares(Script script, SortedMap<String, Double> same) {
        TreeMap<String, SortedMap<String, Double>> shares = new TreeMap<>();
        script.regions().keySet().forEach(region -> shares.put(region, same));
        return shares;
    }

    private interface Word {
        String of(String region, String target);
    }

    private static SortedMap<String, SortedMap<String, String>> verdicts(Script script, Word word) {
        TreeMap<String, SortedMap<String, String>> verdicts = new TreeMap<>();
        for (String region : script.regions().keySet()) {
            TreeMap<String, String> ofRegion = new TreeMap<>();
            script.targets().forEach(target -> ofRegion.put(target.id(), word.of(region, target.id())));
            verdicts.put(region, ofRegion);
        }
        return verdicts;
    }

    private static Decided decided(
            List<String> scopes,
            SortedMap<String, SortedMap<String, Double>> shares,
            SortedMap<String, SortedMap<String, String>> verdicts) {
        TreeMap<String, Decided.OfScope> all = new TreeMap<>();
        scopes.forEach(scope -> all.put(scope, new Decided.OfScope(shares, verdicts)));
        return new Decided(
                all,
                List.of(),
                new TreeSet<>(),
                0,
                List.of("ctl-1"),
                List.of(),
                List.of(),
                false,
                List.of(),
                List.of());
    }

    private static final class Naive implements Policy {
        private static final int TURNS = 3;

        private final Script script;
        private final World world;
        private final List<String> scopes;
        private final Map<String, Integer> badRuns = new HashMap<>();
        private final Map<String, Integer> goodRuns = new HashMap<>();
        private final Map<String, Boolean> says = new HashMap<>();

        Naive(Script script, World world, List<String> scopes) {
            this.script = script;
            this.world = world;
            this.scopes = scopes;
        }

        @Override
        public Decided decide(Tick tick) {
            for (Agents.Agent agent : world.agents()) {
                if (tick.links().getOrDefault(agent.id(), true)) {
                    script.targets().forEach(target -> count(tick, agent, target));
                }
            }
            TreeMap<String, SortedMap<String, Double>> shares = new TreeMap<>();
            for (String region : script.regions().keySet()) {
                shares.put(region, shares(region));
            }
            return decided(scopes, shares, verdicts(script, (region, target) -> bad(region, target) ? "bad" : "good"));
        }

        private void count(Tick tick, Agents.Agent agent, Script.Target target) {
            List<String> probes = target.part() == Script.Part.ORIGIN
                    ? List.of("origin_direct")
                    : List.of("http_static", "http_miss", "http_app", "http_pinned");
            boolean bad = false;
            for (String probe : probes) {
                Optional<Tick.Seen> seen = tick.looking().look(agent, target.id(), probe, 0);
                bad |= seen.map(Tick.Seen::bad).orElse(false);
            }
            String key = agent.id() + " " + target.id();
            badRuns.put(key, bad ? badRuns.getOrDefault(key, 0) + 1 : 0);
            goodRuns.put(key, bad ? 0 : goodRuns.getOrDefault(key, 0) + 1);
            if (badRuns.getOrDefault(key, 0) >= TURNS) {
                says.put(key, true);
            } else if (goodRuns.getOrDefault(key, 0) >= TURNS) {
                says.put(key, false);
            }
        }

        private boolean bad(String region, String target) {
            long against = world.agents().stream()
                    .filter(agent -> agent.region().equals(region))
                    .filter(agent -> says.getOrDefault(agent.id() + " " + target, false))
                    .count();
            return against * 2 > Agents.PER_REGION;
        }

        private SortedMap<String, Double> shares(String region) {
            TreeMap<String, Double> good = new TreeMap<>();
            for (Script.Target target : script.targets()) {
                if (!bad(region, target.id())) {
                    good.put(target.id(), target.weight());
                }
            }
            double sum = good.values().stream().mapToDouble(Double::doubleValue).sum();
            if (good.isEmpty()) {
                return configured(script);
            }
            TreeMap<String, Double> shares = new TreeMap<>();
            script.targets().forEach(target -> shares.put(target.id(), 0.0));
            if (sum > 0) {
                good.forEach((target, weight) -> shares.put(target, weight / sum * 100));
            } else {
                String first = script.targets().stream()
                        .map(Script.Target::id)
                        .filter(good::containsKey)
                        .findFirst()
                        .orElseThrow();
                shares.put(first, 100.0);
            }
            return shares;
        }
    }
}
