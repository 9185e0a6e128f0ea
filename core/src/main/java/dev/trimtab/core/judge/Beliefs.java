package dev.trimtab.core.judge;

import dev.trimtab.core.name.Network;
import dev.trimtab.core.name.TargetId;
import dev.trimtab.core.name.VantageId;
import dev.trimtab.core.observe.Report;
import dev.trimtab.core.spec.Spec;
import dev.trimtab.core.spec.VantageSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What every vantage believes of every check, and which of them are believed themselves. Immutable. */
public final class Beliefs {
    public static final Beliefs NONE = new Beliefs(new TreeMap<>(), Optional.empty(), new Stirred());

    /** So many other networks at least must see it otherwise before one vantage is called wrong. */
    private static final int OTHER_NETWORKS_MIN = 2;

    /** Below so many lines of all reports together one core is done sooner than a second one is called. */
    private static final int LINES_SHARED = 20_000;

    private final SortedMap<VantageId, Witness> byVantage;
    private final Optional<Spec> spec;
    private final Stirred stirred;
    private final List<Speaker> speakers;

    private Beliefs(SortedMap<VantageId, Witness> byVantage, Optional<Spec> spec, Stirred stirred) {
        this.byVantage = Collections.unmodifiableSortedMap(byVantage);
        this.spec = spec;
        this.stirred = stirred;
        this.speakers = spec.map(this::speaking).orElse(List.of());
    }

    /** A report and how long ago it arrived. */
    public record Heard(Report report, Duration ago) {}

    /**
     * The beliefs after the newest reports. A report that is older than what was heard of its vantage changes nothing; one
     * of a new process starts from nothing; a vantage that is silent grows stale, and is forgotten with the configuration
     * that it looked for.
     */
    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
    public Beliefs next(Spec configured, SortedMap<VantageId, Heard> heard, Instant now) {
        TreeMap<VantageId, Witness> next = new TreeMap<>();
        Stirred stirs = new Stirred();
        boolean same = spec.filter(old -> old == configured).isPresent();
        if (!same) {
            stirs.everything();
        }
        for (Taken taken : taken(configured, heard, now)) {
            Optional<Witness> before = Optional.ofNullable(byVantage.get(taken.vantage()));
            Optional<Heard> said = Optional.ofNullable(heard.get(taken.vantage()));
            stirs.also(taken.stirred());
            Optional<Witness> after = taken.alone()
                    .or(() -> said.map(spoken -> before.map(old ->
                                    old.anew(configured, spoken.report(), spoken.ago(), next.values(), stirs, now))
                            .orElseGet(() -> Witness.first(
                                    configured, spoken.report(), spoken.ago(), next.values(), stirs, now))));
            after.ifPresent(witness -> next.put(taken.vantage(), witness));
            same &= after.orElse(null) == before.orElse(null);
        }
        if (same && next.size() == byVantage.size()) {
            return this;
        }
        SortedMap<VantageId, Witness> believed = muted(configured, next, now);
        if (!speakers(byVantage).equals(speakers(believed))) {
            stirs.everything();
        }
        return new Beliefs(believed, Optional.of(configured), stirs);
    }

    /**
     * What a vantage makes of its newest report by itself.
     *
     * @param alone empty when there is nothing to go on from
     * @param stirred by that
     */
    private record Taken(VantageId vantage, Optional<Witness> alone, Stirred stirred) {}

    /** Of every vantage, in their order; many looks are taken up on several cores, for no vantage asks what another saw. */
    private List<Taken> taken(Spec configured, SortedMap<VantageId, Heard> heard, Instant now) {
        Stream<VantageId> vantages = configured.vantages().keySet().stream();
        return (newLines(heard) < LINES_SHARED ? vantages : vantages.parallel())
                .map(vantage -> taken(configured, vantage, Optional.ofNullable(heard.get(vantage)), now))
                .toList();
    }

    private long newLines(SortedMap<VantageId, Heard> heard) {
        long lines = 0;
        for (Map.Entry<VantageId, Heard> said : heard.entrySet()) {
            Witness witness = byVantage.get(said.getKey());
            Report report = said.getValue().report();
            lines += witness != null && report.newerThan(witness.report())
                    ? report.observations().size()
                    : 0;
        }
        return lines;
    }

    private Taken taken(Spec configured, VantageId vantage, Optional<Heard> said, Instant now) {
        Stirred stirs = new Stirred();
        Optional<Witness> alone = Optional.ofNullable(byVantage.get(vantage))
                .flatMap(old -> said.isPresent()
                        ? old.alone(configured, said.get().report(), said.get().ago(), stirs, now)
                        : Optional.of(old)
                                .filter(silent -> silent.layout().isOf(configured))
                                .map(silent -> silent.aged(stirs, now)));
        return new Taken(vantage, alone, stirs);
    }

    /**
     * The names of which a judgement by the beliefs before may not stand by these: what a name's judgement rests on is, for
     * every other, the same object or more good looks of the same. By their numbers in the order of the configuration; empty
     * for all of them.
     */
    public Optional<BitSet> stirred() {
        return stirred.names();
    }

