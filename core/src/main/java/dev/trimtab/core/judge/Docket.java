package dev.trimtab.core.judge;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.observe.CheckId;
import dev.trimtab.core.spec.NameSpec;
import dev.trimtab.core.spec.ProbeKind;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.TargetSpec;
import dev.trimtab.core.spec.VantageSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Who has a say on one name, and where in the reports it stands: worked out once, and kept as long as the same vantages are
 * believed and look at the same checks.
 */
final class Docket {
    static final Docket NONE = new Docket();

    private final Optional<Spec> spec;
    private final Optional<NameSpec> name;
    private final List<RegionId> regions;
    private final Layout[] layouts;
    private final Seat[] seats;
    private final Bench[][] benches;

    /**
     * One check by one vantage.
     *
     * @param speaker number of the vantage among those who are believed
     * @param place of the check in its report
     * @param network its number among the networks that have a say on the name
     */
    record Seat(int speaker, int place, VantageSpec vantage, CheckId check, ProbeKind kind, int network) {}

    /** All who look at one target in one region. */
    static final class Bench {
        /** Numbers of their seats in the docket, in its order. */
        private final int[] seats;
        /** By vantage and address family the seats of paths that users walk, by their places among {@code seats}. */
        private final int[][] voters;

        private final boolean alone;
        private final boolean asksDns;

        private Bench(int[] seats, int[][] voters, boolean alone, boolean asksDns) {
            this.seats = seats;
            this.voters = voters;
            this.alone = alone;
            this.asksDns = asksDns;
        }

        /** What is seen from here, in the order of seats. */
        Seen[] of(Seen[] all) {
            Seen[] seen = new Seen[seats.length];
            for (int i = 0; i < seen.length; i++) {
                seen[i] = all[seats[i]];
            }
            return seen;
        }

        /** Who speaks for each vantage and address family: the first of the worst. */
        Seen[] speaking(Seen[] seen) {
            Seen[] speaking = new Seen[voters.length];
            for (int v = 0; v < speaking.length; v++) {
                int[] voter = voters[v];
                Seen worst = seen[voter[0]];
                for (int i = 1; i < voter.length; i++) {
                    Seen other = seen[voter[i]];
                    worst = rank(other) > rank(worst) ? other : worst;
                }
                speaking[v] = worst;
            }
            return speaking;
        }

        private static int rank(Seen one) {
            return Vote.rank(one.impression().state());
        }

        /** Whether each of those who speak is the only one of its network. */
        boolean alone() {
            return alone;
        }

        /** Whether the target's DNS is looked at. */
        boolean asksDns() {
            return asksDns;
        }
    }

    private Docket() {
        this.spec = Optional.empty();
        this.name = Optional.empty();
        this.regions = List.of();
        this.layouts = new Layout[0];
        this.seats = new Seat[0];
        this.benches = new Bench[0][0];
    }

    /** In the order of the regions asked for and of the name's targets; a region without vantages is judged by all. */
    Docket(Spec configured, NameSpec ofName, List<RegionId> wanted, List<Speaker> speakers) {
        this.spec = Optional.of(configured);
        this.name = Optional.of(ofName);
        this.regions = List.copyOf(wanted);
        this.layouts =
                speakers.stream().map(speaker -> speaker.witness().layout()).toArray(Layout[]::new);
        this.seats = seats(ofName, speakers);
        this.benches = new Bench[wanted.size()][ofName.targets().size()];
        for (int r = 0; r < benches.length; r++) {
            RegionId region = wanted.get(r);
            boolean own = hasVantages(configured, region);
            for (int t = 0; t < benches[r].length; t++) {
                benches[r][t] = own ? bench(t, Optional.of(region)) : bench(t, Optional.empty());
            }
        }
    }

    private static Seat[] seats(NameSpec ofName, List<Speaker> speakers) {
        List<Seat> seats = new ArrayList<>();
        Map<Long, Integer> networks = new HashMap<>();
        for (int s = 0; s < speakers.size(); s++) {
            VantageSpec vantage = speakers.get(s).vantage();
            Layout layout = speakers.get(s).witness().layout();
            for (int place : layout.places(ofName.name())) {
                int fresh = networks.size();
                Integer known = networks.putIfAbsent(vantage.network().asn(), fresh);
                seats.add(new Seat(
                        s, place, vantage, layout.check(place), layout.kind(place), known == null ? fresh : known));
            }
        }
        return seats.toArray(Seat[]::new);
    }

    private static boolean hasVantages(Spec configured, RegionId region) {
        return configured.vantages().values().stream()
                .anyMatch(vantage -> vantage.region().equals(region));
    }

    /** @param inside empty for everywhere */
    private Bench bench(int target, Optional<RegionId> inside) {
        CdnId cdn = name.map(NameSpec::targets)
                .map(all -> all.get(target))
                .map(TargetSpec::cdn)
                .orElseThrow();
        List<Integer> mine = new ArrayList<>();
        boolean asksDns = false;
        for (int i = 0; i < seats.length; i++) {
            Seat seat = seats[i];
            boolean here = inside.map(seat.vantage().region()::equals).orElse(true);
            if (here && seat.check().target().cdn().equals(cdn)) {
                mine.add(i);
                asksDns |= seat.kind() == ProbeKind.DNS_RECURSIVE || seat.kind() == ProbeKind.DNS_AUTHORITATIVE;
            }
        }
        int[][] voters = voters(mine);
        long speaking = Arrays.stream(voters)
                .map(voter -> seats[mine.get(voter[0])].network())
                .distinct()
                .count();
        return new Bench(
                mine.stream().mapToInt(Integer::intValue).toArray(), voters, speaking == voters.length, asksDns);
    }

    private int[][] voters(List<Integer> mine) {
        List<int[]> voters = new ArrayList<>();
        for (int first = 0; first < mine.size(); ) {
            int speaker = seats[mine.get(first)].speaker();
            int end = first + 1;
            while (end < mine.size() && seats[mine.get(end)].speaker() == speaker) {
                end++;
            }
            for (CheckId.Family family : CheckId.Family.values()) {
                int[] voter = IntStream.range(first, end)
                        .filter(i -> seats[mine.get(i)].kind().userPath())
                        .filter(i -> seats[mine.get(i)].check().family() == family)
                        .toArray();
                if (voter.length > 0) {
                    voters.add(voter);
                }
            }
            first = end;
        }
        return voters.toArray(int[][]::new);
    }

    /** Whether it is the docket of this question. */
    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
    boolean isOf(Spec configured, NameSpec ofName, List<RegionId> wanted, List<Speaker> speakers) {
        if (spec.filter(old -> old == configured).isEmpty()
                || name.filter(old -> old == ofName).isEmpty()
                || layouts.length != speakers.size()
                || !regions.equals(wanted)) {
            return false;
        }
        for (int s = 0; s < layouts.length; s++) {
            if (layouts[s] != speakers.get(s).witness().layout()) {
                return false;
            }
        }
        return true;
    }

    List<RegionId> regions() {
        return regions;
    }

    /** Empty before the first question. */
    Optional<NameSpec> name() {
        return name;
    }

    Seat[] seats() {
        return seats;
    }

    /** By the number of the region asked for, and of the name's target. */
    Bench bench(int region, int target) {
        return benches[region][target];
    }
}
