package dev.trimtab.store;

import dev.trimtab.core.event.AuditEntry;
import dev.trimtab.core.event.AuditLink;
import dev.trimtab.core.port.AuditTrail;
import dev.trimtab.core.port.InterventionStore.Durability;
import dev.trimtab.core.port.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** The audit of every controller in SQL, one chain each. */
final class SqlAudit implements AuditTrail {
    private static final String COLUMNS =
            "controller, sequence, previous, entry_id, at_ms, actor, action, subject, sentence, heads, hash";
    private static final String LAST_OF_EACH = "SELECT " + COLUMNS + " FROM audit a WHERE a.sequence ="
            + " (SELECT MAX(b.sequence) FROM audit b WHERE b.controller = a.controller)";

    private final Availability availability;
    private final Optional<LocalJournal> journal;
    private final String controller;

    SqlAudit(Availability availability, String controller, Optional<LocalJournal> journal) {
        this.availability = availability;
        this.controller = controller;
        this.journal = journal;
    }

    @Override
    public void append(AuditEntry entry) {
        availability.write(handle -> add(handle, controller, entry, new TreeMap<>()));
    }

    @Override
    public Durability appendUrgently(AuditEntry entry) {
        try {
            append(entry);
            return Durability.STORE;
        } catch (StoreException away) {
            if (journal.isEmpty()) {
                throw away;
            }
            journal.get().audit(entry);
            return Durability.LOCAL;
        }
    }

    @Override
    public void anchor(long fence, Instant now) {
        availability.write(handle -> anchor(handle, fence, now));
    }

    boolean anchor(Handle handle, long fence, Instant now) {
        TreeMap<String, String> heads = new TreeMap<>();
        handle.createQuery(LAST_OF_EACH).map((row, context) -> link(row)).forEach(last -> {
            if (!last.controller().equals(controller)) {
                heads.put(last.controller(), last.head());
            }
        });
        AuditEntry entry = new AuditEntry(
                "leadership-" + fence,
                now,
                "trimtab",
                "leadership.gained",
                "fence " + fence,
                controller + " leads with fence " + fence + "; heads of the other chains: " + heads.size());
        return add(handle, controller, entry, heads);
    }

    /** Says false when this entry is there already. */
    static boolean add(Handle handle, String controller, AuditEntry entry, SortedMap<String, String> heads) {
        // Takes the turn of whoever appends to this chain: PostgreSQL would let two read the same last entry.
        handle.execute("UPDATE revision SET id = 1 WHERE id = 1");
        boolean there = handle.createQuery("SELECT 1 FROM audit WHERE controller = :controller AND entry_id = :id")
                .bind("controller", controller)
                .bind("id", entry.id())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
        if (there) {
            return false;
        }
        Optional<AuditLink> last = handle.createQuery("SELECT " + COLUMNS
                        + " FROM audit WHERE controller = :controller ORDER BY sequence DESC LIMIT 1")
                .bind("controller", controller)
                .map((row, context) -> link(row))
                .findOne();
        insert(handle, AuditLink.after(last, controller, entry, heads));
        return true;
    }

    static void insert(Handle handle, AuditLink link) {
        handle.execute(
                "INSERT INTO audit (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                link.controller(),
                link.sequence(),
                link.previous(),
                link.entry().id(),
                link.entry().at().toEpochMilli(),
                link.entry().actor(),
                link.entry().action(),
                link.entry().subject(),
                link.entry().sentence(),
                StateFile.json().valueToTree(link.heads()).toString(),
                link.hash());
    }

    @Override
    public SortedMap<String, List<AuditLink>> chains() {
        return availability.read(SqlAudit::chains);
    }

    static SortedMap<String, List<AuditLink>> chains(Handle handle) {
        TreeMap<String, List<AuditLink>> chains = new TreeMap<>();
        handle.createQuery("SELECT " + COLUMNS + " FROM audit ORDER BY controller, sequence")
                .map((row, context) -> link(row))
                .forEach(link -> chains.computeIfAbsent(link.controller(), id -> new ArrayList<>())
                        .add(link));
        return chains;
    }

    private static AuditLink link(ResultSet row) throws SQLException {
        TreeMap<String, String> heads = new TreeMap<>();
        StateFile.parse(row.getString(10))
                .properties()
                .forEach(head -> heads.put(head.getKey(), head.getValue().asText()));
        return new AuditLink(
                row.getString(1),
                row.getLong(2),
                row.getString(3),
                new AuditEntry(
                        row.getString(4),
                        Instant.ofEpochMilli(row.getLong(5)),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        row.getString(9)),
                heads,
                row.getString(11));
    }
}
