package dev.trimtab.chaos.law;

import dev.trimtab.chaos.history.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * No answer lies outside the last two plans of its server: one that came between two equal marks is of that mark's plan;
 * between two different ones it is of either.
 */
public final class WithinPlans implements Law {
    private final Map<String, String> providerOf;

    /** @param providerOf the provider whose plans a server answers, such as {@code here} for {@code c1} */
    public WithinPlans(Map<String, String> providerOf) {
        this.providerOf = Map.copyOf(providerOf);
    }

    private record Plan(String provider, String name, String generation) {}

    @Override
    public String name() {
        return "within-plans";
    }

    @Override
    public List<Violation> violations(List<Entry> history) {
        Map<Plan, Set<String>> plans = plans(history);
        List<Violation> found = new ArrayList<>();
        for (Entry entry : history) {
            if (entry instanceof Entry.Answered answered) {
                Set<String> allowed = new TreeSet<>();
                if (known(plans, answered, allowed) && !allowed.containsAll(answered.cdns())) {
                    found.add(new Violation(
                            name(),
                            answered.at(),
                            answered.server() + " answered " + answered.cdns() + " for " + answered.name()
                                    + " between plans " + answered.before() + " and " + answered.after()
                                    + ", which lead to " + allowed));
                }
            }
        }
        return found;
    }

    /** Answers whose plans nobody told of, so that nothing can be said of them. */
    public long unjudged(List<Entry> history) {
        Map<Plan, Set<String>> plans = plans(history);
        return history.stream()
                .filter(Entry.Answered.class::isInstance)
                .map(Entry.Answered.class::cast)
                .filter(answered -> !known(plans, answered, new TreeSet<>()))
                .count();
    }

    private static Map<Plan, Set<String>> plans(List<Entry> history) {
        Map<Plan, Set<String>> plans = new HashMap<>();
        for (Entry entry : history) {
            if (entry instanceof Entry.Accepted accepted) {
                plans.computeIfAbsent(
                                new Plan(accepted.provider(), accepted.name(), accepted.generation()),
                                plan -> new TreeSet<>())
                        .addAll(accepted.cdns());
            }
        }
        return plans;
    }

    private boolean known(Map<Plan, Set<String>> plans, Entry.Answered answered, Set<String> allowed) {
        String provider = providerOf.getOrDefault(answered.server(), answered.server());
        boolean known = true;
        for (String generation : List.of(answered.before(), answered.after())) {
            Set<String> cdns = plans.get(new Plan(provider, answered.name(), generation));
            if (cdns == null) {
                known = false;
            } else {
                allowed.addAll(cdns);
            }
        }
        return known;
    }
}
