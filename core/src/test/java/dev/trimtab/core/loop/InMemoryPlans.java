package dev.trimtab.core.loop;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.PlanStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** Plans on a disk that a test can look into, and fill. */
final class InMemoryPlans implements PlanStore {
    private final SortedMap<SteeredName, Memory> disk;
    private final BooleanSupplier full;
    private long fence;
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

    /** As another controller would have left it. */
    void put(SteeredName name, Memory memory) {
        disk.put(name, memory);
    }

    @Override
    public SortedSet<SteeredName> putAll(long by, SortedMap<SteeredName, Memory> memories) {
        if (full.getAsBoolean()) {
            throw new UncheckedIOException(new IOException("no space left"));
        }
        TreeSet<SteeredName> outdated = new TreeSet<>(memories.keySet());
        outdated.removeIf(name -> by >= fence
                && PlanStore.replaces(
                        Objects.requireNonNull(memories.get(name)), disk.getOrDefault(name, Memory.NONE)));
        memories.forEach((name, memory) -> {
            if (!outdated.contains(name)) {
                disk.put(name, memory);
            }
        });
        fence = Math.max(fence, by);
        return outdated;
    }

    @Override
    public boolean remove(long by, SteeredName name) {
        boolean mine = by >= fence;
        if (mine) {
            fence = by;
            disk.remove(name);
        }
        return mine;
    }

    @Override
    public long highestFence() {
        return fence;
    }
}
