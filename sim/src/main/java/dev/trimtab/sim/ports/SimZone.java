package dev.trimtab.sim.ports;

import dev.trimtab.core.name.RegionId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.Snapshot;
import dev.trimtab.core.records.WeightedAnswer;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the world is answered: the record sets of one provider, shared by every controller that writes to it. */
public final class SimZone {
    private final TreeMap<SteeredName, Held> held = new TreeMap<>();
    private long version;

    private record Held(RecordSet set, long version) {}

    /** What is served for a name now. */
    public Optional<RecordSet> served(SteeredName name) {
        return Optional.ofNullable(held.get(name)).map(Held::set);
    }

    /** Every name that is served. */
    public SortedMap<SteeredName, RecordSet> all() {
        TreeMap<SteeredName, RecordSet> all = new TreeMap<>();
        held.forEach((name, there) -> all.put(name, there.set()));
        return all;
    }

    void put(RecordSet set) {
        held.put(set.name(), new Held(set, ++version));
    }

    void remove(SteeredName name) {
        held.remove(name);
    }

    Snapshot snapshot(SteeredName name) {
        return Optional.ofNullable(held.get(name))
                .map(there -> snapshot(there.set(), there.version()))
                .orElseGet(() -> Snapshot.absent(name));
    }

    private static Snapshot snapshot(RecordSet set, long version) {
        TreeMap<RegionId, List<Snapshot.HeldAnswer>> regional = new TreeMap<>();
        set.regional().forEach((region, answers) -> regional.put(region, answers(answers)));
        return new Snapshot(
                set.name(),
                Snapshot.Holding.OURS,
                answers(set.answers()),
                regional,
                Optional.of(set.ttl()),
                Optional.of(set.mark()),
                Long.toString(version),
                set.toString());
    }

    private static List<Snapshot.HeldAnswer> answers(List<WeightedAnswer> answers) {
        return answers.stream()
                .map(answer -> new Snapshot.HeldAnswer(answer.answer(), answer.shareBp()))
                .toList();
    }
}
