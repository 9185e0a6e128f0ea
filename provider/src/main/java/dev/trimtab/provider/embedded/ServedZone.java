package dev.trimtab.provider.embedded;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.spec.ProviderSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/** One zone: its view in memory for the server, its last good copy on disk. Written by one at a time, read by all. */
public final class ServedZone {
    /** The settings' key of the name servers, comma-separated. */
    static final String NS_SETTING = "ns";

    private final Name origin;
    private final ZoneFile file;
    private final InstantSource clock;
    private final ZoneView view;
    private final ReentrantLock writing = new ReentrantLock();
    private final Queue<Pending> waiting = new ConcurrentLinkedQueue<>();
    private volatile Consumer<HeldSet> listener = change -> {};

    private ServedZone(Name origin, List<Name> ns, ZoneFile file, InstantSource clock, ZoneData data) {
        this.origin = origin;
        this.file = file;
        this.clock = clock;
        this.view = new ZoneView(origin, ns, data);
    }

    /**
     * Opens the zone of a provider of type {@code embedded} with what was last written to it.
     *
     * @param file where the last good data lies; made at the first write
     * @throws IOException when the file is there and can neither be read nor moved aside
     */
    public static ServedZone open(ProviderSpec spec, Path file, InstantSource clock) throws IOException {
        Name origin = ZoneView.name(spec.zone().toLowerCase(Locale.ROOT));
        List<Name> ns = Arrays.stream(spec.setting(NS_SETTING, "ns1." + origin).split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(ZoneView::name)
                .toList();
        if (ns.isEmpty()) {
            throw new IllegalArgumentException("provider " + spec.id() + " names no server in 'ns'");
        }
        ZoneFile stored = new ZoneFile(file, origin.toString());
        return new ServedZone(origin, ns, stored, clock, stored.load());
    }

    ZoneView view() {
        return view;
    }

    Name origin() {
        return origin;
    }

    /** What this copy holds of a name; what it never held is older than anything. */
    public HeldSet held(SteeredName name) {
        return view.held(name);
    }

    /** All that this copy holds, retired names included; may change while it is walked. */
    public Collection<HeldSet> all() {
        return view.all();
    }

    /** Calls back after each change that is on disk and served, on the thread that made it: returns at once. */
    public void onChange(Consumer<HeldSet> told) {
        listener = told;
    }

    /** What came of a conditional replacement. */
    sealed interface Replacement {
        record Done() implements Replacement {}

        /** Something else is there than was read. */
        record Changed(Optional<RecordSet> found) implements Replacement {}
    }

    /**
     * Puts a set where {@code expected} is held, on disk first: what is served survives a crash.
     *
     * @throws IOException when the disk refuses; nothing has changed then
     */
    Replacement replace(Optional<RecordSet> expected, RecordSet wanted) throws IOException {
        return commit(new Pending(
                wanted.name(),
                (now, serial) ->
                        now.set().equals(expected) ? Optional.of(now.with(wanted, serial)) : Optional.empty()));
    }

    /**
     * Takes a set out where it is held, on disk first.
     *
     * @throws IOException when the disk refuses; nothing has changed then
     */
    Replacement remove(RecordSet held) throws IOException {
        return commit(new Pending(
                held.name(),
                (now, serial) ->
                        now.set().equals(Optional.of(held)) ? Optional.of(now.retired(serial)) : Optional.empty()));
    }

    /**
     * Takes what another copy of this zone holds, as far as it is newer than what this one does: an older one changes
     * nothing (R19). All of it reaches the disk in one turn.
     *
     * @return how many names changed
     * @throws IOException when the disk refuses; nothing has changed then
     */
    public int takeNewer(Collection<HeldSet> offered) throws IOException {
        List<Pending> newer = offered.stream()
                .filter(one -> one.newerThan(view.held(one.name())))
                .filter(one -> one.set()
                        .flatMap(set -> ZoneData.obstacle(origin.toString(), set))
                        .isEmpty())
                .map(one -> new Pending(
                        one.name(), (now, serial) -> one.newerThan(now) ? Optional.of(one) : Optional.empty()))
                .toList();
        if (newer.isEmpty()) {
            return 0;
        }
        commit(newer);
        return (int) newer.stream()
                .filter(one -> one.came instanceof Replacement.Done)
                .count();
    }

    /** What a name holds after a change, from what it held and the serial of the change; empty when it is not to be. */
    private interface Step {
        Optional<HeldSet> next(HeldSet now, long serial);
    }

    /** One change on its way to the disk, which takes all that wait in one turn. */
    private static final class Pending {
        private final SteeredName name;
        private final Step step;
        private @Nullable Replacement came;
        private @Nullable IOException refused;

        Pending(SteeredName name, Step step) {
            this.name = name;
            this.step = step;
        }
    }

    private Replacement commit(Pending mine) throws IOException {
        commit(List.of(mine));
        return Objects.requireNonNull(mine.came);
    }

    private void commit(List<Pending> mine) throws IOException {
        waiting.addAll(mine);
        writing.lock();
        try {
            // Somebody else's turn may have taken some of them along, or all.
            commitAll();
            for (Pending one : mine) {
                if (one.refused != null) {
                    throw new IOException(one.refused.getMessage(), one.refused);
                }
            }
        } finally {
            writing.unlock();
        }
    }

    private void commitAll() {
        List<Pending> turn = new ArrayList<>();
        Map<SteeredName, HeldSet> changed = new LinkedHashMap<>();
        long serial = view.serial();
        for (Pending one = waiting.poll(); one != null; one = waiting.poll()) {
            turn.add(one);
            HeldSet now = changed.getOrDefault(one.name, view.held(one.name));
            long next = Math.max(serial + 1, clock.instant().getEpochSecond()) & 0xffff_ffffL;
            Optional<HeldSet> after = one.step.next(now, next);
            one.came = after.isPresent() ? new Replacement.Done() : new Replacement.Changed(now.set());
            if (after.isPresent()) {
                changed.put(one.name, after.get());
                // Past what others count, so that what is written here next is newer than what was taken.
                serial = Math.max(next, after.get().revision());
            }
        }
        if (changed.isEmpty()) {
            return;
        }
        List<HeldSet> changes = List.copyOf(changed.values());
        try {
            if (file.wantsWhole(view.all().size())) {
                Map<SteeredName, HeldSet> whole = new LinkedHashMap<>();
                view.all().forEach(one -> whole.put(one.name(), one));
                whole.putAll(changed);
                file.save(serial, whole.values());
            } else {
                file.append(changes);
            }
        } catch (IOException disk) {
            turn.forEach(one -> one.refused = disk);
            return;
        }
        view.take(changes, serial);
        changes.forEach(listener);
    }
}