    private static Set<VantageId> speakers(SortedMap<VantageId, Witness> all) {
        Set<VantageId> speakers = new HashSet<>(all.keySet());
        all.forEach((vantage, witness) -> {
            if (witness.mute().isPresent()) {
                speakers.remove(vantage);
            }
        });
        return speakers;
    }

    /** Why a vantage is not believed; empty for one that is, or that was never heard. */
    public Optional<Mute> mute(VantageId vantage) {
        return Optional.ofNullable(byVantage.get(vantage)).flatMap(Witness::mute);
    }

    /** Who is believed, in the order of vantages. */
    @SuppressWarnings("ReferenceEquality") // the same object is the same; equal ones may cost a second look
    List<Speaker> speakers(Spec configured) {
        return spec.filter(own -> own == configured).isPresent() ? speakers : speaking(configured);
    }

    private List<Speaker> speaking(Spec configured) {
        List<Speaker> speaking = new ArrayList<>();
        configured.vantages().forEach((id, vantage) -> {
            Witness witness = byVantage.get(id);
            if (witness != null && witness.mute().isEmpty()) {
                speaking.add(new Speaker(vantage, witness));
            }
        });
        return speaking;
    }

    private static SortedMap<VantageId, Witness> muted(Spec spec, SortedMap<VantageId, Witness> all, Instant now) {
        TreeMap<VantageId, Witness> next = new TreeMap<>(all);
        all.forEach((vantage, witness) -> {
            Optional<Mute> mute = mute(spec, all, vantage, witness, now);
            if (mute.isPresent() && witness.mute().isEmpty()) {
                next.put(vantage, witness.muted(mute.get()));
            } else if (mute.isEmpty() && witness.mute().isPresent()) {
                next.put(vantage, witness.heardAgain(now));
            } else if (mute.isPresent()
                    && mute.get().why() != witness.mute().orElseThrow().why()) {
                next.put(vantage, witness.muted(mute.get()));
            }
        });
        return next;
    }

    private static Optional<Mute> mute(
            Spec spec, SortedMap<VantageId, Witness> all, VantageId vantage, Witness witness, Instant now) {
        Report.Control control = witness.report().control();
        boolean wasLost = witness.mute()
                .filter(mute -> mute.why() == Mute.Why.CONTROL_GROUP)
                .isPresent();
        if (control == Report.Control.LOST || (wasLost && control != Report.Control.SEEN)) {
            return Optional.of(
                    new Mute(Mute.Why.CONTROL_GROUP, now, "it does not see its control group: its own fault (R7)"));
        }
        if (wasLost) {
            // What it saw until now is forgotten first; only then may it be held against others.
            return Optional.empty();
        }
        boolean wasAlone = witness.mute().isPresent();
        boolean allBad = witness.seesAll(Witness.FAILING_PARTLY);
        if (!allBad && !(wasAlone && witness.seesMostlyBad())) {
            return Optional.empty();
        }
        return contradicted(spec, all, vantage, witness.known())
                .map(others -> new Mute(
                        Mute.Why.DISAGREES,
                        now,
                        "all " + witness.known().size() + " targets look bad from it, and " + others
                                + " other networks see at least half of them well (R7)"));
    }

    /**
     * How many other networks see at least half of the targets well, when they are most of those who see them. Those that
     * see them ill contradict nobody: in a brownout of everything chance would mute one vantage after the other.
     */
    private static Optional<Integer> contradicted(
            Spec spec, SortedMap<VantageId, Witness> all, VantageId vantage, List<TargetId> targets) {
        VantageSpec own = spec.vantages().get(vantage);
        if (own == null) {
            return Optional.empty();
        }
        Map<Network, Boolean> near = new HashMap<>();
        Map<Network, Boolean> anywhere = new HashMap<>();
        all.forEach((other, witness) -> {
            VantageSpec place = spec.vantages().get(other);
            if (place == null
                    || place.network().equals(own.network())
                    || witness.mute().isPresent()) {
                return;
            }
            int known = 0;
            int fine = 0;
            for (TargetId target : targets) {
                byte look = witness.look(target);
                known += look == Witness.UNSEEN ? 0 : 1;
                fine += look == Witness.FINE ? 1 : 0;
            }
            if (known > 0) {
                boolean contradicts = fine * 2 >= known;
                anywhere.merge(place.network(), contradicts, Boolean::logicalAnd);
                if (place.region().equals(own.region())) {
                    near.merge(place.network(), contradicts, Boolean::logicalAnd);
                }
            }
        });
        Map<Network, Boolean> jury = near.size() >= OTHER_NETWORKS_MIN ? near : anywhere;
        Set<Network> contradicting = new HashSet<>(jury.keySet());
        contradicting.removeIf(network -> !jury.getOrDefault(network, false));
        boolean most = jury.size() >= OTHER_NETWORKS_MIN && contradicting.size() * 2 > jury.size();
        return most ? Optional.of(contradicting.size()) : Optional.empty();
    }
}
