package dev.trimtab.store;

import dev.trimtab.core.override.Intervention;
import dev.trimtab.core.port.InterventionStore;
import dev.trimtab.core.port.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** Interventions in SQL, and a copy in memory that follows them; what cannot wait is kept in the local journal meanwhile. */
final class SqlWishes implements InterventionStore {
    /** Ended ones are shown for this long. */
    static final Duration SHOWN_AFTER_END = Duration.ofDays(1);

    private final Availability availability;
    private final String where;
    private final InstantSource clock;
    private final Optional<LocalJournal> journal;
    private volatile Known known;

    /** What is known here; replaced whole. */
    private record Known(List<Intervention> all, long revision) {}

    /** @param journal where urgent drains wait for a store that is away; none where it would lie on the same disk */
    SqlWishes(Availability availability, String where, InstantSource clock, Optional<LocalJournal> journal) {
        this.availability = availability;
        this.where = where;
        this.clock = clock;
        this.journal = journal;
        this.known = new Known(List.of(freeze()), -1);
    }

    /**
     * Before the store was ever read nobody knows what operators want: nothing is written until then, unless an own copy
     * says what they wanted last.
     */
    private Intervention freeze() {
        Instant now = clock.instant();
        return new Intervention.Freeze(
                "freeze-store-unread",
                Optional.empty(),
                Intervention.Freeze.Scope.EVERYTHING,
                new Intervention.Claim(
                        "trimtab",
                        where + " has not been read since the start: drains and pins of operators are unknown, so DNS"
                                + " stays as it is",
                        now,
                        now.plus(Duration.ofDays(3650)),
                        new TreeSet<>()));
    }

    synchronized void recall(List<Intervention> copy) {
        if (known.revision < 0) {
            known = new Known(List.copyOf(copy), -1);
        }
    }

    @Override
    public List<Intervention> all() {
        Instant shown = clock.instant().minus(SHOWN_AFTER_END);
        Map<String, Intervention> all = new LinkedHashMap<>();
        known.all.forEach(one -> all.put(one.id(), one));
        journal.ifPresent(local -> local.wishes().forEach(one -> all.put(one.id(), one)));
        return all.values().stream()
                .filter(one -> one.claim().until().isAfter(shown))
                .toList();
    }

    /** What the store holds, for this controller's own copy; empty before it was read. */
    Optional<List<Intervention>> stored() {
        Known now = known;
        return now.revision < 0 ? Optional.empty() : Optional.of(now.all);
    }

    @Override
    public void put(Intervention intervention) {
        take(availability.write(handle -> {
            touch(handle);
            insert(handle, intervention);
            return read(handle, new Known(List.of(), -1));
        }));
    }

    static void touch(Handle handle) {
        handle.execute("UPDATE revision SET interventions = interventions + 1 WHERE id = 1");
    }

    static boolean insert(Handle handle, Intervention intervention) {
        String body = WishJson.write(intervention);
        return handle.execute(
                        "INSERT INTO intervention (id, until_ms, body, seal) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
                        intervention.id(),
                        intervention.claim().until().toEpochMilli(),
                        body,
                        Seal.of(intervention.id(), body))
                == 1;
    }

    @Override
    public Durability putUrgently(Intervention.Drain drain) {
        try {
            put(drain);
            return Durability.STORE;
        } catch (StoreException away) {
            if (journal.isEmpty()) {
                throw away;
            }
            journal.get().put(drain);
            return Durability.LOCAL;
        }
    }

    @Override
    public Durability durability(String id) {
        boolean local = journal.map(LocalJournal::wishes).orElse(List.of()).stream()
                .anyMatch(one -> one.id().equals(id));
        return local ? Durability.LOCAL : Durability.STORE;
    }

    @Override
    public Optional<Intervention> end(String id, Instant now) {
        Optional<Intervention> local = journal.map(LocalJournal::wishes).orElse(List.of()).stream()
                .filter(one -> one.id().equals(id))
                .findFirst();
        if (local.isPresent()) {
            Optional<Intervention> ended =
                    local.filter(one -> one.activeAt(now)).map(one -> one.endedAt(now));
            ended.ifPresent(one -> journal.get().end(one));
            return ended;
        }
        List<Intervention> found = new ArrayList<>();
        take(availability.write(handle -> {
            found.clear();
            touch(handle);
            one(handle, id)
                    .filter(old -> old.activeAt(now))
                    .map(old -> old.endedAt(now))
                    .ifPresent(ended -> {
                        update(handle, ended);
                        found.add(ended);
                    });
            return read(handle, new Known(List.of(), -1));
        }));
        return found.stream().findFirst();
    }

    private Optional<Intervention> one(Handle handle, String id) {
        return handle.createQuery("SELECT id, body, seal FROM intervention WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> intervention(row.getString(1), row.getString(2), row.getString(3)))
                .findOne();
    }

    static void update(Handle handle, Intervention next) {
        String body = WishJson.write(next);
        handle.execute(
                "UPDATE intervention SET until_ms = ?, body = ?, seal = ? WHERE id = ?",
                next.claim().until().toEpochMilli(),
                body,
                Seal.of(next.id(), body),
                next.id());
    }

    /** Reads what changed; for the store's own thread. */
    Runnable refresh(Handle handle) {
        Known next = read(handle, known);
        return () -> take(next);
    }

    private synchronized void take(Known next) {
        if (next.revision > known.revision) {
            known = next;
        }
    }

    private Known read(Handle handle, Known before) {
        long revision = handle.createQuery("SELECT interventions FROM revision WHERE id = 1")
                .mapTo(Long.class)
                .one();
        if (revision == before.revision) {
            return before;
        }
        Instant shown = clock.instant().minus(SHOWN_AFTER_END);
        List<Intervention> all = handle.createQuery(
                        "SELECT id, body, seal FROM intervention WHERE until_ms > :shown ORDER BY id")
                .bind("shown", shown.toEpochMilli())
                .map((row, context) -> intervention(row.getString(1), row.getString(2), row.getString(3)))
                .list();
        return new Known(List.copyOf(all), revision);
    }

    private Intervention intervention(String id, String body, String seal) {
        Seal.mustFit(seal, where, "intervention " + id, id, body);
        return WishJson.read(body);
    }
}
