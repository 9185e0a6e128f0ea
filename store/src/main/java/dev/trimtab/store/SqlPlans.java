package dev.trimtab.store;

import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.port.PlanStore;
import dev.trimtab.core.records.Generation;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Plans in SQL, and a copy in memory that follows them: reads never wait. Whoever writes takes the row of revisions first, so
 * that changes are numbered in the order in which they become visible.
 */
final class SqlPlans implements PlanStore {
    /** Newer, or the same plan again; both databases read it alike. */
    private static final String PUT = """
            INSERT INTO plan (name, fence, sequence, shares, memory, seal, revision)
            VALUES (:name, :fence, :sequence, :shares, :memory, :seal, :revision)
            ON CONFLICT (name) DO UPDATE SET fence = excluded.fence, sequence = excluded.sequence,
                shares = excluded.shares, memory = excluded.memory, seal = excluded.seal, revision = excluded.revision
            WHERE plan.fence < excluded.fence
               OR (plan.fence = excluded.fence AND plan.sequence < excluded.sequence)
               OR (plan.fence = excluded.fence AND plan.sequence = excluded.sequence AND plan.shares = excluded.shares)
            """;

    private final Availability availability;
    private final String where;
    private volatile Known known = Known.NOTHING;

    /** What is known here; replaced whole. */
    private record Known(SortedMap<SteeredName, Memory> all, long fence, long plans, long removals, boolean read) {
        static final Known NOTHING = new Known(Collections.emptySortedMap(), 0, -1, -1, false);
    }

    private record Counters(long fence, long plans, long removals) {}

    SqlPlans(Availability availability, String where) {
        this.availability = availability;
        this.where = where;
    }

    /** Goes on from this controller's own copy until the store has been read. */
    synchronized void recall(SortedMap<SteeredName, Memory> copy) {
        if (!known.read) {
            long fence = copy.values().stream()
                    .mapToLong(memory -> memory.generation().fence())
                    .max()
                    .orElse(0);
            known = new Known(Collections.unmodifiableSortedMap(new TreeMap<>(copy)), fence, -1, -1, false);
        }
    }

    @Override
    public SortedMap<SteeredName, Memory> all() {
        return known.all;
    }

    @Override
    public long highestFence() {
        return known.fence;
    }

    @Override
    public SortedSet<SteeredName> putAll(long fence, SortedMap<SteeredName, Memory> memories) {
        TreeSet<SteeredName> outdated = new TreeSet<>(memories.keySet());
        Known next = availability.write(handle -> {
            outdated.addAll(memories.keySet());
            if (touch(handle, fence, "plans = plans + 1") == 1) {
                outdated.removeAll(put(handle, memories, counters(handle).plans));
            }
            TreeMap<SteeredName, Memory> mine = new TreeMap<>(memories);
            mine.keySet().removeAll(outdated);
            return read(handle, known, mine);
        });
        take(next);
        return outdated;
    }

    private static int touch(Handle handle, long fence, String change) {
        return handle.createUpdate(
                        "UPDATE revision SET " + change + ", fence = :fence WHERE id = 1 AND fence <= :fence")
                .bind("fence", fence)
                .execute();
    }

    /** Gives back the names that were stored. */
    static Set<SteeredName> put(Handle handle, SortedMap<SteeredName, Memory> memories, long revision) {
        List<SteeredName> names = List.copyOf(memories.keySet());
        Set<SteeredName> stored = new HashSet<>();
        PreparedBatch batch = handle.prepareBatch(PUT);
        for (SteeredName name : names) {
            Memory memory = Objects.requireNonNull(memories.get(name));
            Generation generation = memory.generation();
            String text = MemoryJson.write(memory);
            String shares = memory.publication()
                    .map(publication -> publication.plan().digest())
                    .orElse("");
            batch.bind("name", name.value())
                    .bind("fence", generation.fence())
                    .bind("sequence", generation.sequence())
                    .bind("shares", shares)
                    .bind("memory", text)
                    .bind("seal", seal(name.value(), generation.fence(), generation.sequence(), text))
                    .bind("revision", revision)
                    .add();
        }
        int[] rows = batch.execute();
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] == 1) {
                stored.add(names.get(i));
            }
        }
        return stored;
    }

    private static String seal(String name, long fence, long sequence, String memory) {
        return Seal.of(name, Long.toString(fence), Long.toString(sequence), memory);
    }

    @Override
    public boolean remove(long fence, SteeredName name) {
        boolean[] removed = {false};
        Known next = availability.write(handle -> {
            removed[0] = touch(handle, fence, "removals = removals + 1") == 1;
            if (removed[0]) {
                handle.execute("DELETE FROM plan WHERE name = ?", name.value());
            }
            return read(handle, known, new TreeMap<>());
        });
        take(next);
        return removed[0];
    }

    /** Reads what changed; for the store's own thread. */
    Runnable refresh(Handle handle) {
        Known next = read(handle, known, new TreeMap<>());
        return () -> take(next);
    }

    boolean everRead() {
        return known.read;
    }

    /** Of two that were read at about the same time the one that saw more. */
    private synchronized void take(Known next) {
        if (!known.read || next.plans + next.removals > known.plans + known.removals) {
            known = next;
        } else if (next.fence > known.fence) {
            known = new Known(known.all, next.fence, known.plans, known.removals, true);
        }
    }

    private static Counters counters(Handle handle) {
        return handle.createQuery("SELECT fence, plans, removals FROM revision WHERE id = 1")
                .map((row, context) -> new Counters(row.getLong(1), row.getLong(2), row.getLong(3)))
                .one();
    }

    /** @param mine what this very transaction stored: the same objects are given out, and need not be read */
    private Known read(Handle handle, Known before, SortedMap<SteeredName, Memory> mine) {
        Counters now = counters(handle);
        boolean whole = !before.read || now.removals != before.removals || now.plans < before.plans;
        if (!whole && now.plans == before.plans) {
            return new Known(before.all, now.fence, now.plans, now.removals, true);
        }
        TreeMap<SteeredName, Memory> all = whole ? new TreeMap<>() : new TreeMap<>(before.all);
        handle.createQuery("SELECT name, fence, sequence, memory, seal FROM plan WHERE revision > :seen")
                .bind("seen", whole ? -1 : before.plans)
                .map((row, context) -> {
                    SteeredName name = SteeredName.of(row.getString(1));
                    Optional<Memory> own = Optional.ofNullable(mine.get(name));
                    return Map.entry(
                            name,
                            own.isPresent()
                                    ? own.get()
                                    : memory(name, row.getLong(2), row.getLong(3), row.getString(4), row.getString(5)));
                })
                .forEach(entry -> all.put(entry.getKey(), same(before, entry.getKey(), entry.getValue())));
        return new Known(Collections.unmodifiableSortedMap(all), now.fence, now.plans, now.removals, true);
    }

    private static Memory same(Known before, SteeredName name, Memory memory) {
        Memory old = before.all.get(name);
        return old != null && old.equals(memory) ? old : memory;
    }

    private Memory memory(SteeredName name, long fence, long sequence, String text, String seal) {
        Seal.mustFit(
                seal, where, "the plan of " + name, name.value(), Long.toString(fence), Long.toString(sequence), text);
        return MemoryJson.read(name, text);
    }
}
