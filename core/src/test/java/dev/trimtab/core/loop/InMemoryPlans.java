package dev.trimtab.core.loop;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.PlanStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Plans on a disk that a test can look into, and fill. */
final class InMemoryPlans implements PlanStore {
    private final SortedMap<SteeredName, Memory> disk;
    private final BooleanSupplier full;
    private SortedMap<SteeredName, Memory> given = Collections.emptySortedMap();

    InMemoryPlans(SortedMap<SteeredName, Memory> disk, BooleanSupplier full) {
        this.disk = disk;
        this.full = full;
    }

    @Override
    public SortedMap<SteeredName, Memory> all() {
        if (!given.equals(disk)) {
            given = Collections.unmodifiableSortedMap(new TreeMap<>(disk));
        }
        return given;
    }

    @Override
    public void put(SteeredName name, Memory memory) {
        if (full.getAsBoolean()) {
            throw new UncheckedIOException(new IOException("no space left"));
        }
        disk.put(name, memory);
    }

    @Override
    public void remove(SteeredName name) {
        disk.remove(name);
    }
}
