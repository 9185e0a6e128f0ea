package dev.trimtab.provider.embedded;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.spec.ProviderSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.xbill.DNS.Name;

/** One zone: its view in memory for the server, its last good copy on disk. Written by one at a time, read by all. */
public final class ServedZone {
    /** The settings' key of the name servers, comma-separated. */
    static final String NS_SETTING = "ns";

    private final Name origin;
    private final List<Name> ns;
    private final ZoneFile file;
    private final InstantSource clock;
    private final AtomicReference<ZoneView> view;
    private final ReentrantLock writing = new ReentrantLock();

    private ServedZone(Name origin, List<Name> ns, ZoneFile file, InstantSource clock, ZoneData data) {
        this.origin = origin;
        this.ns = ns;
        this.file = file;
        this.clock = clock;
        this.view = new AtomicReference<>(ZoneView.of(origin, ns, data));
    }

    /**
     * Opens the zone of a provider of type {@code embedded} with what was last written to it.
     *
     * @param file where the last good data lies; made at the first write
     * @throws IOException when the file is there and can neither be read nor moved aside
     */
    public static ServedZone open(ProviderSpec spec, Path file, InstantSource clock) throws IOException {
        Name origin = ZoneView.name(spec.zone().toLowerCase(java.util.Locale.ROOT));
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
        return view.get();
    }

    Name origin() {
        return origin;
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
        return change(wanted.name(), expected, (now, seconds) -> now.with(wanted, seconds));
    }

    /**
     * Takes a set out where it is held, on disk first.
     *
     * @throws IOException when the disk refuses; nothing has changed then
     */
    Replacement remove(RecordSet held) throws IOException {
        return change(held.name(), Optional.of(held), (now, seconds) -> now.without(held.name(), seconds));
    }

    /** The zone after a change, from the zone before it and the time in seconds. */
    private interface Step {
        ZoneData next(ZoneData now, long seconds);
    }

    private Replacement change(SteeredName name, Optional<RecordSet> expected, Step step) throws IOException {
        writing.lock();
        try {
            ZoneData now = view.get().data();
            Optional<RecordSet> found = Optional.ofNullable(now.sets().get(name));
            if (!found.equals(expected)) {
                return new Replacement.Changed(found);
            }
            ZoneData next = step.next(now, clock.instant().getEpochSecond());
            file.save(next);
            view.set(ZoneView.of(origin, ns, next));
            return new Replacement.Done();
        } finally {
            writing.unlock();
        }
    }
}
