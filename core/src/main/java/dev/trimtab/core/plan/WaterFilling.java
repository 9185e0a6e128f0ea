package dev.trimtab.core.plan;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.Shares;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * Divides the whole among targets: what is fixed first, then by configured weight up to each limit, then what that leaves
 * by fallback order, and what nobody can take stays where it is (R14, R16).
 */
final class WaterFilling {
    private WaterFilling() {}

    /** Empty when nobody may have anything and nothing was held before: there is no answer to give. */
    static Optional<Shares> divide(List<Allowance> allowances, List<CdnId> fallbackOrder) {
        TreeMap<CdnId, Integer> given = new TreeMap<>();
        int rest = Shares.WHOLE;
        for (Allowance allowance : allowances) {
            int fixed = Math.min(rest, allowance.fixed() ? allowance.fixedBp() : allowance.floorBp());
            given.put(allowance.cdn(), fixed);
            rest -= fixed;
        }
        List<Allowance> free = new ArrayList<>(allowances);
        free.removeIf(Allowance::fixed);
        rest = byWeight(free, given, rest);
        rest = byOrder(free, given, rest, fallbackOrder, a -> a.rank().edge() ? a.maxBp() : 0);
        // A hold-down is for its whole time: what is well where it is does not go back early, and not at each flap.
        rest = byOrder(
                free,
                given,
                rest,
                fallbackOrder,
                a -> a.rank() == Allowance.Rank.RESTS ? Math.min(a.heldBp(), a.maxBp()) : 0);
        rest = byOrder(
                free, given, rest, fallbackOrder, a -> a.rank() == Allowance.Rank.WELL_EDGE ? a.lastResortBp() : 0);
        rest = byOrder(free, given, rest, fallbackOrder, Allowance::maxBp);
        // What is held down and healthy is still better than what fails.
        rest = byOrder(free, given, rest, fallbackOrder, Allowance::lastResortBp);
        // What nobody can take stays where it is: with what fails, before anything is loaded above its capacity.
        rest = byOrder(free, given, rest, fallbackOrder, a -> a.maxBp() == 0 ? a.heldBp() : 0);
        rest = byOrder(free, given, rest, fallbackOrder, Allowance::heldBp);
        return rest == 0 ? Optional.of(new Shares(given)) : Optional.empty();
    }

    /**
     * The whole for one target: what a provider that answers one at a time can hold. The largest share wins, the earlier
     * target on a tie; one that is fixed at the whole keeps it; one whose capacity is less than the whole cannot be it.
     */
    static Optional<Shares> oneOf(List<Allowance> allowances, Shares divided) {
        Optional<Allowance> held = allowances.stream()
                .filter(a -> a.fixed() && a.fixedBp() == Shares.WHOLE)
                .findFirst();
        Optional<Allowance> winner = held.or(() -> allowances.stream()
                .filter(a -> a.maxBp() == Shares.WHOLE || a.lastResortBp() == Shares.WHOLE)
                .filter(a -> divided.of(a.cdn()) > 0)
                .max(Comparator.comparingInt((Allowance a) -> divided.of(a.cdn()))
                        .thenComparing(allowances::indexOf, Comparator.reverseOrder())));
        return winner.map(a -> Shares.inProportion(Map.of(a.cdn(), 1L)));
    }

    /** Proportional shares; whoever reaches its limit leaves the round, and the others divide what it could not take. */
    private static int byWeight(List<Allowance> free, SortedMap<CdnId, Integer> given, int total) {
        int rest = total;
        List<Allowance> open = new ArrayList<>(free);
        open.removeIf(a -> a.weight() <= 0 || a.maxBp() <= 0);
        open.sort(Comparator.comparing(Allowance::cdn));
        while (rest > 0 && !open.isEmpty()) {
            Map<CdnId, Long> weights = new HashMap<>();
            open.forEach(a -> weights.put(a.cdn(), (long) a.weight()));
            SortedMap<CdnId, Integer> parts = Shares.apportion(rest, weights);
            List<Allowance> full = new ArrayList<>(open);
            full.removeIf(a -> parts.getOrDefault(a.cdn(), 0) < a.maxBp());
            for (Allowance a : full.isEmpty() ? open : full) {
                int part = Math.min(parts.getOrDefault(a.cdn(), 0), a.maxBp());
                given.merge(a.cdn(), part, Integer::sum);
                rest -= part;
            }
            open = full.isEmpty()
                    ? List.of()
                    : open.stream().filter(a -> !full.contains(a)).toList();
        }
        return rest;
    }

    private static int byOrder(
            List<Allowance> free,
            SortedMap<CdnId, Integer> given,
            int total,
            List<CdnId> fallbackOrder,
            ToIntFunction<Allowance> limit) {
        int rest = total;
        if (rest == 0) {
            return 0;
        }
        for (CdnId cdn : fallbackOrder) {
            for (Allowance a : free) {
                if (a.cdn().equals(cdn)) {
                    int part = Math.min(rest, Math.max(0, limit.applyAsInt(a) - given.getOrDefault(cdn, 0)));
                    given.merge(cdn, part, Integer::sum);
                    rest -= part;
                }
            }
        }
        return rest;
    }
}
