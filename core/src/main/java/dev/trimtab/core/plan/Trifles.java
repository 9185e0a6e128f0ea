package dev.trimtab.core.plan;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.Shares;
import dev.trimtab.core.observe.Signals;
import dev.trimtab.core.spec.TargetSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where limits cut shares, each of them follows demand and cache by hundredths of a point, round after round, and would
 * spend the changes of an hour that an escape needs (R22). So little is not worth a write: the shares stay until a point is
 * to be gained, a target is to come or go, or nothing is cut any more.
 */
final class Trifles {
    /** Less than two and a half points. */
    static final int LESS_THAN_BP = 250;

    private Trifles() {}

    /** Puts the present shares in place of wanted ones that hardly differ, all regions together or none. */
    static void drop(
            Planner.Input input,
            SortedMap<RegionId, Shares> wanted,
            Map<Places.Key, Place> places,
            SortedMap<RegionId, List<String>> reasons) {
        Optional<Plan> current = input.current();
        // Without signals no limit moves by itself.
        boolean still = input.signals().equals(Signals.NONE);
        if (still
                || current.isEmpty()
                || !wanted.keySet().equals(current.get().shares().keySet())) {
            return;
        }
        int limit = Math.min(LESS_THAN_BP, input.name().failback().stepMaxBp());
        TreeMap<RegionId, Shares> kept = new TreeMap<>();
        for (Map.Entry<RegionId, Shares> entry : wanted.entrySet()) {
            Shares is = current.get().in(entry.getKey());
            Shares would = entry.getValue();
            if (is.equals(would)) {
                continue;
            }
            boolean comesOrGoes = !is.bp().keySet().equals(would.bp().keySet());
            if (is.movedTo(would) >= limit
                    || comesOrGoes
                    || stepped(input, entry.getKey(), is, would, places)
                    || would.equals(byWeight(input, entry.getKey()))) {
                return;
            }
            kept.put(entry.getKey(), is);
        }
        kept.forEach((region, is) -> {
            Shares would = wanted.getOrDefault(region, is);
            wanted.put(region, is);
            reasons.computeIfAbsent(region, it -> new ArrayList<>())
                    .add("stays: limits would move " + Shares.percent(is.movedTo(would)) + ", " + Shares.percent(limit)
                            + " are worth a write (R22)");
        });
    }

    /** A step of a return or of a relief, however small, is waited for: the next one begins where it ended. */
    private static boolean stepped(
            Planner.Input input, RegionId region, Shares is, Shares would, Map<Places.Key, Place> places) {
        return input.name().targets().stream().anyMatch(target -> {
            int gained = would.of(target.cdn()) - is.of(target.cdn());
            return switch (places.getOrDefault(new Places.Key(region, target.cdn()), Place.IN)
                    .standing()) {
                case Standing.Returning returning -> gained > 0;
                case Standing.Eased eased -> gained < 0;
                case Standing.In in -> false;
                case Standing.Out out -> false;
                case Standing.Drained drained -> false;
            };
        });
    }

    /** What configured weights alone ask for. */
    private static Shares byWeight(Planner.Input input, RegionId region) {
        TreeMap<CdnId, Long> weights = new TreeMap<>();
        for (TargetSpec target : input.name().targets()) {
            weights.put(target.cdn(), (long) target.weight(region));
        }
        return weights.values().stream().anyMatch(weight -> weight > 0)
                ? Shares.inProportion(weights)
                : input.current().map(plan -> plan.in(region)).orElseThrow();
    }
}
