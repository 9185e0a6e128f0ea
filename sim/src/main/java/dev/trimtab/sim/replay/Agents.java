package dev.trimtab.sim.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The agents of a script: six in every region, each its own network unless its group is one. */
public final class Agents {
    /** In every region. */
    public static final int PER_REGION = 6;

    static final int POPS = 20;

    private final List<Agent> all = new ArrayList<>();
    private final TreeMap<String, List<Integer>> popOrder = new TreeMap<>();
    private final TreeMap<String, Integer> popOf = new TreeMap<>();

    /**
     * One agent.
     *
     * @param number in its region, from 0
     * @param group empty for none
     */
    public record Agent(String region, int number, Optional<String> group, long network) {
        public String id() {
            return region + "-" + number;
        }
    }

    Agents(Script script, Sampling sampling) {
        long network = 64_512;
        Map<String, Long> networkOfGroup = new TreeMap<>();
        for (Script.Group group : script.agents()) {
            networkOfGroup.put(group.id(), network++);
        }
        for (String region : script.regions().keySet()) {
            int next = 0;
            for (Script.Group group : script.agents()) {
                int count = (int) Math.round(group.share() * PER_REGION);
                for (int i = 0; i < count && next < PER_REGION; i++) {
                    long shared = networkOfGroup.getOrDefault(group.id(), 0L);
                    all.add(new Agent(region, next++, Optional.of(group.id()), shared));
                }
            }
            while (next < PER_REGION) {
                all.add(new Agent(region, next++, Optional.empty(), network++));
            }
            for (Script.Target target : script.targets()) {
                pops(script, sampling, target.id(), region);
            }
        }
    }

    private void pops(Script script, Sampling sampling, String target, String region) {
        TreeMap<Double, Integer> drawn = new TreeMap<>();
        for (int pop = 0; pop < POPS; pop++) {
            drawn.put(sampling.draw(script.seed(), target, region, "pop", pop), pop);
        }
        popOrder.put(target + " " + region, List.copyOf(drawn.values()));
        for (int number = 0; number < PER_REGION; number++) {
            popOf.put(target + " " + region + " " + number, (int)
                    Math.floor(POPS * sampling.draw(script.seed(), target, region, number)));
        }
    }

    List<Agent> all() {
        return all;
    }

    /** Whether an agent's PoP is among the first of those that are struck. */
    boolean struck(String target, Agent agent, double p) {
        int pop = popOf.getOrDefault(target + " " + agent.region() + " " + agent.number(), 0);
        int count = (int) Math.round(POPS * p);
        List<Integer> order = popOrder.getOrDefault(target + " " + agent.region(), List.of());
        return order.indexOf(pop) < count;
    }

    static boolean in(Set<String> groups, Agent agent) {
        return groups.isEmpty() || agent.group().filter(groups::contains).isPresent();
    }
}
